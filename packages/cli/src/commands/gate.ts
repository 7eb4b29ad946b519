import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type DecisionInputs,
  decide,
  exitCode,
  parseRunRecord,
  ReportError,
  type RunRecord,
  renderJson,
  renderTerminal,
  runRecordPath,
  type Verdict,
  verdictEvent,
} from "@sallyport/gate";
import { readPolicy } from "@sallyport/policy";
import { together } from "../command-error.js";
import { readChange, readExceptions } from "../exceptions-file.js";
import type { ExitCode } from "../exit-code.js";
import { readBaseline, readFacts } from "../facts-file.js";
import { parseCommit, parseImages, parseInstant } from "../flags.js";
import { refuseUnscanned } from "../judged-images.js";
import { appendToLedger } from "../ledger-file.js";
import { renderHead } from "../ledger-head.js";
import { writeOutFolder } from "../out-folder.js";
import { print, printError, terminalOf } from "../output.js";
import { parseReportArguments, type ReportArgument, readReportBytes, readReportFile } from "../report-file.js";
import { chooseRepository } from "../repository-flag.js";
import { readSuppressions } from "../source-tree.js";
import { parseMembers } from "../team-members.js";
import { version } from "../version.js";
import { parseVexArguments, readVexFile } from "../vex-file.js";

export interface GateOptions {
  policy: string;
  report?: readonly string[];
  repository?: string;
  commit?: string;
  at?: string;
  facts?: string;
  baseline?: string;
  out?: string;
  image?: readonly string[];
  ledger?: string;
  fork?: boolean;
  exceptions?: string;
  exceptionsBase?: string;
  author?: string;
  vex?: readonly string[];
  members?: readonly string[];
  source?: string;
  json?: boolean;
}

/** `sallyport gate`: the verdict on the reports, and its exit code. */
export async function gate(options: GateOptions): Promise<ExitCode> {
  const { inputs, unreadable } = readInputs(options);
  const verdict = sayReplay(decide({ ...inputs, unreadable }), options.at);

  const folder = unreadable.length === 0 ? options.out : undefined;
  if (folder !== undefined) await writeOutFolder(folder, new Map([["verdict.json", renderJson(verdict)]]));
  const recorded = options.ledger === undefined ? undefined : await recordIn(options.ledger, verdict);
  await print(options.json ? `${renderJson(verdict)}\n` : renderTerminal(verdict, terminalOf(process.stdout)));
  if (folder !== undefined && !options.json) await print(`\nWrote ${join(folder, "verdict.json")}\n`);
  if (options.out !== folder) await printError(`Nothing was written to ${options.out}: a report cannot be read.\n`);
  if (recorded !== undefined) await printError(recorded);
  return exitCode(verdict.decision);
}

/** Before anything is printed: a decision that could not be recorded is none. */
async function recordIn(ledger: string, verdict: Verdict): Promise<string> {
  const { entry, head } = await appendToLedger(ledger, verdictEvent(verdict));
  return `Recorded as entry ${entry.sequence} of ${ledger}. Head: ${renderHead({ sha256: head, sequence: entry.sequence })}\n`;
}

function readInputs(options: GateOptions): { inputs: DecisionInputs; unreadable: ReportError[] } {
  const [
    { policy, sha256, repository, ...excuses },
    commit,
    now,
    facts,
    baseline,
    reports,
    images,
    vexPaths,
    teamMembers,
    source,
  ] = together(
    () => readPolicyWithExceptions(options),
    () => parseCommit(options.commit),
    () => (options.at === undefined ? new Date().toISOString() : parseInstant("--at", options.at)),
    () => (options.facts === undefined ? undefined : readFacts(options.facts)),
    () => (options.baseline === undefined ? undefined : readBaseline(options.baseline)),
    () => parseReportArguments(options.report ?? []),
    () => parseImages(options.image),
    () => parseVexArguments(options.vex ?? []),
    () => parseMembers(options.members),
    () => (options.source === undefined ? undefined : readSuppressions(options.source)),
  );
  const read = reports.map(readReportWithRecord);
  const vex = vexPaths.map((path) => attempt(() => readVexFile(path)));
  const unreadable = [...read.flatMap(({ errors }) => errors), ...vex.flatMap(({ errors }) => errors)];
  const given = read.flatMap(({ input }) => (input ? [input] : []));
  // With an unreadable report nothing passes anyway, and the verdict says which.
  if (images && unreadable.length === 0) refuseUnscanned(images, repository, given);
  return {
    inputs: {
      policy,
      policySha256: sha256,
      repository,
      reports: given,
      now,
      version,
      ...(commit !== undefined && { commit }),
      ...(facts && { facts }),
      ...(baseline && { baseline }),
      ...(images && { images }),
      ...(options.fork && { fork: true }),
      ...excuses,
      ...(teamMembers && { teamMembers }),
      ...(vex.length > 0 && { vex: vex.flatMap(({ result }) => result ?? []) }),
      ...(source && { suppressions: source }),
    },
    unreadable,
  };
}

function readPolicyWithExceptions({ policy: path, repository: name, exceptions: given, ...options }: GateOptions) {
  const { policy, sha256 } = readPolicy(path);
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
function sayReplay(verdict: Verdict, at: string | undefined): Verdict {
  if (at === undefined) return verdict;
  const message = `Judged as of ${verdict.inputs.now} (--at), not as of the time of this run.`;
  return { ...verdict, notes: [...verdict.notes, { level: "warning", message }] };
}
