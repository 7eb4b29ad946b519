import type { Artifact, Finding } from "../finding.js";
import type { ListPaths } from "./list-paths.js";

/** Whether a report says all there is to say. Only `ok` can count as clean. */
export type ReportHealth = "ok" | "partial" | "failed" | "empty";

/** What a report says, before counting. */
export interface ReportContent {
  toolVersion?: string | undefined;
  health: ReportHealth;
  /** Why the health is not `ok`; whole sentences. */
  healthReasons: readonly string[];
  findings: readonly Finding[];
  /** Every entry of the report, where several of them make one finding; absent: the findings are all. */
  listed?: readonly Finding[];
  suppressed: readonly Finding[];
  artifact: Artifact;
  createdAt?: string | undefined;
  /** Where a report gathers several scans: when the oldest of them ended. */
  oldestResultAt?: string | undefined;
  usesDatabase: boolean;
}

/** Knows one format of one scanner. */
export interface ReportReader {
  /** Scanner, as `scanning.scanners` calls it where the policy knows it. */
  tool: string;
  format: string;
  /** True when a document is of this format: the value of its JSON, or the root `XmlElement` of its XML. Cheap, and never throws. */
  recognises(document: unknown): boolean;
  /**
   * True for a document that says nothing of its own, such as `[]` for no findings: it is a report of this scanner only
   * where the caller names the scanner. Several readers may recognise the same one.
   *
   * @default - there is no such document
   */
  recognisesNamed?(document: unknown): boolean;
  /**
   * The scanner that wrote a recognised document, where many write the format; undefined where it does not say. Cheap,
   * and never throws.
   *
   * @default - `tool`
   */
  toolOf?(document: unknown): string | undefined;
  /**
   * Lists whose entries stand for themselves, so that a document too large for memory may be read some entries at a time.
   *
   * @default - the document must be read as a whole
   */
  lists?: ListPaths;
  /** @throws {ReportError} when the document is damaged. */
  read(document: unknown, path: string): ReportContent;
}
