import type { Policy } from "@sallyport/policy";
import type { EpssFacts, KevFacts } from "../facts.js";
import type { RunRecord } from "../run-record.js";
import type { FirstSights } from "../slas/first-sights.js";
import type { SourceSuppressions } from "../suppressions/suppression.js";
import type { Verdict } from "../verdict.js";

type Inputs = Verdict["inputs"];

/** Where the inputs of a verdict are found again: by the digests that the verdict carries. Undefined for what is not there. */
export interface StoredInputs {
  /** @param sha256 Of the policy file, or of several. @param now The time, by which waivers are judged. */
  policy(sha256: string, now: string): Policy | undefined;
  /** A report, a VEX document or the file of exceptions. @param sha256 Of the file. */
  report(sha256: string): Uint8Array | undefined;
  /** @param sha256 Of the record in RFC 8785 form. */
  runRecord(sha256: string): RunRecord | undefined;
  baseline(stored: NonNullable<Inputs["baseline"]>): readonly string[] | undefined;
  seen(stored: NonNullable<Inputs["seen"]>): FirstSights | undefined;
  suppressions(stored: NonNullable<Inputs["suppressions"]>): SourceSuppressions | undefined;
  kev(stored: NonNullable<Inputs["kev"]>): KevFacts | undefined;
  epss(stored: NonNullable<Inputs["epss"]>): EpssFacts | undefined;
}
