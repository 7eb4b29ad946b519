import { existsSync } from "node:fs";
import {
  createRunRecord,
  parseRunRecord,
  ReportError,
  RunRecord,
  readReport,
  renderRunRecord,
  runRecordPath,
} from "@sallyport/gate";
import { badFile, badFlag, together } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
import { parseCommit, parseInstant } from "../flags.js";
import { print } from "../output.js";
import { knownScanner, readReportBytes } from "../report-file.js";
import { didYouMean } from "../repository-flag.js";
import { writeFiles } from "../write-files.js";

export interface RecordOptions {
  tool: string;
  report: string;
  exit: string;
  toolVersion?: string;
  started: string;
  ended?: string;
  commit?: string;
  target: string;
  databaseDate?: string;
  out?: string;
}

/** `sallyport record`: the run record of a scanner that ran by other means. */
export async function record(options: RecordOptions): Promise<ExitCode> {
  const out = options.out ?? runRecordPath(options.report);
  const [report, name, exitCode, startedAt, endedAt, commit, target, updatedAt] = together(
    () => readReportBytes(options.report),
    () => knownScanner("--tool", options.tool),
    () => parseExitCode(options.exit),
    () => parseInstant("--started", options.started),
    () => (options.ended === undefined ? new Date().toISOString() : parseInstant("--ended", options.ended)),
    () => parseCommit(options.commit),
    () => parseTarget(options.target),
    () => (options.databaseDate === undefined ? undefined : parseInstant("--database-date", options.databaseDate)),
    () => refuseForeign(out),
  );
  const created = createRunRecord({
    reportPath: options.report,
    report,
    tool: { name, version: options.toolVersion ?? versionIn(report, options.report) },
    database: updatedAt === undefined ? null : { updatedAt },
    exitCode,
    startedAt,
    endedAt,
    target: { ...target, ...(commit !== undefined && { commit }) },
  });
  await writeFiles([{ path: out, content: renderRunRecord(created) }]);
  await print(`Wrote ${out}\n`);
  return 0;
}

function parseExitCode(text: string): number {
  const code = Number(text);
  if (/^\d{1,3}$/.test(text) && code <= 255) return code;
  throw badFlag("--exit", `is ${JSON.stringify(text)}`, "Give the exit code of the scanner, 0 to 255.");
}

const targetKinds = RunRecord.shape.target.shape.kind;

/** `image:registry.example/payments-api@sha256:...` in its parts. */
function parseTarget(text: string): RunRecord["target"] {
  const example = "Give KIND:NAME such as filesystem:app or image:acme/payments-api@sha256:...";
  const [, kind, name, digest] = /^([^:]*):(.+?)(?:@(sha256:[0-9a-f]{64}))?$/s.exec(text) ?? [];
  if (kind === undefined || name === undefined) throw badFlag("--target", `is ${JSON.stringify(text)}`, example);
  const known = targetKinds.options.find((option) => option === kind);
  if (!known) {
    throw badFlag("--target", `is of the kind ${JSON.stringify(kind)}`, didYouMean(kind, targetKinds.options));
  }
  if (/@\w+:/.test(name)) throw badFlag("--target", "has a digest that is not sha256: and 64 hex digits", example);
  return { kind: known, name, ...(digest !== undefined && { digest }) };
}

/** The version that the report states itself. */
function versionIn(report: Uint8Array, path: string): string {
  try {
    const { toolVersion } = readReport(report, path);
    if (toolVersion !== undefined) return toolVersion;
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
  }
  throw badFlag("--tool-version", "is missing", "The report does not say which version wrote it.");
}

/** Refuses to write over anything but an earlier run record. */
function refuseForeign(out: string): void {
  if (!existsSync(out)) return;
  try {
    parseRunRecord(readReportBytes(out), out);
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    throw badFile(out, "is there already and is no run record", "Nothing was written. Name another file with --out.");
  }
}
