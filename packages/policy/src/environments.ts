import * as z from "zod";
import { DnsLabel } from "./dns-label.js";
import { Principal } from "./principal.js";
import { RefPattern } from "./ref-pattern.js";
import { RepositoryPath } from "./repository-path.js";
import { VaultName } from "./secrets/database.js";
import { SecretField } from "./secrets/secret-path.js";
import { VariableName } from "./secrets/variable-name.js";

/** The environment whose reviewers lift an `approve` outcome of the gate; always created, so no policy may define it. */
export const approvalEnvironment = "security-approval";

/**
 * The environment of the jobs whose scanner reads a secret from Vault: open to every ref, without reviewers. It gives those
 * jobs an identity of their own, which no other job has. Made where a scanner needs it, so no policy may define it.
 */
export const scanEnvironment = "security-scan";

/**
 * The environment of the job that changes secrets which are due: for protected branches, without reviewers. Its identity may
 * write secrets, which no other job may. Made where there is something to rotate, so no policy may define it.
 */
export const rotationEnvironment = "secret-rotation";

/** The environment that dynamic tests are made against, at `repositories[].staging.url`. */
export const stagingEnvironment = "staging";

const Script = RepositoryPath.describe("Path of an executable script in the repository.");

const Kubernetes = z.strictObject({
  cluster: z
    .string()
    .regex(/^[A-Za-z0-9][\w-]{0,99}$/, { error: "must be the name of an EKS cluster" })
    .describe("Name of the EKS cluster."),
  namespace: DnsLabel.describe("Namespace of the workload."),
  workload: z
    .string()
    .regex(/^(?:deployment|statefulset|daemonset)\/[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/, {
      error: "must be a workload such as deployment/payments-api",
    })
    .optional()
    .describe("Workload whose containers have the names of the images; without it `deployment/IMAGE`, one an image."),
});

const Deploy = z.strictObject({
  script: Script.optional().describe(
    "Executable script in the repository. It finds each image in IMAGE_NAME (registry/name@sha256:...), the one before it in PREVIOUS_IMAGE_NAME, and ENVIRONMENT.",
  ),
  kubernetes: Kubernetes.optional().describe("Sets the images of a workload, and waits until it runs."),
  secrets: z
    .record(VariableName, SecretField)
    .default({})
    .describe(
      "Secrets of this environment that the script and `check` get, by variable: `STRIPE_KEY: stripe/key`. No other step has them.",
    ),
  database: z
    .record(VariableName, VaultName)
    .default({})
    .describe(
      "Database users made for the job, by variable: with `ORDERS: orders-write` the script and `check` get ORDERS_USERNAME and ORDERS_PASSWORD.",
    ),
});
export type DeployPolicy = z.infer<typeof Deploy>;

const Check = z.strictObject({
  script: Script.describe("Executable script in the repository that fails when the deployment is not sound."),
});

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
  protectionApps: z
    .array(z.int().min(1))
    .default([])
    .describe("Ids of GitHub Apps whose deployment protection rule must agree. The provider cannot: the plan says how.")
    .meta({ stronger: "superset" }),
  after: DnsLabel.optional().describe("Environment that must have been deployed first.").meta({ stronger: "same" }),
  deploy: Deploy.optional()
    .describe("How it is deployed; without it Sallyport deploys nothing there.")
    .meta({ stronger: "free" }),
  check: Check.optional()
    .describe("A test right after the deployment, with the same variables.")
    .meta({ stronger: "free" }),
  rollback: z
    .enum(["automatic", "manual"])
    .default("manual")
    .describe(
      "What happens when the deployment or a test after it fails: `automatic` deploys the last good images again.",
    )
    .meta({ stronger: ["manual", "automatic"] }),
});
export type EnvironmentPolicy = z.infer<typeof Environment>;

/** The `environments` section: where deployments go, and who lets them. */
export const EnvironmentsPolicy = z
  .record(DnsLabel, Environment)
  .default({})
  .describe("GitHub environments and their approval rules.");
export type EnvironmentsPolicy = z.infer<typeof EnvironmentsPolicy>;
