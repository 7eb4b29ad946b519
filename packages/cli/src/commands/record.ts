import { existsSync } from "node:fs";
import {
  createRunRecord,
  parseRunRecord,
  type Report,
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
  started?: string;
  ended?: string;
  commit?: string;
  target?: string;
  databaseDate?: string;
  out?: string;
}

/** `sallyport record`: the run record of a scanner that ran by other means. */
export async function record(options: RecordOptions): Promise<ExitCode> {
  const out = options.out ?? runRecordPath(options.report);
  const [report, name, exitCode, started, ended, commit, target, updatedAt] = together(
    () => readReportBytes(options.report),
    () => knownScanner("--tool", options.tool),
    () => parseExitCode(options.exit),
    () => parseOptional("--started", options.started),
    () => parseOptional("--ended", options.ended),
    () => parseCommit(options.commit),
    () => (options.target === undefined ? undefined : parseTarget(options.target)),
    () => parseOptional("--database-date", options.databaseDate),
    () => refuseForeign(out),
  );
  const stated = statementsOf(report, options.report, name);
  const [version, startedAt, scanned] = together(
    () => options.toolVersion ?? needed("--tool-version", stated?.toolVersion, "which version wrote it"),
    () => started ?? needed("--started", stated && creationOf(stated), "when it was made"),
    () => target ?? needed("--target", stated && targetOf(stated), "what was scanned"),
  );
  const created = createRunRecord({
    reportPath: options.report,
    report,
    tool: { name, version },
    database: updatedAt === undefined ? null : { updatedAt },
    exitCode,
    startedAt,
    // Whoever does not say when the scan started records an old report: it must not become young by that.
    endedAt: ended ?? (started === undefined ? startedAt : new Date().toISOString()),
    target: { ...scanned, ...(commit !== undefined && { commit }) },
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

/** What the report itself says; nothing when it cannot be read, which is for the gate to judge. */
function statementsOf(report: Uint8Array, path: string, tool: string): Report | undefined {
  try {
    return readReport(report, path, { tool });
  } catch (error) {
    if (error instanceof ReportError) return undefined;
    throw error;
  }
}

/** The value of a flag that was left out, as the report states it. */
function needed<T>(flag: string, stated: T | undefined, what: string): T {
  if (stated !== undefined) return stated;
  throw badFlag(flag, "is missing", `The report does not say ${what}.`);
}

/** Creation of the report in UTC, to the millisecond. */
function creationOf({ createdAt }: Report): string | undefined {
  const time = Date.parse(createdAt ?? "");
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function targetOf({ artifact: { name, type } }: Report): RunRecord["target"] | undefined {
  const named = { container_image: "image", project: "repository" }[type] ?? type;
  const kind = targetKinds.options.find((option) => option === named);
  return kind && name !== "" ? { kind, name } : undefined;
}

function parseOptional(flag: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : parseInstant(flag, text);
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
