import { createHash } from "node:crypto";
import * as z from "zod";
import { parseJsonFile } from "./json-file.js";
import { ReportError } from "./report-error.js";

const instant = z.iso.datetime({ error: "must be a time in UTC such as 2026-05-04T03:02:01Z" });
const text = z.string().min(1);

/** What a scanner run leaves beside its report: who scanned what, when, with which data, and how it ended. */
export const RunRecord = z.strictObject({
  version: z.literal(1).describe("Version of this format."),
  tool: z.strictObject({
    name: text.describe("Scanner, as `scanning.scanners` calls it."),
    version: text.describe("Version that ran."),
  }),
  database: z
    .strictObject({ updatedAt: instant.describe("When the vulnerability database was made.") })
    .nullable()
    .describe("The vulnerability database; null when none was used."),
  exitCode: z.int().min(0).max(255).describe("Exit code of the scanner."),
  startedAt: instant.describe("When the scan started."),
  endedAt: instant.describe("When the scan ended."),
  target: z.strictObject({
    kind: z.enum(["commit", "image", "filesystem", "repository", "cluster", "url"]).describe("What was scanned."),
    name: text.describe("Its name: an image reference, a repository, a folder, a cluster, an address."),
    commit: z
      .string()
      .regex(/^[a-f0-9]{40}(?:[a-f0-9]{24})?$/, { error: "must be a full commit id" })
      .optional()
      .describe("Commit that was scanned, or that the image was built from."),
    digest: z
      .string()
      .regex(/^sha256:[a-f0-9]{64}$/, { error: "must be sha256: and 64 hex digits" })
      .optional()
      .describe("Digest of the image."),
  }),
  report: z.strictObject({
    file: text
      .regex(/^[^/\\]+$/, { error: "must be a file name without folders" })
      .describe("Base name of the report."),
    sha256: z
      .string()
      .regex(/^[a-f0-9]{64}$/, { error: "must be 64 hex digits" })
      .describe("SHA-256 of the report."),
    bytes: z.int().min(0).describe("Size of the report."),
  }),
});
export type RunRecord = z.infer<typeof RunRecord>;

/** What is known about a run, with the report still as bytes. */
export interface RunFacts extends Omit<RunRecord, "version" | "report"> {
  /** Path of the report; only its base name is kept. */
  reportPath: string;
  report: Uint8Array;
}

/** Where the run record of a report stands: `<report>.run.json`. */
export function runRecordPath(reportPath: string): string {
  return `${reportPath}.run.json`;
}

/**
 * The record of a run.
 *
 * @throws {ReportError} naming every fact that is not valid.
 */
export function createRunRecord({ reportPath, report, ...facts }: RunFacts): RunRecord {
  const sha256 = createHash("sha256").update(report).digest("hex");
  const record = {
    version: 1,
    ...facts,
    report: { file: baseName(reportPath), sha256, bytes: report.length },
  };
  return validated(record, runRecordPath(reportPath), "Correct what is said about the run.");
}

/**
 * The run record in a file.
 *
 * @throws {ReportError} when it is not a run record of version 1.
 */
export function parseRunRecord(content: Uint8Array, path: string): RunRecord {
  return validated(parseJsonFile(content, path), path, "Write it with `sallyport record`.");
}

/** A run record as the text of its file. */
export function renderRunRecord(record: RunRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** Run records as JSON Schema (draft 2020-12). */
export function runRecordJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(RunRecord, { target: "draft-2020-12" });
  return { $id: "https://sallyport.dev/schema/run-record-1.json", title: "Sallyport run record", ...schema };
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

function validated(value: unknown, path: string, remedy: string): RunRecord {
  const parsed = RunRecord.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path: at, message }) => `${at.map(String).join(".") || "it"}: ${message}`,
  );
  throw new ReportError({ path, found: `is not a valid run record: ${problems.join("; ")}`, remedy });
}
