import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { readVex, type VexInput } from "@sallyport/gate";
import { badFlag } from "./command-error.js";
import { readReportBytes } from "./report-file.js";

/**
 * What a VEX document states.
 *
 * @throws {ReportError} when it cannot be read or understood.
 */
export function readVexFile(path: string): VexInput {
  const bytes = readReportBytes(path);
  return { document: readVex(bytes, path), path, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/**
 * The paths of `--vex`.
 *
 * @throws {CommandError} when one is named twice.
 */
export function parseVexArguments(given: readonly string[]): readonly string[] {
  const paths = given.map((path) => resolve(path));
  const twice = given.find((path, index) => paths.indexOf(resolve(path)) < index);
  if (twice !== undefined) throw badFlag(`--vex ${twice}`, "is given twice", "Give each document once.");
  return given;
}
