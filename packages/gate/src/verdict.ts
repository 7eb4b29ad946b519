import { Action, scannerNames } from "@sallyport/policy";
import * as z from "zod";
import { Finding, Score } from "./finding.js";
import { Rung } from "./rung.js";

/** The answer of the gate. */
export const Decision = z.enum(["pass", "blocked", "undecided", "approval"]);
export type Decision = z.infer<typeof Decision>;

/** One entry of a report that lists a finding. */
const Sighting = z.strictObject({
  scanner: z.string(),
  report: z.string().describe("Path of the report."),
  pointer: z.string().describe("Where it stands in the report (RFC 6901)."),
  id: z.string().describe("The scanner's own id for it."),
  label: z.string().optional().describe("Severity in the scanner's own word."),
  severity: Rung.describe("The rung that this entry alone, with the scores of all, stands for."),
  fingerprint: z.string().describe("Name of this entry across runs."),
});

/** What one finding leads to, and why. */
export const Outcome = z.strictObject({
  ...Finding.pick({
    fingerprint: true,
    ids: true,
    category: true,
    title: true,
    detail: true,
    package: true,
    location: true,
    artifact: true,
    scores: true,
    cwes: true,
    dependencyPath: true,
    layer: true,
    publishedAt: true,
    firstSeenAt: true,
    links: true,
  }).shape,
  fixedVersions: Finding.shape.fixedVersions
    .optional()
    .describe("Versions without the weakness; absent: none is known."),
  sightings: z
    .array(Sighting)
    .min(1)
    .describe("Every entry of a report that lists it; the first one decided. Merged, they are one weakness."),
  missedBy: z
    .array(z.string())
    .describe("Scanners that looked for vulnerabilities in the same artifact and do not list this one."),
  severity: Rung.describe("The rung of the ladder."),
  rating: z.strictObject({
    decidedBy: z.enum(["score", "label", "none"]).describe("What decided the severity."),
    score: Score.optional().describe("The CVSS score that the order of sources picks."),
    label: z.string().optional().describe("The scanner's own word."),
    disputed: z
      .string()
      .optional()
      .describe("Everyone's score and label, which counts and by which rule, where they are of different rungs."),
  }),
  exploited: z.boolean().optional().describe("Whether CISA's KEV catalogue has it; absent without the catalogue."),
  epss: z.number().optional().describe("EPSS probability; absent where it is not known."),
  dueAt: z
    .string()
    .optional()
    .describe(
      "When it has to be fixed (`slas`, or the KEV catalogue; RFC 3339); absent where no first sight is known.",
    ),
  overdue: z.boolean().optional().describe("Whether that time has passed; absent without one."),
  exception: z
    .strictObject({
      id: z.string().describe("Name of the entry among the exceptions, or id of the VEX document."),
      source: z.string().describe("File that holds it."),
      statement: z.string().describe("Why the finding is excused, in the words of the entry."),
      approvedBy: z.string().optional(),
      ticket: z.string().optional(),
      expiresAt: z.string().optional().describe("Last moment at which it excuses (RFC 3339)."),
      without: Action.describe("The outcome that the finding would have without it."),
    })
    .optional()
    .describe("The exception that applied; absent where none did."),
  outcome: Action,
  rule: z.string().describe("The setting of the policy that decided, such as gate.categories.dependency.high."),
  because: z.string().describe("Why, with the inputs; a sentence."),
  fix: z.string().describe("What to do; a sentence."),
});
export type Outcome = z.infer<typeof Outcome>;

/** Something that keeps the gate from deciding. */
export const Doubt = z.strictObject({
  about: z.string().describe("The file, scanner or setting in doubt."),
  found: z.string().describe("What was found; continues a sentence that begins with `about`."),
  remedy: z.string().describe("What to do; a sentence."),
});
export type Doubt = z.infer<typeof Doubt>;

/** Another scanner whose report suffices in place of one that failed. */
export const StandIn = z.strictObject({
  scanner: z.enum(scannerNames).describe("The scanner that failed or is missing."),
  standIn: z.enum(scannerNames).describe("The scanner that stands in for it (`scanning.scanners.NAME.standIn`)."),
  because: z.string().describe("What was wrong with the first one; a sentence without its full stop."),
});
export type StandIn = z.infer<typeof StandIn>;

/** A failure of a scanner that somebody has to know of. */
export const Alert = z.strictObject({
  ...Doubt.shape,
  scanner: z.string().optional().describe("Scanner that it is about; absent where nobody knows."),
  effect: z
    .enum(["undecided", "stood-in", "tolerated"])
    .describe("What came of it: the gate could not decide, another scanner stood in, or the scanner is not required."),
  standIn: z.string().optional().describe("The scanner that stood in."),
  tell: z.array(z.string()).describe("Who is told (`scanning.failurePolicy`); empty: nobody."),
});
export type Alert = z.infer<typeof Alert>;

/** Worth knowing, without influence on the decision. */
export const Note = z.strictObject({ level: z.enum(["info", "warning"]), message: z.string() });
export type Note = z.infer<typeof Note>;

