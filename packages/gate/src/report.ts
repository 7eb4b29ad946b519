import { createHash } from "node:crypto";
import type { FindingIndex } from "./correlation/finding-index.js";
import { parseReportFile } from "./document-file.js";
import type { Artifact, Finding } from "./finding.js";
import type { List } from "./list.js";
import { readerFor } from "./reader-for.js";
import type { ReportContent, ReportHealth, ReportReader } from "./readers/reader.js";
import { ReportEntries } from "./report-entries.js";
import type { Rung } from "./rung.js";

/** Entries as the report lists them: by the scanner's label, by their worst score where it gave none. */
export type ReportCounts = Record<Rung | "suppressed", number>;

/** What one report file says. */
export interface Report {
  /** Path as it was given. */
  path: string;
  /** Scanner that wrote it, as `scanning.scanners` calls it where the policy knows it. */
  tool: string;
  toolVersion?: string | undefined;
  format: string;
  health: ReportHealth;
  /** Why the health is not `ok`. */
  healthReasons: readonly string[];
  counts: ReportCounts;
  findings: readonly Finding[];
  /** What the scanner was told to leave out; counted, not judged. */
  suppressed: readonly Finding[];
  /** SHA-256 of the content, hex. */
  sha256: string;
  bytes: number;
  createdAt?: string | undefined;
  /** In a report that gathers several scans: when the oldest of them ended. */
  oldestResultAt?: string | undefined;
  artifact: Artifact;
  /** True when the result depends on the age of a vulnerability database. */
  usesDatabase: boolean;
}

/** A report of any size. */
export interface LargeReport extends Omit<Report, "findings" | "suppressed"> {
  findings: List<Finding>;
  suppressed: List<Finding>;
  /**
   * What correlation needs to know of the findings.
   *
   * @default - it goes through the findings for it
   */
  index?: FindingIndex;
}

export interface ReadOptions {
  /**
   * Scanner that the report must be of.
   *
   * @default - whichever the content shows
   */
  tool?: string;
}

/**
 * What a report file says. The content tells the format, never the name.
 *
 * @param path Path that errors and the verdict carry; nothing is opened.
 * @throws {ReportError} when it is empty, cut off, binary, not UTF-8, neither JSON nor XML, too deep, too large, or of no known format.
 */
export function readReport(content: Uint8Array, path: string, { tool }: ReadOptions = {}): Report {
  const document = parseReportFile(content, path, tool);
  const reader = readerFor(document, path, tool);
  const said = reader.read(document, path);
  const entries = new ReportEntries<Finding[]>(() => []);
  entries.add(said);
  const { findings, suppressed, counts } = entries;
  return {
    ...describe(reader, said, path),
    counts,
    findings,
    suppressed,
    sha256: createHash("sha256").update(content).digest("hex"),
    bytes: content.length,
  };
}

/** What a report says of itself, besides its findings. */
export function describe(reader: ReportReader, said: ReportContent, path: string) {
  const { listed, findings, suppressed, ...rest } = said;
  return { path, tool: reader.tool, format: reader.format, ...rest };
}
