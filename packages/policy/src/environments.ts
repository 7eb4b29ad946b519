import * as z from "zod";
import { DnsLabel } from "./dns-label.js";
import { Principal } from "./principal.js";
import { RefPattern } from "./ref-pattern.js";

/** The environment whose reviewers lift an `approve` outcome of the gate; always created, so no policy may define it. */
export const approvalEnvironment = "security-approval";

/**
 * The environment of the jobs whose scanner reads a secret from Vault: open to every ref, without reviewers. It gives those
 * jobs an identity of their own, which no other job has. Made where a scanner needs it, so no policy may define it.
 */
export const scanEnvironment = "security-scan";

const Environment = z.strictObject({
  reviewers: z
    .array(Principal)
    .max(6)
    .default([])
    .describe("Who may approve a deployment; one of them suffices (GitHub allows six)."),
  preventSelfReview: z.boolean().default(true).describe("Who started the deployment cannot approve it."),
  administratorsBypass: z.boolean().default(false).describe("Administrators may skip the rules of this environment."),
  waitMinutes: z.int().min(0).max(43_200).default(0).describe("Pause before the deployment starts, in minutes."),
  branches: z.array(RefPattern).default(["main"]).describe("Branch patterns that may deploy."),
  tags: z.array(RefPattern).default([]).describe("Tag patterns that may deploy."),
  after: DnsLabel.optional().describe("Environment that must have been deployed first."),
  rollback: z
    .enum(["automatic", "manual"])
    .default("manual")
    .describe("What happens when tests after the deployment fail."),
});
export type EnvironmentPolicy = z.infer<typeof Environment>;

/** The `environments` section: where deployments go, and who lets them. */
export const EnvironmentsPolicy = z
  .record(DnsLabel, Environment)
  .default({})
  .describe("GitHub environments and their approval rules.");
export type EnvironmentsPolicy = z.infer<typeof EnvironmentsPolicy>;
