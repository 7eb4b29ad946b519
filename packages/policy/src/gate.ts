import * as z from "zod";
import { Duration } from "./duration.js";
import { Principal } from "./principal.js";
import { type ScannerName, scannerNames } from "./scanners.js";

/** What a finding leads to, strongest first. */
export const Action = z
  .enum(["block", "approve", "warn", "log"])
  .meta({ id: "action", description: "What a finding leads to, strongest first." });
export type Action = z.infer<typeof Action>;

/** An {@link Action} as a setting. */
export const Outcome = Action.meta({ stronger: ["log", "warn", "approve", "block"] });

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
    critical: Outcome.default("block").describe(meaning.critical),
    high: Outcome.default("approve").describe(meaning.high),
    medium: Outcome.default("warn").describe(meaning.medium),
    low: Outcome.default("log").describe(meaning.low),
    unscored: Outcome.default("approve").describe(meaning.unscored),
  })
  .prefault({});

const overrides = {
  any: Outcome.optional().describe("Outcome for every severity that is not named."),
  critical: Outcome.optional().describe(meaning.critical),
  high: Outcome.optional().describe(meaning.high),
  medium: Outcome.optional().describe(meaning.medium),
  low: Outcome.optional().describe(meaning.low),
  unscored: Outcome.optional().describe(meaning.unscored),
};

/** A ladder that changes some rungs; `any` speaks for all that are not named. */
export const LadderOverride = z
  .strictObject(overrides)
  .meta({ id: "ladder", description: "Rungs that differ; `any` speaks for every severity that is not named." });
export type LadderOverride = z.infer<typeof LadderOverride>;

const alwaysBlocked = z
  .strictObject({
    ...overrides,
    any: Outcome.default("block").describe("Outcome for every severity that is not named."),
  })
  .prefault({});

const categories = {
  dependency: z
    .strictObject({ ...overrides, high: Outcome.default("block").describe(meaning.high) })
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

/** What can help where a vulnerability has neither a score nor a label. */
export const UnscoredHelper = z.enum(["kev", "epss", "ssvc"]);
export type UnscoredHelper = z.infer<typeof UnscoredHelper>;

const Unscored = z.strictObject({
  order: z
    .array(UnscoredHelper)
    .default(["kev", "epss", "ssvc"])
    .describe(
      "What helps, first answer wins; without one `ladder.unscored` stands. `ssvc` has an answer where `gate.ssvc` is set.",
    )
    .meta({ stronger: "same", none: "strongest" }),
  exploited: Outcome.default("block").describe("Least outcome where CISA's KEV catalogue has it."),
  likelihood: z
    .strictObject({
      epss: z
        .number()
        .min(0)
        .max(1)
        .default(0.1)
        .describe("EPSS probability from which the outcome applies.")
        .meta({ stronger: "lower" }),
      action: Outcome.default("block").describe("Least outcome from that probability on."),
    })
    .prefault({})
    .describe("Least outcome where it is likely to be exploited (EPSS)."),
});

/** How much of an organisation's mission, and of people's well-being, hangs on what is judged (SSVC). */
export const MissionImpact = z.enum(["low", "medium", "high"]);
export type MissionImpact = z.infer<typeof MissionImpact>;

const Ssvc = z.strictObject({
  appliesTo: z
    .enum(["unscored", "all"])
    .default("unscored")
    .describe(
      "`unscored`: it decides where nothing else has an answer; `all`: it is the least outcome of every vulnerability too.",
    )
    .meta({ stronger: ["unscored", "all"] }),
  likely: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe(
      "EPSS probability from which an exploit counts as public; where EPSS has no value it counts as public too.",
    )
    .meta({ stronger: "lower" }),
  automatable: z
    .enum(["yes", "no"])
    .default("yes")
    .describe("Whether an attack can be automated, where no CVSS vector tells.")
    .meta({ stronger: ["no", "yes"] }),
  technicalImpact: z
    .enum(["partial", "total"])
    .default("total")
    .describe("What an attacker gains, where no CVSS vector tells.")
    .meta({ stronger: ["partial", "total"] }),
  missionImpact: MissionImpact.default("medium")
    .describe("Impact on mission and well-being of repositories that do not say their own.")
    .meta({ stronger: ["low", "medium", "high"] }),
  actions: z
    .strictObject({
      track: Outcome.default("warn").describe("Outcome for Track."),
      trackStar: Outcome.default("warn").describe("Outcome for Track*."),
      attend: Outcome.default("approve").describe("Outcome for Attend."),
      act: Outcome.default("block").describe("Outcome for Act."),
    })
    .prefault({})
    .describe("What the decisions of SSVC lead to."),
});
export type SsvcPolicy = z.infer<typeof Ssvc>;

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
    exploited: Outcome.optional().describe(
      "Least outcome for a vulnerability in CISA's Known Exploited Vulnerabilities catalogue.",
    ),
    likelihood: z
      .strictObject({
        epss: z
          .number()
          .min(0)
          .max(1)
          .describe("EPSS probability from which the outcome applies.")
          .meta({ stronger: "lower" }),
        action: Outcome.default("approve").describe("Least outcome from that probability on."),
      })
      .optional()
      .describe("Least outcome for a vulnerability that is likely to be exploited (EPSS)."),
    withoutFix: Outcome.optional()
      .describe("Strongest outcome for a vulnerability that has no fix yet. Weakens the ladder.")
      .meta({ none: "strongest" }),
    grace: z
      .strictObject({
        period: Duration.meta({
          description: "How long after its publication a vulnerability is young.",
          stronger: "shorter",
        }),
        action: Outcome.default("warn").describe("Strongest outcome while it is young."),
      })
      .optional()
      .describe(
        "Time to react to a newly published vulnerability. Weakens the ladder; never for a known exploited one.",
      )
      .meta({ none: "strongest" }),
    newOnly: z
      .boolean()
      .default(false)
      .describe("Findings that the baseline has too are only logged. Weakens the ladder; needs a baseline to judge by.")
      .meta({ stronger: "false" }),
    unscored: Unscored.prefault({}).describe("What helps with vulnerabilities that have neither a score nor a label."),
    ssvc: Ssvc.optional()
      .describe(
        "Decides by CISA's SSVC tree (https://www.cisa.gov/ssvc) from what is known; `{}` takes it with its defaults.",
      )
      .meta({ none: "strongest" }),
    maxFactsAge: Duration.default("7d")
      .describe(
        "Oldest KEV catalogue and EPSS scores that a rule may rest on; without such a rule older ones are only noted.",
      )
      .meta({ stronger: "shorter" }),
    scoreSources: z
      .array(z.string().min(1))
      .default(["nvd", "ghsa", "redhat", "vendor"])
      .describe("Whose CVSS score counts when sources differ, first wins; `vendor` is any other source.")
      .meta({ stronger: "same", none: "strongest" }),
    approvers: Principal.default("team:security")
      .describe("Who may lift an `approve` outcome.")
      .meta({ stronger: "same", none: "strongest" }),
  })
  .prefault({})
  .describe("The decision.");
export type GatePolicy = z.infer<typeof GatePolicy>;
