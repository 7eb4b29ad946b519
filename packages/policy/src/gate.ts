import * as z from "zod";
import { Duration } from "./duration.js";
import { Principal } from "./principal.js";
import { type ScannerName, scannerNames } from "./scanners.js";

/** What a finding leads to, strongest first. */
export const Action = z
  .enum(["block", "approve", "warn", "log"])
  .meta({ id: "action", description: "What a finding leads to, strongest first." });
export type Action = z.infer<typeof Action>;

/** The rungs of the ladder: CVSS 9.0-10.0, 7.0-8.9, 4.0-6.9, 0.1-3.9, and neither score nor label. */
export const Severity = z.enum(["critical", "high", "medium", "low", "unscored"]);
export type Severity = z.infer<typeof Severity>;

/** What kind of weakness a finding is. */
export const FindingCategory = z.enum([
  "dependency",
  "image",
  "code",
  "secret",
  "misconfiguration",
  "licence",
  "malware",
  "compliance",
  "dynamic",
  "runtime",
]);
export type FindingCategory = z.infer<typeof FindingCategory>;

const meaning = {
  critical: "Outcome for CVSS 9.0 to 10.0.",
  high: "Outcome for CVSS 7.0 to 8.9.",
  medium: "Outcome for CVSS 4.0 to 6.9.",
  low: "Outcome for CVSS 0.1 to 3.9.",
  unscored: "Outcome where there is neither a score nor a label.",
} satisfies Record<Severity, string>;

const Ladder = z
  .strictObject({
    critical: Action.default("block").describe(meaning.critical),
    high: Action.default("approve").describe(meaning.high),
    medium: Action.default("warn").describe(meaning.medium),
    low: Action.default("log").describe(meaning.low),
    unscored: Action.default("approve").describe(meaning.unscored),
  })
  .prefault({});

const overrides = {
  any: Action.optional().describe("Outcome for every severity that is not named."),
  critical: Action.optional().describe(meaning.critical),
  high: Action.optional().describe(meaning.high),
  medium: Action.optional().describe(meaning.medium),
  low: Action.optional().describe(meaning.low),
  unscored: Action.optional().describe(meaning.unscored),
};

/** A ladder that changes some rungs; `any` speaks for all that are not named. */
const LadderOverride = z
  .strictObject(overrides)
  .meta({ id: "ladder", description: "Rungs that differ; `any` speaks for every severity that is not named." });
export type LadderOverride = z.infer<typeof LadderOverride>;

const alwaysBlocked = z
  .strictObject({
    ...overrides,
    any: Action.default("block").describe("Outcome for every severity that is not named."),
  })
  .prefault({});

const categories = {
  dependency: z
    .strictObject({ ...overrides, high: Action.default("block").describe(meaning.high) })
    .prefault({})
    .describe("Vulnerable dependencies; high ones block."),
  image: LadderOverride.optional().describe("Vulnerable packages in images; they follow the ladder."),
  code: LadderOverride.optional().describe("Weaknesses in source code."),
  secret: alwaysBlocked.describe("Secrets in code; all of them block."),
  misconfiguration: LadderOverride.optional().describe("Weak settings of infrastructure, images and manifests."),
  licence: LadderOverride.optional().describe("Licences that are not allowed."),
  malware: alwaysBlocked.describe("Malicious packages; all of them block."),
  compliance: alwaysBlocked.describe("Violations of a compliance rule; all of them block."),
  dynamic: LadderOverride.optional().describe("Weaknesses that a dynamic test found in staging."),
  runtime: LadderOverride.optional().describe("What was seen at run time."),
} satisfies Record<FindingCategory, z.ZodType<LadderOverride | undefined>>;

const scannerOverrides = Object.fromEntries(
  scannerNames.map((name) => [name, LadderOverride.optional().describe(`Rungs for findings of ${name}.`)]),
) as Record<ScannerName, z.ZodOptional<typeof LadderOverride>>;

/** The `gate` section: what each finding leads to. */
export const GatePolicy = z
  .strictObject({
    ladder: Ladder.describe("Outcome by severity."),
    categories: z.strictObject(categories).prefault({}).describe("Rungs that differ for one kind of finding."),
    scanners: z
      .strictObject(scannerOverrides)
      .default({})
      .describe("Rungs that differ for one scanner; they win over the category."),
    exploited: Action.optional().describe(
      "Least outcome for a vulnerability in CISA's Known Exploited Vulnerabilities catalogue.",
    ),
    likelihood: z
      .strictObject({
        epss: z.number().min(0).max(1).describe("EPSS probability from which the outcome applies."),
        action: Action.default("approve").describe("Least outcome from that probability on."),
      })
      .optional()
      .describe("Least outcome for a vulnerability that is likely to be exploited (EPSS)."),
    withoutFix: Action.optional().describe(
      "Strongest outcome for a vulnerability that has no fix yet. Weakens the ladder.",
    ),
    grace: z
      .strictObject({
        period: Duration.describe("How long after its publication a vulnerability is young."),
        action: Action.default("warn").describe("Strongest outcome while it is young."),
      })
      .optional()
      .describe(
        "Time to react to a newly published vulnerability. Weakens the ladder; never for a known exploited one.",
      ),
    newOnly: z
      .boolean()
      .default(false)
      .describe(
        "Findings that the baseline has too are only logged. Weakens the ladder; needs a baseline to judge by.",
      ),
    scoreSources: z
      .array(z.string().min(1))
      .default(["nvd", "ghsa", "redhat", "vendor"])
      .describe("Whose CVSS score counts when sources differ, first wins; `vendor` is any other source."),
    approvers: Principal.default("team:security").describe("Who may lift an `approve` outcome."),
  })
  .prefault({})
  .describe("The decision.");
export type GatePolicy = z.infer<typeof GatePolicy>;
