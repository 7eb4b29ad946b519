import type { Finding } from "../finding.js";
import type { LargeReport } from "../report.js";

/** A weakness as one report lists it. */
export interface Sighting {
  finding: Finding;
  report: LargeReport;
}

/** One weakness in one place of one artifact, and everyone who saw it. */
export interface Weakness {
  /** At least one; in an order that does not depend on the order of the reports. */
  sightings: readonly Sighting[];
  /** Scanners that looked for vulnerabilities in the same artifact and do not list it. */
  missedBy: readonly string[];
}
