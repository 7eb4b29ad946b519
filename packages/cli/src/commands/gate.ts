import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type DecisionInputs,
  decide,
  exitCode,
  parseRunRecord,
  ReportError,
  type RunRecord,
  renderAnnotations,
  renderJson,
  renderTerminal,
  runRecordPath,
  type Verdict,
  verdictEvent,
} from "@sallyport/gate";
import { readPolicy } from "@sallyport/policy";
import { badFlag, together } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
import { readBaseline, readFacts } from "../facts-file.js";
import { parseCommit, parseImages, parseInstant } from "../flags.js";
import { refuseUnscanned } from "../judged-images.js";
import { appendToLedger } from "../ledger-file.js";
import { renderHead } from "../ledger-head.js";
import { writeOutFolder } from "../out-folder.js";
import { print, printError, terminalOf } from "../output.js";
import { type Format, parseDetailsUrl, parseFormats, renderingsOf } from "../renderings.js";
import { parseReportArguments, type ReportArgument, readReportBytes, readReportFile } from "../report-file.js";
import { chooseRepository } from "../repository-flag.js";
import { version } from "../version.js";

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
  format?: readonly string[];
  detailsUrl?: string;
  annotations?: boolean;
  json?: boolean;
}

/** `sallyport gate`: the verdict on the reports, and its exit code. */
export async function gate(options: GateOptions): Promise<ExitCode> {
  const [{ inputs, unreadable }, formats, pageOptions] = together(
    () => readInputs(options),
    () => formatsOf(options),
    () => parseDetailsUrl(options.detailsUrl),
  );
  const verdict = sayReplay(decide({ ...inputs, unreadable }), options.at);

  const folder = unreadable.length === 0 ? options.out : undefined;
  if (folder !== undefined) await writeOutFolder(folder, renderingsOf(verdict, formats, pageOptions));
  const recorded = options.ledger === undefined ? undefined : await recordIn(options.ledger, verdict);
  await print(options.json ? `${renderJson(verdict)}\n` : renderTerminal(verdict, terminalOf(process.stdout)));
  if (folder !== undefined && !options.json) await print(`\nWrote ${join(folder, "verdict.json")}\n`);
  if (options.annotations) for (const line of renderAnnotations(verdict)) await print(line);
  if (options.out !== folder) await printError(`Nothing was written to ${options.out}: a report cannot be read.\n`);
  if (recorded !== undefined) await printError(recorded);
  return exitCode(verdict.decision);
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

/** Before anything is printed: a decision that could not be recorded is none. */
async function recordIn(ledger: string, verdict: Verdict): Promise<string> {
  const { entry, head } = await appendToLedger(ledger, verdictEvent(verdict));
  return `Recorded as entry ${entry.sequence} of ${ledger}. Head: ${renderHead({ sha256: head, sequence: entry.sequence })}\n`;
}

function readInputs(options: GateOptions): { inputs: DecisionInputs; unreadable: ReportError[] } {
  const [{ policy, sha256, repository }, commit, now, facts, baseline, reports, images] = together(
    () => {
      const file = readPolicy(options.policy);
      return { ...file, repository: chooseRepository(file.policy, options.repository) };
    },
    () => parseCommit(options.commit),
    () => (options.at === undefined ? new Date().toISOString() : parseInstant("--at", options.at)),
    () => (options.facts === undefined ? undefined : readFacts(options.facts)),
    () => (options.baseline === undefined ? undefined : readBaseline(options.baseline)),
    () => parseReportArguments(options.report ?? []),
    () => parseImages(options.image),
  );
  const read = reports.map(readReportWithRecord);
  const unreadable = read.flatMap(({ errors }) => errors);
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
    },
    unreadable,
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

/** A verdict as of another time says so: it is no proof of what the reports were worth when it was made. */
function sayReplay(verdict: Verdict, at: string | undefined): Verdict {
  if (at === undefined) return verdict;
  const message = `Judged as of ${verdict.inputs.now} (--at), not as of the time of this run.`;
  return { ...verdict, notes: [...verdict.notes, { level: "warning", message }] };
}
