import * as z from "zod";
import { Cron } from "../cron.js";
import { Duration } from "../duration.js";
import { Principal } from "../principal.js";
import { SecretPath } from "./secret-path.js";

/** What a secret is, which decides how long it may live. */
export const SecretClass = z.enum(["databasePassword", "apiKey", "certificate"]);
export type SecretClass = z.infer<typeof SecretClass>;

const AwsIamUser = z.strictObject({
  user: z
    .string()
    .regex(/^[\w+=,.@-]{1,64}$/, { error: "must be the name of an IAM user" })
    .describe("The IAM user whose access key it is.")
    .meta({ stronger: "same" }),
});

const GitHubDeployKey = z.strictObject({
  repository: z
    .string()
    .regex(/^[\w.-]{1,100}$/, { error: "must be the name of a repository" })
    .describe("Repository that the key opens.")
    .meta({ stronger: "same" }),
  readOnly: z.boolean().default(true).describe("It reads and cannot push.").meta({ stronger: "true" }),
});

const Stored = z.strictObject({
  class: SecretClass.default("apiKey").describe("What it is.").meta({ stronger: "same" }),
  owner: Principal.optional()
    .describe("Who answers for it; without it the owners of the repository.")
    .meta({ stronger: "free" }),
  rotation: Duration.optional()
    .describe("Its longest life; without it the one of its class, and never longer.")
    .meta({ stronger: "shorter", none: "weakest" }),
  awsIamUser: AwsIamUser.optional().describe(
    "It is an access key of an IAM user of its own; `sallyport secrets rotate` changes it, and ends every other key of that user.",
  ),
  githubDeployKey: GitHubDeployKey.optional().describe(
    "It is a deploy key of a repository; `sallyport secrets rotate` changes it.",
  ),
});
export type StoredSecretPolicy = z.infer<typeof Stored>;

/** `secrets.stored`: the secrets of the key-value store that people or rotators write. */
export const StoredPolicy = z
  .record(SecretPath, Stored)
  .default({})
  .describe("Secrets of the key-value store, by path: what they are, who answers for them, what changes them.");

/** `secrets.rotation`: when secrets change. */
export const RotationPolicy = z
  .strictObject({
    databasePasswords: Duration.default("30d")
      .describe("Longest life of a database password.")
      .meta({ stronger: "shorter" }),
    apiKeys: Duration.default("90d").describe("Longest life of an API key.").meta({ stronger: "shorter" }),
    certificates: Duration.default("365d").describe("Longest life of a certificate.").meta({ stronger: "shorter" }),
    ahead: Duration.default("7d")
      .describe("How long before its end a secret counts as due, and is changed by the scheduled run.")
      .meta({ stronger: "longer" }),
    overlap: Duration.default("24h")
      .describe("How long an API key stays valid beside the one that replaced it.")
      .meta({ stronger: "shorter" }),
    schedule: Cron.default("23 3 * * *").describe("When the scheduled run looks for what is due (UTC).").meta({
      stronger: "oftener",
    }),
  })
  .prefault({})
  .describe("When secrets rotate.");
export type RotationPolicy = z.infer<typeof RotationPolicy>;
