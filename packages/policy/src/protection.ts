import * as z from "zod";
import { DnsLabel } from "./dns-label.js";
import { PropertyName } from "./governance.js";
import { Principal } from "./principal.js";
import { RefPattern } from "./ref-pattern.js";

const Reviews = z
  .strictObject({
    required: z
      .int()
      .min(0)
      .max(10)
      .default(1)
      .describe("Approving reviews a pull request needs (GitHub allows 0 to 10).")
      .meta({ stronger: "higher" }),
    codeOwners: z
      .boolean()
      .default(true)
      .describe("A code owner of the changed files must be among them.")
      .meta({ stronger: "true" }),
    lastPush: z
      .boolean()
      .default(true)
      .describe("The last push must be approved by someone else than its author.")
      .meta({ stronger: "true" }),
    dismissStale: z
      .boolean()
      .default(true)
      .describe("A new push takes earlier approvals away.")
      .meta({ stronger: "true" }),
    resolveThreads: z
      .boolean()
      .default(true)
      .describe("Every review thread must be resolved.")
      .meta({ stronger: "true" }),
  })
  .prefault({});

const MergeQueue = z.strictObject({
  method: z
    .enum(["MERGE", "SQUASH", "REBASE"])
    .default("SQUASH")
    .describe("How the queue merges.")
    .meta({ stronger: "free" }),
  maximumEntriesToBuild: z
    .int()
    .min(0)
    .max(100)
    .default(5)
    .describe("Queue entries tested at the same time.")
    .meta({ stronger: "free" }),
  checkTimeoutMinutes: z
    .int()
    .min(1)
    .max(360)
    .default(60)
    .describe("Longest wait for the required checks of an entry.")
    .meta({ stronger: "free" }),
});

const CodeScanning = z.strictObject({
  alerts: z
    .enum(["none", "errors", "errors_and_warnings", "all"])
    .default("errors")
    .describe("Alerts of the tool without a security severity that stop a merge.")
    .meta({ stronger: ["none", "errors", "errors_and_warnings", "all"] }),
  securityAlerts: z
    .enum(["none", "critical", "high_or_higher", "medium_or_higher", "all"])
    .default("high_or_higher")
    .describe("Security alerts of the tool that stop a merge.")
    .meta({ stronger: ["none", "critical", "high_or_higher", "medium_or_higher", "all"] }),
});

/** The `protection` section: what the rulesets of every repository demand. */
export const ProtectionPolicy = z
  .strictObject({
    branches: z
      .array(RefPattern)
      .min(1)
      .default(["main"])
      .describe("Branches under protection.")
      .meta({ stronger: "superset" }),
    enforcement: z
      .enum(["active", "evaluate", "disabled"])
      .default("active")
      .describe("`evaluate` only records what would have been refused (GitHub Enterprise).")
      .meta({ stronger: ["disabled", "evaluate", "active"] }),
    scope: z
      .enum(["repository", "organization"])
      .default("repository")
      .describe(
        "`repository`: each repository has rulesets of its own. `organization`: one set of rulesets covers all of them, with far fewer calls of GitHub's API.",
      )
      .meta({ stronger: "same" }),
    where: z
      .record(PropertyName, z.array(z.string().min(1)).min(1).meta({ stronger: "same" }))
      .default({})
      .describe(
        "For `scope: organization`: rulesets cover every repository with these custom properties, instead of those of this policy by id.",
      ),
    reviews: Reviews.describe("Reviews before a merge."),
    requireUpToDate: z
      .boolean()
      .default(true)
      .describe("A branch must be up to date with its base before the merge.")
      .meta({ stronger: "true" }),
    signedCommits: z
      .boolean()
      .default(false)
      .describe("Every commit must carry a verified signature.")
      .meta({ stronger: "true" }),
    linearHistory: z.boolean().default(false).describe("No merge commits.").meta({ stronger: "true" }),
    mergeQueue: z
      .union([z.boolean(), MergeQueue])
      .default(false)
      .describe("Merge through GitHub's merge queue; `true` takes its defaults.")
      .meta({ stronger: "true" }),
    codeScanning: z
      .record(z.string().min(1).max(100), CodeScanning)
      .default({})
      .describe("Code scanning tools, by name (`CodeQL`), whose open alerts stop a merge."),
    requiredDeployments: z
      .array(DnsLabel)
      .default([])
      .describe("Environments that a change must have been deployed to before its merge.")
      .meta({ stronger: "superset" }),
    tags: z
      .array(RefPattern)
      .default(["v*"])
      .describe("Tags that cannot be moved or deleted once made.")
      .meta({ stronger: "superset" }),
    lockedPaths: z
      .array(z.string().min(1).max(200))
      .default([".github/**", "sallyport.yaml", ".sallyport/**"])
      .describe("Paths that nobody may push to except through the bypass list; private and internal repositories only.")
      .meta({ stronger: "superset" }),
    bypass: z
      .array(Principal)
      .default([])
      .describe(
        "Who may pass the rulesets: of branches through a pull request only, of tags and locked paths always. Best left empty.",
      )
      .meta({ stronger: "subset" }),
  })
  .prefault({})
  .describe("Branch, tag and push rulesets.");
export type ProtectionPolicy = z.infer<typeof ProtectionPolicy>;
