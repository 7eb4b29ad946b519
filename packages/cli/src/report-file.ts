import { statSync } from "node:fs";
import { resolve } from "node:path";
import {
  type LargeReport,
  maximumReportBytes,
  missingReport,
  ReportError,
  readableTools,
  readLargeReport,
  readReport,
} from "@sallyport/gate";
import { scannerNames } from "@sallyport/policy";
import { badFlag, together } from "./command-error.js";
import { fileChunks } from "./file-chunks.js";
import { PackedList } from "./packed-list.js";
import { ReusedBuffer, readAtMost } from "./read-input.js";
import { didYouMean } from "./repository-flag.js";

/** A report as the command line names it. */
export interface ReportArgument {
  path: string;
  /**
   * Scanner that it must be of.
   *
   * @default - whichever the content shows
   */
  tool?: string;
}

/**
 * The reports of a command line: `report.json`, or `trivy=report.json` to say which scanner it must be of. A path with an
 * equals sign of its own needs a folder in front: `./a=b.json`.
 *
 * @throws {CommandError} when a scanner is not known, or a file is named twice: its findings would count twice.
 */
export function parseReportArguments(given: readonly string[]): ReportArgument[] {
  const parsed = together(...given.map((argument) => () => parseReportArgument(argument)));
  const paths = parsed.map(({ path }) => resolve(path));
  const twice = parsed.find(({ path }, index) => paths.indexOf(resolve(path)) < index);
  if (twice) throw badFlag(`report ${twice.path}`, "is given twice", "Give each report once.");
  return parsed;
}

function parseReportArgument(argument: string): ReportArgument {
  const [, tool, path = argument] = /^([A-Za-z][\w-]*)=(.*)$/s.exec(argument) ?? [];
  if (path === "") throw badFlag(`report ${JSON.stringify(argument)}`, "has no path", "Give the path of a report.");
  return tool === undefined ? { path } : { path, tool: knownScanner(`report ${argument}`, tool) };
}

/** Scanners that the policy knows, and those that only the gate can read. */
const tools = [...new Set<string>([...scannerNames, ...readableTools])];

/** The name of a scanner as `scanning.scanners` has it, or as the gate calls it. */
export function knownScanner(flag: string, name: string): string {
  const known = tools.find((scanner) => scanner.toLowerCase() === name.toLowerCase());
  if (known) return known;
  throw badFlag(flag, `names ${JSON.stringify(name)}, which is no scanner`, didYouMean(name, tools));
}

/**
 * The bytes of a report.
 *
 * @throws {ReportError} when it cannot be read, or is larger than any report may be.
 */
export function readReportBytes(path: string): Uint8Array {
  return bytesOf(path, readAtMost(path, maximumReportBytes));
}

function bytesOf(path: string, read: Uint8Array | { found: string }): Uint8Array {
  if (read instanceof Uint8Array) return read;
  throw missingReport(path, read.found);
}

/** A report keeps nothing of the bytes that it was read from. */
const reportBuffer = new ReusedBuffer();

/**
 * What a report says.
 *
 * @throws {ReportError} when it cannot be read or understood.
 */
export function readReportFile({ path, tool }: ReportArgument): LargeReport {
  const options = tool === undefined ? {} : { tool };
  const whole = () => readReport(bytesOf(path, reportBuffer.readAtMost(path, maximumReportBytes)), path, options);
  const size = sizeOf(path);
  if (size <= largeBytes) return whole();
  try {
    return readLargeReport({ path, chunks: () => fileChunks(path) }, { ...options, storage: () => new PackedList(16) });
  } catch (error) {
    // Some formats are read as a whole only, as far as that goes; and what is wrong shows there with more of its place.
    if (!(error instanceof ReportError) || size > maximumReportBytes) throw error;
    return whole();
  }
}

/** Size from which a report is read in parts, in bytes: that takes longer, and little memory. */
const largeBytes = 128 * 1024 * 1024;

/** Of a regular file: only such a file can be read twice. Whoever opens it says why it cannot be. */
function sizeOf(path: string): number {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() ? stats.size : 0;
  } catch {
    return 0;
  }
}
