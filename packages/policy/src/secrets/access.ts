import * as z from "zod";
import { DnsLabel } from "../dns-label.js";
import { RepositoryPath } from "../repository-path.js";
import { VaultName } from "./database.js";
import { JobName, SecretPattern } from "./secret-path.js";

const roles = (what: string) => z.array(VaultName).default([]).describe(what).meta({ stronger: "subset" });

/** What jobs and workloads alike may be granted besides secrets of the key-value store. */
const grants = {
  database: roles("Roles of `secrets.engines.database` whose credentials it gets."),
  certificates: roles("Roles of `secrets.engines.pki` that it gets certificates of."),
  sign: roles("Keys of `secrets.engines.transit` that it signs and verifies with."),
  encrypt: roles("Keys of `secrets.engines.transit` that it encrypts and decrypts with."),
};

const Job = z.strictObject({
  workflows: z
    .array(RepositoryPath)
    .default([])
    .describe(
      "Workflow files whose jobs may log in; without them the one that deploys there, or else every file of the repository.",
    )
    .meta({ stronger: "subset", none: "weakest" }),
  ...grants,
});
export type JobPolicy = z.infer<typeof Job>;

const Workload = z.strictObject({
  namespace: DnsLabel.describe("Its Kubernetes namespace.").meta({ stronger: "same" }),
  serviceAccounts: z.array(DnsLabel).min(1).describe("Service accounts that it runs as.").meta({ stronger: "subset" }),
  secrets: z.array(SecretPattern).default([]).describe("Secrets that it reads.").meta({ stronger: "subset" }),
  ...grants,
});
export type WorkloadPolicy = z.infer<typeof Workload>;

const Team = z.strictObject({
  group: z
    .string()
    .min(1)
    .optional()
    .describe("What the identity provider calls the group; without it the slug of the team.")
    .meta({ stronger: "same" }),
  read: z.array(SecretPattern).default([]).describe("Secrets that its members read.").meta({ stronger: "subset" }),
  write: z
    .array(SecretPattern)
    .default([])
    .describe("Secrets that its members write, without being able to read them.")
    .meta({ stronger: "subset" }),
  operate: z
    .boolean()
    .default(false)
    .describe("Its members see settings and health of Vault and rotate what is due; no secret is among it.")
    .meta({ stronger: "false" }),
  provision: z
    .boolean()
    .default(false)
    .describe("Its members run `pulumi up`: they change mounts, roles and Vault policies, so also who may read what.")
    .meta({ stronger: "false" }),
});
export type TeamAccessPolicy = z.infer<typeof Team>;

/** `secrets.jobs`, `secrets.workloads` and `secrets.people`: who may do what. */
export const accessPolicies = {
  jobs: z
    .record(JobName, Job)
    .default({})
    .describe("What the jobs of `REPOSITORY/ENVIRONMENT` may do besides reading their own secrets."),
  workloads: z.record(VaultName, Workload).default({}).describe("Kubernetes workloads, and what they may do."),
  people: z
    .record(z.string().regex(/^[a-z0-9](?:[a-z0-9_.-]*[a-z0-9_])?$/, { error: "must be the slug of a team" }), Team)
    .default({})
    .describe("What the members of a team may do, by the slug of the team."),
};
