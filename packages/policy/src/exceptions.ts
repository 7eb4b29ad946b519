import * as z from "zod";
import { Duration } from "./duration.js";
import { FindingCategory, Severity } from "./gate.js";
import { Principal } from "./principal.js";

const relativePath = /^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\\]+$/;

/** How a problem of an exception counts. */
const ProblemLevel = z.enum(["error", "warning"]).meta({
  id: "exceptionProblem",
  stronger: ["warning", "error"],
  description: "`error`: the exception excuses nothing and the gate is undecided; `warning`: it is said.",
});

/** The `exceptions` section: who may excuse a finding, for how long, and what is wrong with an excuse. */
export const ExceptionsPolicy = z
  .strictObject({
    file: z
      .string()
      .regex(relativePath, { error: "must be a path below the folder of the policy" })
      .default("sallyport-exceptions.yaml")
      .describe("File of the exceptions, beside the policy. Without one nothing is excused.")
      .meta({ stronger: "same", none: "strongest" }),
    longest: Duration.default("90d")
      .describe("Longest life of an exception, from `created` to `expires`.")
      .meta({ stronger: "shorter" }),
    required: z
      .array(
        z.enum([
          "ticket",
          "control",
          "author",
          "severity",
          "endsOn",
          "scanner",
          "purl",
          "versions",
          "path",
          "digest",
          "repository",
        ]),
      )
      .default(["ticket"])
      .describe("Fields that every exception has, beside those that the file format asks for.")
      .meta({ stronger: "superset" }),
    fourEyes: z
      .boolean()
      .default(true)
      .describe("Whoever approves an exception is neither its owner nor its author.")
      .meta({ stronger: "true" }),
    approvers: z
      .array(Principal)
      .min(1)
      .optional()
      .describe(
        "Who may approve exceptions; without it gate.approvers. Who is in a team is told with --members; else the verdict says that nobody looked, and the team should be code owner of the file.",
      )
      .meta({ stronger: "subset" }),
    never: z
      .strictObject({
        categories: z
          .array(FindingCategory)
          .default(["secret", "malware"])
          .describe("Kinds of finding whose risk nobody may accept.")
          .meta({ stronger: "superset" }),
        severities: z
          .array(Severity)
          .default([])
          .describe("Severities whose risk nobody may accept.")
          .meta({ stronger: "superset" }),
        exploited: z
          .boolean()
          .default(true)
          .describe("Nobody may accept the risk of a vulnerability in CISA's KEV catalogue.")
          .meta({ stronger: "true" }),
      })
      .prefault({})
      .describe(
        "What cannot be `accepted`: only an exception that says `false_positive` or `not_affected` excuses it.",
      ),
    expired: ProblemLevel.default("error").describe(
      "An exception that is past its last day or was ended by an event. It excuses nothing, whatever this says; `warning` lets the gate decide on what it no longer excuses.",
    ),
    unused: ProblemLevel.default("warning").describe(
      "An exception that no finding needs. A fix makes one unused, so `error` wants it removed in the same pull request.",
    ),
    overBroad: ProblemLevel.default("error").describe(
      "An exception that names neither package, image nor a part of the files. With `warning` it excuses.",
    ),
    selfApproved: ProblemLevel.default("error").describe(
      "An exception that its owner or author approved, with fourEyes. With `warning` it excuses.",
    ),
    unapproved: ProblemLevel.default("error").describe(
      "An exception that somebody approved who is none of the approvers. With `warning` it excuses.",
    ),
    tooLong: ProblemLevel.default("error").describe(
      "An exception that lasts longer than `longest`. With `warning` it excuses for that long and no longer.",
    ),
    incomplete: ProblemLevel.default("error").describe(
      "An exception without one of the `required` fields. With `warning` it excuses.",
    ),
    shadow: z
      .enum(["error", "warning"])
      .default("warning")
      .describe(
        "A word or a file in the source that tells a scanner to leave something out (`nosec`, `.trivyignore`, ...) without an exception in force. With `error` the gate is undecided.",
      )
      .meta({ stronger: ["warning", "error"] }),
    vex: z
      .array(z.string().min(1))
      .default([])
      .describe(
        "Authors of VEX documents that may excuse findings, as the documents name them. What others say excuses nothing. The name proves nothing: take the files from where only their authors can write.",
      )
      .meta({ stronger: "subset" }),
  })
  .prefault({})
  .describe("Dated excuses for findings.");
export type ExceptionsPolicy = z.infer<typeof ExceptionsPolicy>;