const count = z.int().min(0);

const ReportDigest = z.strictObject({
  path: z.string(),
  sha256: z.string(),
  bytes: count,
  tool: z.string(),
  toolVersion: z.string().optional(),
  format: z.string(),
  health: z.enum(["ok", "partial", "failed", "empty"]),
  runRecord: z.string().optional().describe("SHA-256 of the run record in RFC 8785 form; absent without one."),
});

/** The decision, with everything needed to explain and to replay it. */
export const Verdict = z.strictObject({
  version: z.literal(1),
  decision: Decision,
  findings: z.array(Outcome).describe("Every finding: the strongest outcome first, then the worst."),
  doubts: z.array(Doubt).describe("Why the gate could not decide, if it could not."),
  notes: z.array(Note),
  counts: z.strictObject({
    outcomes: z.strictObject({ block: count, approve: count, warn: count, log: count }),
    severities: z.strictObject({
      critical: count,
      high: count,
      medium: count,
      low: count,
      info: count,
      unscored: count,
    }),
    suppressed: count.describe("Findings that a scanner was told to leave out."),
    doubts: count,
  }),
  deferred: z
    .array(z.string())
    .describe("Scanners that a pull request from a fork left for later: the verdict does not suffice for a deploy."),
  standIns: z.array(StandIn).describe("Scanners that others stood in for."),
  alerts: z.array(Alert).describe("Every failure of a scanner, and who has to know."),
  approvers: z.string().describe("Who may lift an `approve` outcome."),
  inputs: z.strictObject({
    policy: z.strictObject({ sha256: z.string() }),
    reports: z.array(ReportDigest),
    canaries: z.array(ReportDigest).optional().describe("Reports on the canary; their findings are nobody's."),
    unreadable: z.array(z.string()).describe("Paths of the reports and run records that could not be read."),
    baseline: z
      .strictObject({ entries: count, sha256: z.string() })
      .optional()
      .describe("Fingerprints of the merge base; the digest is of their sorted list in RFC 8785 form."),
    kev: z
      .strictObject({ date: z.string(), entries: count, sha256: z.string() })
      .optional()
      .describe(
        "CISA's catalogue; the digest is of its sorted ids in RFC 8785 form, or of `{dueDates, ids}` where it has due dates.",
      ),
    epss: z
      .strictObject({ date: z.string(), model: z.string().optional(), entries: count, sha256: z.string() })
      .optional()
      .describe("EPSS; the digest is of its scores by id in RFC 8785 form, or of the text of their table."),
    exceptions: z
      .strictObject({
        path: z.string(),
        sha256: z.string(),
        entries: count.describe("0 for a file that cannot be used."),
        change: z
          .strictObject({ author: z.string(), ids: z.array(z.string()) })
          .optional()
          .describe("Who changed which of them; absent where nobody said it."),
      })
      .optional()
      .describe("The file of exceptions; absent without one."),
    teamMembers: z
      .record(z.string(), z.array(z.string()))
      .optional()
      .describe("Who is in the teams that approve exceptions; absent where nobody said it."),
    vex: z
      .array(
        z.strictObject({ path: z.string(), sha256: z.string(), format: z.string(), author: z.string().optional() }),
      )
      .optional()
      .describe("VEX documents; absent without any."),
    suppressions: z
      .strictObject({ entries: count, sha256: z.string() })
      .optional()
      .describe(
        "What the source tells scanners to leave out; the digest is of the list in RFC 8785 form. Absent when nobody looked.",
      ),
    seen: z
      .strictObject({ entries: count, sha256: z.string() })
      .optional()
      .describe("First sights of weaknesses; the digest is of their file in RFC 8785 form."),
    only: z.array(z.string()).optional().describe("Scanners that it is about; absent when it is about all."),
    repository: z.string().optional(),
    commit: z.string().optional(),
    images: z.array(z.strictObject({ name: z.string(), digest: z.string() })).optional(),
    now: z.string(),
  }),
  tool: z.strictObject({ name: z.literal("sallyport"), version: z.string() }),
});
export type Verdict = z.infer<typeof Verdict>;

/** Outcomes in the order of their verdict. Iterate and keep none: those of a large verdict stand on disk. */
export interface OutcomeList extends Iterable<Outcome> {
  readonly length: number;
  /**
   * Each outcome as canonical JSON (RFC 8785).
   *
   * @default - written from the outcomes
   */
  json?(): Iterable<string>;
}

/** A verdict of any size, as renderers take it. */
export interface LargeVerdict extends Omit<Verdict, "findings"> {
  findings: OutcomeList;
}

const exitCodes = { pass: 0, blocked: 1, undecided: 2, approval: 3 } as const satisfies Record<Decision, number>;

/** Exit code of a process that ends with this decision: 0 pass, 1 blocked, 2 undecided, 3 approval required. */
export function exitCode(decision: Decision): 0 | 1 | 2 | 3 {
  return exitCodes[decision];
}
