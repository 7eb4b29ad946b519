import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type DecisionInputs,
  decide,
  exitCode,
  firstSightsAfter,
  judgedAsOf,
  parseRunRecord,
  ReportError,
  type RunRecord,
  renderFirstSights,
  renderJson,
  renderTerminal,
  runRecordPath,
  type Verdict,
  verdictEvent,
} from "@sallyport/gate";
import { readPolicy } from "@sallyport/policy";
import { together } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
import { readBaseline, readFacts } from "../facts-file.js";
import { parseCommit, parseImages, parseInstant } from "../flags.js";
import { refuseUnknown } from "../judged-images.js";
import { appendToLedger } from "../ledger-file.js";
import { renderHead } from "../ledger-head.js";
import { writeOutFolder } from "../out-folder.js";
import { print, printError, terminalOf } from "../output.js";
import { parseReportArguments, type ReportArgument, readReportBytes, readReportFile } from "../report-file.js";
import { chooseRepository } from "../repository-flag.js";
import { readFirstSights } from "../seen-file.js";
import { version } from "../version.js";

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
  json?: boolean;
}

/** `sallyport gate`: the verdict on the reports, and its exit code. */
export async function gate(options: GateOptions): Promise<ExitCode> {
  const { inputs, unreadable } = readInputs(options);
  const verdict = sayReplay(decide({ ...inputs, unreadable }), options.at);

  const folder = unreadable.length === 0 ? options.out : undefined;
  if (folder !== undefined) await writeOutFolder(folder, filesOf(verdict, inputs));
  const recorded = options.ledger === undefined ? undefined : await recordIn(options.ledger, verdict);
  await print(options.json ? `${renderJson(verdict)}\n` : renderTerminal(verdict, terminalOf(process.stdout)));
  if (folder !== undefined && !options.json) await print(`\nWrote ${join(folder, "verdict.json")}\n`);
  if (options.out !== folder) await printError(`Nothing was written to ${options.out}: a report cannot be read.\n`);
  if (recorded !== undefined) await printError(recorded);
  return exitCode(verdict.decision);
}

function filesOf(verdict: Verdict, { seen }: DecisionInputs): ReadonlyMap<string, string> {
  return new Map([
    ["verdict.json", renderJson(verdict)],
    ...(seen ? [["seen.json", renderFirstSights(firstSightsAfter(seen, verdict))] as const] : []),
  ]);
}

/** Before anything is printed: a decision that could not be recorded is none. */
async function recordIn(ledger: string, verdict: Verdict): Promise<string> {
  const { entry, head } = await appendToLedger(ledger, verdictEvent(verdict));
  return `Recorded as entry ${entry.sequence} of ${ledger}. Head: ${renderHead({ sha256: head, sequence: entry.sequence })}\n`;
}

function readInputs(options: GateOptions): { inputs: DecisionInputs; unreadable: ReportError[] } {
  const [{ policy, sha256, repository }, commit, now, facts, baseline, seen, reports, images] = together(
    () => readJudgedPolicy(options),
    () => parseCommit(options.commit),
    () => (options.at === undefined ? new Date().toISOString() : parseInstant("--at", options.at)),
    () => (options.facts === undefined ? undefined : readFacts(options.facts)),
    () => (options.baseline === undefined ? undefined : readBaseline(options.baseline)),
    () => (options.seen === undefined ? undefined : readFirstSights(options.seen)),
    () => parseReportsAndCanaries(options),
    () => parseImages(options.image),
  );
  if (images) refuseUnknown(images, repository);
  const judged = readReports(reports.judged);
  const canaries = readReports(reports.canaries);
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
    },
    unreadable: [...judged.errors, ...canaries.errors],
  };
}

function readJudgedPolicy({ policy, repository }: GateOptions) {
  const file = readPolicy(policy);
  return { ...file, repository: chooseRepository(file.policy, repository) };
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

/** A report and its run record, or why they cannot be used: that is for the verdict to say. */
function readReportWithRecord(argument: ReportArgument) {
  const errors: ReportError[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ReportError)) throw error;
      errors.push(error);
      return undefined;
    }
  };
  const report = attempt(() => readReportFile(argument));
  const record = report && attempt(() => readRecord(argument.path));
  const input = report && { report, ...(record && { record }) };
  return { input, errors };
}

/** The run record beside a report; undefined when there is none. */
function readRecord(reportPath: string): RunRecord | undefined {
  const path = runRecordPath(reportPath);
  return existsSync(path) ? parseRunRecord(readReportBytes(path), path) : undefined;
}

function sayReplay(verdict: Verdict, at: string | undefined): Verdict {
  if (at === undefined) return verdict;
  return { ...verdict, notes: [...verdict.notes, judgedAsOf(verdict.inputs.now)] };
}
