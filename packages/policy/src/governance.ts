import * as z from "zod";
import { Principal } from "./principal.js";

const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9_.-]{0,98}[a-z0-9_])?$/, {
  error: "must be a team slug: lower-case letters, digits, hyphens",
});

/** https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows#calling-a-reusable-workflow (patterns with `*`) */
const actionPattern = z.string().regex(/^[\w.*-]+\/[\w./*-]+@[\w./*-]+$/, {
  error: "must be OWNER/REPOSITORY@REF, where * stands for anything, such as acme/*@*",
});

const domain = z.string().regex(/^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, {
  error: "must be a domain in lower-case letters, such as acme.example",
});

const ActionsGovernance = z.strictObject({
  repositories: z
    .enum(["all", "policy"])
    .default("all")
    .describe("Which repositories may run GitHub Actions: all of the organisation, or those of this policy.")
    .meta({ stronger: ["all", "policy"] }),
  allowed: z
    .enum(["selected", "local", "all"])
    .default("selected")
    .describe(
      "`selected`: the actions that the generated workflows use, those under `alsoAllowed`, and the organisation's own. `local`: its own only.",
    )
    .meta({ stronger: ["all", "selected", "local"] }),
  alsoAllowed: z
    .array(actionPattern)
    .max(200)
    .default([])
    .describe("More actions and reusable workflows that may run, for `allowed: selected`.")
    .meta({ stronger: "subset" }),
  shaPinningRequired: z
    .boolean()
    .default(true)
    .describe("An action must be named by its commit SHA.")
    .meta({ stronger: "true" }),
  tokenMayWrite: z
    .boolean()
    .default(false)
    .describe("A workflow that asks for no permissions gets a token that may write.")
    .meta({ stronger: "false" }),
  mayApprovePullRequests: z
    .boolean()
    .default(false)
    .describe("GitHub Actions may approve pull requests.")
    .meta({ stronger: "false" }),
});

const NewRepositories = z.strictObject({
  dependencyGraph: z
    .boolean()
    .optional()
    .describe("The dependency graph is on in a new repository.")
    .meta({ stronger: "true" }),
  dependabotAlerts: z
    .boolean()
    .optional()
    .describe("Dependabot alerts are on in a new repository.")
    .meta({ stronger: "true" }),
  securityUpdates: z
    .boolean()
    .optional()
    .describe("Dependabot security updates are on in a new repository.")
    .meta({ stronger: "true" }),
  secretScanning: z
    .boolean()
    .optional()
    .describe("Secret scanning is on in a new repository.")
    .meta({ stronger: "true" }),
  pushProtection: z
    .boolean()
    .optional()
    .describe("Pushes with secrets are refused in a new repository.")
    .meta({ stronger: "true" }),
});

const AdoptedSettings = z.strictObject({
  billingEmail: z
    .string()
    .regex(/^[^\s@]{1,64}@[^\s@.][^\s@]{0,253}$/, {
      error: "must be an e-mail address, such as billing@acme.example",
    })
    .describe("The organisation's billing address as it is now: GitHub's settings cannot be written without it.")
    .meta({ stronger: "free" }),
  basePermission: z
    .enum(["none", "read", "write", "admin"])
    .optional()
    .describe("What every member may do in every repository without being given more.")
    .meta({ stronger: ["admin", "write", "read", "none"] }),
  newRepositories: NewRepositories.prefault({}).describe("Security settings that a new repository starts with."),
});

const Team = z.strictObject({
  description: z.string().max(200).default("").describe("What the team is for.").meta({ stronger: "free" }),
  parent: z.int().min(1).optional().describe("Numeric id of the team that it belongs to.").meta({ stronger: "same" }),
});

const Property = z.strictObject({
  type: z
    .enum(["text", "single_select", "multi_select", "true_false"])
    .default("single_select")
    .describe("Kind of its values.")
    .meta({ stronger: "same" }),
  values: z
    .array(z.string().min(1).max(75))
    .max(200)
    .default([])
    .describe("Values to choose from.")
    .meta({ stronger: "free" }),
  description: z.string().max(250).default("").describe("What it says about a repository.").meta({ stronger: "free" }),
  required: z
    .boolean()
    .default(false)
    .describe("Every repository has a value: its own, or `default`.")
    .meta({ stronger: "true" }),
  default: z
    .string()
    .min(1)
    .max(75)
    .optional()
    .describe("Value of a repository that has none of its own.")
    .meta({ stronger: "same" }),
  editableBy: z
    .enum(["organization", "repository"])
    .default("organization")
    .describe("Who may change values: owners of the organisation only, or those of the repository too.")
    .meta({ stronger: ["repository", "organization"] }),
});

const SecurityManagers = z.strictObject({
  role: z
    .int()
    .min(1)
    .describe(
      "Numeric id of GitHub's role security_manager (`gh api orgs/LOGIN/organization-roles --jq '.roles[] | select(.name == \"security_manager\").id'`).",
    )
    .meta({ stronger: "same" }),
  teams: z
    .array(Principal)
    .min(1)
    .describe("Teams that have the role: they see every alert of the organisation.")
    .meta({ stronger: "subset" }),
});

/** Name of a custom property of repositories. */
export const PropertyName = z.string().regex(/^[A-Za-z0-9_$#-]{1,75}$/, {
  error: "must be the name of a custom property: letters, digits and _ $ # -, at most 75 characters",
});

/** The `organization.governance` section: what is set for the organisation itself. */
export const GovernancePolicy = z.strictObject({
  actions: ActionsGovernance.optional().describe("What GitHub Actions may do in the organisation."),
  settings: AdoptedSettings.optional().describe(
    "Settings that GitHub keeps in one place: they are imported, and only what stands here is written.",
  ),
  teams: z
    .record(slug, Team)
    .default({})
    .describe("Teams to make. Once one is there, list its id under `organization.teams`."),
  securityManagers: SecurityManagers.optional().describe("Teams that manage security alerts."),
  properties: z
    .record(PropertyName, Property)
    .default({})
    .describe("Custom properties of repositories, for `repositories[].properties` and `protection.where`."),
  requireTwoFactor: z
    .boolean()
    .default(true)
    .describe("Members must have two-factor authentication. GitHub's API cannot set it: the plan says how.")
    .meta({ stronger: "true" }),
  verifiedDomains: z
    .array(domain)
    .default([])
    .describe("Domains that the organisation has proved to be its own. GitHub's API cannot: the plan says how.")
    .meta({ stronger: "superset" }),
  codeSecurityConfiguration: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe(
      "Name of the code security configuration that repositories should have. The provider cannot: the plan says how.",
    )
    .meta({ stronger: "same" }),
});
export type GovernancePolicy = z.infer<typeof GovernancePolicy>;
