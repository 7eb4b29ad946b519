import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type Approval,
  type ApprovalAnswer,
  approvalEvent,
  approvalRequestLines,
  canonicalJson,
  type DecisionInputs,
  decideLarge,
  exitCode,
  firstSightsAfter,
  jsonPieces,
  judgedAsOf,
  type LargeVerdict,
  type LedgerEvent,
  parseRunRecord,
  ReportError,
  type RunRecord,
  renderAnnotations,
  renderFirstSights,
  renderTerminal,
  runRecordPath,
  verdictEvent,
} from "@sallyport/gate";
import { readPolicy } from "@sallyport/policy";
import { type Approvable, prepareApproval, renderApproval, renderRecord } from "../approval.js";
import { badFlag, together } from "../command-error.js";
import { readChange, readExceptions } from "../exceptions-file.js";
import type { ExitCode } from "../exit-code.js";
import { readBaseline, readFacts } from "../facts-file.js";
import { parseCommit, parseImages, parseInstant } from "../flags.js";
import { refuseUnknown } from "../judged-images.js";
import { appendToLedger } from "../ledger-file.js";
import { renderHead } from "../ledger-head.js";
import { writeOutFolder } from "../out-folder.js";
import { print, printError, printPieces, terminalOf } from "../output.js";
import { PackedList } from "../packed-list.js";
import { type Format, parseDetailsUrl, parseFormats, type Rendering, renderingsOf } from "../renderings.js";
import {
  knownScanner,
  parseReportArguments,
  type ReportArgument,
  readReportBytes,
  readReportFile,
} from "../report-file.js";
import { chooseRepository } from "../repository-flag.js";
import { readFirstSights } from "../seen-file.js";
import { readSuppressions } from "../source-tree.js";
import { parseMembers } from "../team-members.js";
import { version } from "../version.js";
import { parseVexArguments, readVexFile } from "../vex-file.js";

export interface GateOptions {
  policy: string;
  report?: readonly string[];
  canary?: readonly string[];
  repository?: string;
  commit?: string;
  at?: string;
  facts?: string;
  baseline?: string;
  seen?: string;
  out?: string;
  image?: readonly string[];
  ledger?: string;
  fork?: boolean;
  only?: readonly string[];
  approval?: string;
  exceptions?: string;
  exceptionsBase?: string;
  author?: string;
  vex?: readonly string[];
  members?: readonly string[];
  source?: string;
  format?: readonly string[];
  detailsUrl?: string;
  annotations?: boolean;
  json?: boolean;
}

/** `sallyport gate`: the verdict on the reports, and its exit code; with `--approval` the one that the approval leads to. */
export async function gate(options: GateOptions): Promise<ExitCode> {
  const [{ inputs, unreadable, lift }, formats, pageOptions] = together(
    () => readInputs(options),
    () => formatsOf(options),
    () => parseDetailsUrl(options.detailsUrl),
  );
  const verdict = sayReplay(
    decideLarge({ ...inputs, unreadable }, () => new PackedList(outcomesInMemory(inputs))),
    options.at,
  );
  const event = lift || options.ledger !== undefined ? verdictEvent(verdict) : undefined;
  const lifted = event && (await lift?.(verdict, event));

  const folder = unreadable.length === 0 ? options.out : undefined;
  const written: string[] = [];
  if (folder !== undefined) {
    const files = filesOf(verdict, renderingsOf(verdict, formats, pageOptions), inputs, lifted);
    const noted = Iterator.from(files).map((file) => {
      written.push(file.path);
      return file;
    });
    await writeOutFolder(folder, noted);
  }
  const recorded =
    options.ledger !== undefined && event ? await recordIn(options.ledger, event, lifted?.approval) : undefined;
  if (options.json) await printPieces(jsonPieces(verdict));
  await print(options.json ? "\n" : renderTerminal(verdict, terminalOf(process.stdout)));
  if (folder !== undefined && !options.json) {
    await print(`\nWrote ${written.map((name) => join(folder, name)).join(", ")}\n`);
  }
  if (options.annotations) for (const line of renderAnnotations(verdict)) await print(line);
  if (options.out !== folder) await printError(`Nothing was written to ${options.out}: a report cannot be read.\n`);
  if (lifted !== undefined) await printError(renderApproval(lifted));
  if (recorded !== undefined) await printError(recorded);
  return exitCode(lifted?.decision ?? verdict.decision);
}

