import type { ExceptionsPolicy, GatePolicy, RepositoryPolicy, ScanningPolicy, SlasPolicy } from "@sallyport/policy";
import type { ExceptionChange } from "./exceptions/live-exception.js";
import type { ExceptionFileError, Exceptions } from "./exceptions/parse-exception-file.js";
import type { TeamMembers } from "./exceptions/standing.js";
import type { VexInput } from "./exceptions/vex-desk.js";
import type { Facts } from "./facts.js";
import type { LargeReport } from "./report.js";
import type { ReportError } from "./report-error.js";
import type { RunRecord } from "./run-record.js";
import type { FirstSights } from "./slas/first-sights.js";
import type { SourceSuppressions } from "./suppressions/suppression.js";

/** A report and the record of the run that made it. */
export interface ReportInput {
  report: LargeReport;
  /**
   * The run record.
   *
   * @default - none was found, which is doubt
   */
  record?: RunRecord | undefined;
}

/** Everything a decision depends on. */
export interface DecisionInputs {
  policy: { gate: GatePolicy; scanning: ScanningPolicy; exceptions: ExceptionsPolicy; slas: SlasPolicy };
  /** SHA-256 that identifies the policy, hex; the verdict carries it. */
  policySha256: string;
  reports: readonly ReportInput[];
  /**
   * Reports on the canary: a fixture in which each scanner must have found what is known to be there. Their findings are
   * nobody's.
   *
   * @default - none; a policy that asks for them is undecided
   */
  canaries?: readonly ReportInput[] | undefined;
  /**
   * Reports and run records that could not be read, canaries too.
   *
   * @default - none
   */
  unreadable?: readonly ReportError[];
  /**
   * The repository that is judged; each of its images must be covered.
   *
   * @default - one report of each required scanner suffices
   */
  repository?: RepositoryPolicy | undefined;
  /**
   * The commit that is judged, as a full id.
   *
   * @default - reports of any commit are accepted, and a note says so
   */
  commit?: string | undefined;
  /**
   * The images that are judged, by the name the policy gives them, with their digest.
   *
   * @default - images of any digest are accepted
   */
  images?: readonly { name: string; digest: string }[] | undefined;
  /**
   * Exploited and likely vulnerabilities.
   *
   * @default - not known; a policy that asks for them is undecided
   */
  facts?: Facts;
  /**
   * Fingerprints of the findings that the merge base has.
   *
   * @default - not known; a policy that judges new findings only is undecided
   */
  baseline?: readonly string[] | undefined;
  /**
   * When each weakness was first seen, as far as earlier verdicts tell.
   *
   * @default - only what scanners say themselves; a policy that acts on overdue findings is undecided
   */
  seen?: FirstSights | undefined;
  /**
   * True for a pull request from a fork, which has no secrets: scanners whose fork rule is `defer` may be missing, and the
   * verdict names them.
   *
   * @default false
   */
  fork?: boolean | undefined;
  /**
   * The file of exceptions, or what is wrong with it: then it excuses nothing, and the gate is undecided.
   *
   * @default - there are no exceptions
   */
  exceptions?: Exceptions | ExceptionFileError | undefined;
  /**
   * Who changed which exceptions: they must be approved by somebody else.
   *
   * @default - only the owner and the author that an exception names are held against its approver
   */
  exceptionChange?: ExceptionChange | undefined;
  /**
   * Scanners that the verdict is about, and no others: those that looked at a running deployment. Each must have a report.
   *
   * @default - every scanner that the policy requires, but for those that test a running deployment
   */
  only?: readonly string[] | undefined;
  /**
   * Logins of the members of teams that approve exceptions, by `team:SLUG`.
   *
   * @default - not known: anybody may be a member, and a note says so
   */
  teamMembers?: TeamMembers | undefined;
  /**
   * VEX documents.
   *
   * @default - none
   */
  vex?: readonly VexInput[] | undefined;
  /**
   * What the source tells scanners to leave out.
   *
   * @default - nobody looked
   */
  suppressions?: SourceSuppressions | undefined;
  /** The time of the decision (RFC 3339, UTC). */
  now: string;
  /** Version of sallyport; the verdict carries it. */
  version: string;
}
