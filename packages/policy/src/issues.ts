import * as z from "zod";
import { Action, Severity } from "./gate.js";

const label = z.string().regex(/^(?=.{1,50}$)[^\s,](?:[^\n,]*[^\s,])?$/u, {
  error: "must be a label of 1 to 50 characters, without a comma",
});

/** The `issues` section: what `sallyport issues sync` makes of the findings of a verdict. */
export const IssuesPolicy = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Keep one GitHub issue for each finding.").meta({ stronger: "true" }),
    inPublicRepositories: z
      .boolean()
      .default(false)
      .describe("Also in public repositories, where everybody reads what is not fixed yet.")
      .meta({ stronger: "false" }),
    outcomes: z
      .array(Action)
      .min(1)
      .default(["block", "approve", "warn"])
      .describe("Findings with these outcomes get an issue.")
      .meta({ stronger: "superset" }),
    minimumSeverity: Severity.default("low")
      .describe("Least severity of a finding that gets an issue; `unscored` stands beside `high`.")
      .meta({ stronger: ["critical", "high", "unscored", "medium", "low"] }),
    labels: z
      .array(label)
      .max(20)
      .default(["sallyport"])
      .describe("Labels of every issue; others stay as they are.")
      .meta({ stronger: "free" }),
    severityLabels: z
      .boolean()
      .default(true)
      .describe("Also a label for the severity, such as `severity: high`.")
      .meta({ stronger: "free" }),
    overdueLabel: label
      .default("overdue")
      .describe("Label of an issue whose time to fix has passed (`slas`).")
      .meta({ stronger: "free" }),
    owners: z
      .enum(["assign", "mention", "none"])
      .default("assign")
      .describe(
        "What happens with `repositories[].owners`: `assign` assigns users and mentions teams, which GitHub cannot assign; `mention` mentions all.",
      )
      .meta({ stronger: "free" }),
    maximumNew: z
      .int()
      .min(0)
      .max(400)
      .default(25)
      .describe("New issues of one run at most; one summary issue lists the rest. GitHub allows 500 an hour.")
      .meta({ stronger: "higher" }),
    close: z
      .boolean()
      .default(true)
      .describe("Close the issue of a finding that is gone, when the verdict shows that its scanners looked.")
      .meta({ stronger: "free" }),
  })
  .prefault({})
  .describe("GitHub issues for findings.");
export type IssuesPolicy = z.infer<typeof IssuesPolicy>;