/** The record is always written: the other files are made of it. */
function formatsOf({ format, out, annotations, json }: GateOptions): Format[] {
  if (format && out === undefined)
    throw badFlag("--format", "names files, and there is no --out", "Give a folder with --out.");
  if (annotations && json) {
    throw badFlag("--annotations", "prints lines beside the document of --json", "Give one of the two.");
  }
  return [...new Set<Format>(["json", ...parseFormats(format ?? [])])];
}

/** The files of the output folder, one after the other: those of the formats, and what the next run or the approval needs. */
function* filesOf(
  verdict: LargeVerdict,
  renderings: Iterable<Rendering>,
  { seen, suppressions }: DecisionInputs,
  lifted: ApprovalAnswer | undefined,
): Iterable<Rendering> {
  yield* renderings;
  if (seen) yield { path: "seen.json", content: [renderFirstSights(firstSightsAfter(seen, verdict))] };
  if (suppressions) yield { path: "suppressions.json", content: [canonicalJson(suppressions)] };
  if (verdict.decision === "approval") {
    yield { path: "approval-request.jsonl", content: approvalRequestLines(verdict) };
  }
  if (lifted?.approval) yield { path: "approval.json", content: [renderRecord(lifted.approval)] };
}

/** Megabytes of outcomes that stay in memory: about 40,000 of them; fewer where a report is read in parts. */
function outcomesInMemory({ reports }: DecisionInputs): number {
  return reports.some(({ report }) => report.index) ? 8 : 40;
}

/** Before anything is printed: a decision that could not be recorded is none. */
async function recordIn(ledger: string, event: LedgerEvent, approval: Approval | undefined): Promise<string> {
  const events = approval ? [event, approvalEvent(approval, event)] : [event];
  const lines: string[] = [];
  for (const each of events) {
    const { entry, head } = await appendToLedger(ledger, each);
    const kept = renderHead({ sha256: head, sequence: entry.sequence });
    lines.push(`Recorded as entry ${entry.sequence} of ${ledger}. Head: ${kept}\n`);
  }
  return lines.join("");
}

interface GateInputs {
  inputs: DecisionInputs;
  unreadable: ReportError[];
  /** Asks GitHub whether the verdict is approved; undefined without `--approval`. */
  lift: ((verdict: LargeVerdict, event: Approvable["event"]) => Promise<ApprovalAnswer>) | undefined;
}

function readInputs(options: GateOptions): GateInputs {
  const [
    { policy, sha256, repository, ...excuses },
    commit,
    now,
    facts,
    baseline,
    seen,
    reports,
    images,
    approval,
    vexPaths,
    teamMembers,
    source,
    only,
  ] = together(
    () => readPolicyWithExceptions(options),
    () => parseCommit(options.commit),
    () => (options.at === undefined ? new Date().toISOString() : parseInstant("--at", options.at)),
    () => (options.facts === undefined ? undefined : readFacts(options.facts)),
    () => (options.baseline === undefined ? undefined : readBaseline(options.baseline)),
    () => (options.seen === undefined ? undefined : readFirstSights(options.seen)),
    () => parseReportsAndCanaries(options),
    () => parseImages(options.image),
    () => (options.approval === undefined ? undefined : prepareApproval(options.approval)),
    () => parseVexArguments(options.vex ?? []),
    () => parseMembers(options.members),
    () => (options.source === undefined ? undefined : readSuppressions(options.source)),
    () => parseOnly(options),
  );
  if (images) refuseUnknown(images, repository);
  const judged = readReports(reports.judged);
  const canaries = readReports(reports.canaries);
  const vex = vexPaths.map((path) => attempt(() => readVexFile(path)));
  return {
    inputs: {
      policy,
      policySha256: sha256,
      repository,
      reports: judged.inputs,
      ...(reports.canaries.length > 0 && { canaries: canaries.inputs }),
      now,
      version,
      ...(commit !== undefined && { commit }),
      ...(facts && { facts }),
      ...(baseline && { baseline }),
      ...(seen && { seen }),
      ...(images && { images }),
      ...(options.fork && { fork: true }),
      ...(only && { only }),
      ...excuses,
      ...(teamMembers && { teamMembers }),
      ...(vex.length > 0 && { vex: vex.flatMap(({ result }) => result ?? []) }),
      ...(source && { suppressions: source }),
    },
    unreadable: [...judged.errors, ...canaries.errors, ...vex.flatMap(({ errors }) => errors)],
    lift: approval && ((verdict, event) => approval({ policy, repository, verdict, event })),
  };
}

