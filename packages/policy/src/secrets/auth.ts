import * as z from "zod";
import { Duration } from "../duration.js";
import { HttpsUrl } from "../https-url.js";
import { RepositoryPath } from "../repository-path.js";
import { MountPath } from "./mount-path.js";

const JwtAuth = z.strictObject({
  path: MountPath.default("github-actions").describe("Mount path of the JWT auth mount.").meta({ stronger: "same" }),
  issuer: HttpsUrl.default("https://token.actions.githubusercontent.com")
    .describe("Issuer of the tokens: GitHub's OIDC provider, or the one of a GitHub Enterprise Server.")
    .meta({ stronger: "same", none: "strongest" }),
  issuerCa: RepositoryPath.optional()
    .describe("PEM file that signs the issuer's certificate; without it the roots that the Vault server trusts.")
    .meta({ stronger: "same", none: "strongest" }),
  publicKeys: z
    .array(RepositoryPath)
    .default([])
    .describe("PEM files with the issuer's public keys, for a Vault that cannot reach it; without them discovery.")
    .meta({ stronger: "same", none: "strongest" }),
  audience: z
    .string()
    .min(1)
    .optional()
    .describe("Audience a token must name; without it the address of the Vault server.")
    .meta({ stronger: "same", none: "strongest" }),
  subjects: z
    .array(z.enum(["id", "name", "any"]))
    .min(1)
    .default(["id", "name"])
    .describe(
      "Forms of the `sub` claim that are accepted: `id` (`repo:OWNER@ID/REPOSITORY@ID:environment:NAME`), `name` (the older `repo:OWNER/REPOSITORY:environment:NAME`), `any` for a template of the organisation's own.",
    )
    .meta({ stronger: "subset" }),
  tokenTtl: Duration.default("15m").describe("Life of the Vault token that a job gets.").meta({ stronger: "shorter" }),
  tokenType: z
    .enum(["batch", "service"])
    .default("service")
    .describe("`service` tokens are revoked when the job ends; `batch` tokens cost Vault no storage and only expire.")
    .meta({ stronger: ["batch", "service"] }),
});
export type JwtAuthPolicy = z.infer<typeof JwtAuth>;

const KubernetesAuth = z.strictObject({
  path: MountPath.default("kubernetes").describe("Mount path of the Kubernetes auth mount.").meta({ stronger: "same" }),
  host: HttpsUrl.default("https://kubernetes.default.svc")
    .describe("Address of the Kubernetes API, as the Vault server reaches it.")
    .meta({ stronger: "same" }),
  caCertificate: RepositoryPath.optional()
    .describe("PEM file that signs its certificate; without it the one in Vault's own pod.")
    .meta({ stronger: "same", none: "strongest" }),
  audience: z
    .string()
    .min(1)
    .default("vault")
    .describe("Audience of the service account token.")
    .meta({ stronger: "same" }),
  tokenTtl: Duration.default("1h").describe("Life of the Vault token that a workload gets.").meta({
    stronger: "shorter",
  }),
  tokenType: z
    .enum(["service", "batch"])
    .default("batch")
    .describe(
      "`batch` tokens cost Vault no storage, end by themselves and cannot be renewed; database credentials end with them.",
    )
    .meta({ stronger: "free" }),
});
export type KubernetesAuthPolicy = z.infer<typeof KubernetesAuth>;

const OidcAuth = z.strictObject({
  path: MountPath.default("oidc").describe("Mount path of the OIDC auth mount.").meta({ stronger: "same" }),
  discoveryUrl: HttpsUrl.describe("Address of the identity provider, without /.well-known.").meta({
    stronger: "same",
  }),
  clientId: z.string().min(1).describe("Client that the identity provider knows Vault as.").meta({ stronger: "same" }),
  caCertificate: RepositoryPath.optional()
    .describe("PEM file that signs the provider's certificate; without it the roots that the Vault server trusts.")
    .meta({ stronger: "same", none: "strongest" }),
  redirectUris: z
    .array(
      z.string().regex(/^(?:https:\/\/[^\s/]+|http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?)\/\S*$/, {
        error: "must be an https:// address, or http:// at localhost",
      }),
    )
    .default([])
    .describe("Where a login may return to; without them the pages of Vault itself and of its command line.")
    .meta({ stronger: "subset" }),
  userClaim: z
    .string()
    .min(1)
    .default("sub")
    .describe("Claim that names the person. It must never be given to somebody else.")
    .meta({ stronger: "same" }),
  groupsClaim: z.string().min(1).default("groups").describe("Claim that lists the groups of the person.").meta({
    stronger: "same",
  }),
  scopes: z
    .array(z.string().min(1))
    .default(["openid"])
    .describe("Scopes asked of the identity provider, `openid` among them.")
    .meta({ stronger: "free" }),
  tokenTtl: Duration.default("1h").describe("Life of the Vault token that a person gets.").meta({
    stronger: "shorter",
  }),
  mfa: z
    .boolean()
    .default(true)
    .describe("Vault itself asks for a time-based one-time password at every login; else the provider is trusted to.")
    .meta({ stronger: "true" }),
});
export type OidcAuthPolicy = z.infer<typeof OidcAuth>;

/** `secrets.auth`: the ways to log in. */
export const AuthPolicy = z
  .strictObject({
    jwt: JwtAuth.prefault({}).describe("Login of GitHub Actions jobs with their OIDC token."),
    kubernetes: KubernetesAuth.optional().describe("Login of workloads with their service account."),
    oidc: OidcAuth.optional().describe("Login of people through an identity provider."),
  })
  .prefault({})
  .describe("How jobs, workloads and people log in.");
export type AuthPolicy = z.infer<typeof AuthPolicy>;
