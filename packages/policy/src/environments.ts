import * as z from "zod";
import { DnsLabel } from "./dns-label.js";
import { Principal } from "./principal.js";
import { RefPattern } from "./ref-pattern.js";

/** The environment whose reviewers lift an `approve` outcome of the gate; always created, so no policy may define it. */
export const approvalEnvironment = "security-approval";

const Environment = z.strictObject({
  reviewers: z
    .array(Principal)
    .max(6)
    .default([])
    .describe("Who may approve a deployment; one of them suffices (GitHub allows six).")
    .meta({ stronger: "subset", none: "weakest" }),
  preventSelfReview: z
    .boolean()
    .default(true)
    .describe("Who started the deployment cannot approve it.")
    .meta({ stronger: "true" }),
  administratorsBypass: z
    .boolean()
    .default(false)
    .describe("Administrators may skip the rules of this environment.")
    .meta({ stronger: "false" }),
  waitMinutes: z
    .int()
    .min(0)
    .max(43_200)
    .default(0)
    .describe("Pause before the deployment starts, in minutes.")
    .meta({ stronger: "higher" }),
  branches: z
    .array(RefPattern)
    .default(["main"])
    .describe("Branch patterns that may deploy.")
    .meta({ stronger: "subset" }),
  tags: z.array(RefPattern).default([]).describe("Tag patterns that may deploy.").meta({ stronger: "subset" }),
  after: DnsLabel.optional().describe("Environment that must have been deployed first.").meta({ stronger: "same" }),
  rollback: z
    .enum(["automatic", "manual"])
    .default("manual")
    .describe("What happens when tests after the deployment fail.")
    .meta({ stronger: ["manual", "automatic"] }),
});
export type EnvironmentPolicy = z.infer<typeof Environment>;

/** The `environments` section: where deployments go, and who lets them. */
export const EnvironmentsPolicy = z
  .record(DnsLabel, Environment)
  .default({})
  .describe("GitHub environments and their approval rules.");
export type EnvironmentsPolicy = z.infer<typeof EnvironmentsPolicy>;
