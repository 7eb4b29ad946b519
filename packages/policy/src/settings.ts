import * as z from "zod";

/** https://docs.github.com/en/actions/reference/security/oidc#customizing-the-subject-claims-for-an-organization-or-repository */
const SubjectClaim = z.enum([
  "repo",
  "context",
  "repository_id",
  "repository_owner_id",
  "repository_visibility",
  "job_workflow_ref",
  "job_workflow_sha",
  "environment",
  "ref",
  "ref_type",
  "event_name",
  "runner_environment",
]);

const RepositoryActions = z.strictObject({
  allowed: z
    .enum(["selected", "local", "all"])
    .default("selected")
    .describe("As `organization.governance.actions.allowed`, for the repositories of this policy.")
    .meta({ stronger: ["all", "selected", "local"] }),
  shaPinningRequired: z
    .boolean()
    .default(true)
    .describe("An action must be named by its commit SHA.")
    .meta({ stronger: "true" }),
});

const DefaultToken = z.strictObject({
  mayWrite: z
    .boolean()
    .default(false)
    .describe("A workflow that asks for no permissions may write.")
    .meta({ stronger: "false" }),
  mayApprovePullRequests: z
    .boolean()
    .default(false)
    .describe("GitHub Actions may approve pull requests.")
    .meta({ stronger: "false" }),
});

/** The `settings` section: what every repository is set to. What it leaves out stays as it is on GitHub. */
export const SettingsPolicy = z
  .strictObject({
    vulnerabilityAlerts: z.boolean().optional().describe("Dependabot alerts.").meta({ stronger: "true" }),
    securityUpdates: z
      .boolean()
      .optional()
      .describe("Dependabot's pull requests that mend what its alerts are about; needs the alerts.")
      .meta({ stronger: "true" }),
    secretScanning: z
      .boolean()
      .optional()
      .describe("GitHub scans for secrets. Set only where `repositories[].adopt` is true.")
      .meta({ stronger: "true" }),
    pushProtection: z
      .boolean()
      .optional()
      .describe("GitHub refuses pushes with secrets. Set only where `repositories[].adopt` is true.")
      .meta({ stronger: "true" }),
    immutableReleases: z
      .boolean()
      .optional()
      .describe("The files and the tag of a release cannot change. The provider cannot set it: the plan says how.")
      .meta({ stronger: "true" }),
    actions: RepositoryActions.optional().describe("Which actions may run."),
    token: DefaultToken.optional().describe("What the token of a workflow may do by default."),
    oidcSubject: z
      .array(SubjectClaim)
      .min(1)
      .optional()
      .describe("Claims that make up the subject of the repositories' OIDC tokens, instead of GitHub's default.")
      .meta({ stronger: "same" }),
  })
  .prefault({})
  .describe("Settings of every repository; what is left out stays as it is.");
export type SettingsPolicy = z.infer<typeof SettingsPolicy>;