/** A verdict on a part is none on the commit, so no ledger gets it, where it would stand for the whole. */
function parseOnly({ only, ledger, approval }: GateOptions): string[] | undefined {
  if (only === undefined) return undefined;
  if (ledger !== undefined || approval !== undefined) {
    const found = `goes with no ${ledger === undefined ? "--approval" : "--ledger"}: it judges a part of what the policy asks for`;
    throw badFlag("--only", found, "Leave one of the two out.");
  }
  const names = only.flatMap((given) => given.split(","));
  return [...new Set(together(...names.map((name) => () => knownScanner("--only", name))))];
}

/** Parsed together, so that a report that is given as both is refused: what it finds would be nobody's. */
function parseReportsAndCanaries({ report = [], canary = [] }: GateOptions) {
  const all = parseReportArguments([...report, ...canary]);
  return { judged: all.slice(0, report.length), canaries: all.slice(report.length) };
}

function readReports(given: readonly ReportArgument[]) {
  const read = given.map(readReportWithRecord);
  return {
    inputs: read.flatMap(({ input }) => (input ? [input] : [])),
    errors: read.flatMap(({ errors }) => errors),
  };
}

function readPolicyWithExceptions({ policy: path, repository: name, exceptions: given, ...options }: GateOptions) {
  const { policy, sha256 } = readPolicy(path, path, options.at);
  const [repository, { exceptions, exceptionChange }] = together(
    () => chooseRepository(policy, name),
    () => {
      const file = readExceptions(given, path, policy);
      return { exceptions: file, exceptionChange: readChange(options.author, options.exceptionsBase, file) };
    },
  );
  return { policy, sha256, repository, ...(exceptions && { exceptions }), ...(exceptionChange && { exceptionChange }) };
}

/** A report and its run record, or why they cannot be used: that is for the verdict to say. */
function readReportWithRecord(argument: ReportArgument) {
  const { result: report, errors } = attempt(() => readReportFile(argument));
  const { result: record, errors: more } = attempt(() => report && readRecord(argument.path));
  const input = report && { report, ...(record && { record }) };
  return { input, errors: [...errors, ...more] };
}

/** What a file says, or why it cannot be used. */
function attempt<T>(read: () => T): { result?: T; errors: ReportError[] } {
  try {
    return { result: read(), errors: [] };
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    return { errors: [error] };
  }
}

/** The run record beside a report; undefined when there is none. */
function readRecord(reportPath: string): RunRecord | undefined {
  const path = runRecordPath(reportPath);
  return existsSync(path) ? parseRunRecord(readReportBytes(path), path) : undefined;
}

/** A verdict as of another time says so: it is no proof of what the reports were worth when it was made. */
function sayReplay(verdict: LargeVerdict, at: string | undefined): LargeVerdict {
  if (at === undefined) return verdict;
  return { ...verdict, notes: [...verdict.notes, judgedAsOf(verdict.inputs.now)] };
}
