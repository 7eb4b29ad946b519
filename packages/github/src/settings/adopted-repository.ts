import { Repository, type RepositoryArgs } from "@pulumi/github/repository.js";
import * as pulumi from "@pulumi/pulumi";
import type { RepositoryPolicy, SettingsPolicy } from "@sallyport/policy";

export interface AdoptedRepositoryArgs {
  /** The `settings` section of the policy. */
  policy: SettingsPolicy;

  /** The repository, as the `repositories` section describes it. */
  repository: RepositoryPolicy;
}

/**
 * An existing repository taken under management, for settings that GitHub keeps in the repository itself: secret scanning
 * and push protection. It is imported, is never deleted, and whatever the policy does not speak of stays as it is.
 *
 * @example
 * new AdoptedRepository("payments-api", {
 *   policy: { ...policy.settings, secretScanning: true, pushProtection: true },
 *   repository,
 * });
 */
export class AdoptedRepository extends pulumi.ComponentResource {
  /** The underlying repository. */
  readonly repository: Repository;

  constructor(name: string, args: AdoptedRepositoryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:AdoptedRepository", name, {}, opts);
    const { repository, ignoreChanges } = adoption(args);

    this.repository = new Repository(name, repository, {
      parent: this,
      import: args.repository.name,
      ignoreChanges,
      protect: true,
      retainOnDelete: true,
    });

    this.registerOutputs({});
  }
}

/** Everything else that a repository resource would set. The type makes a new one of the provider an error here. */
const others: Record<Exclude<keyof RepositoryArgs, "name" | "securityAndAnalysis">, true> = {
  allowAutoMerge: true,
  allowForking: true,
  allowMergeCommit: true,
  allowRebaseMerge: true,
  allowSquashMerge: true,
  allowUpdateBranch: true,
  archiveOnDestroy: true,
  archived: true,
  autoInit: true,
  defaultBranch: true,
  deleteBranchOnMerge: true,
  description: true,
  etag: true,
  fork: true,
  gitignoreTemplate: true,
  hasDiscussions: true,
  hasDownloads: true,
  hasIssues: true,
  hasProjects: true,
  hasWiki: true,
  homepageUrl: true,
  ignoreVulnerabilityAlertsDuringRead: true,
  isTemplate: true,
  licenseTemplate: true,
  mergeCommitMessage: true,
  mergeCommitTitle: true,
  pages: true,
  private: true,
  sourceOwner: true,
  sourceRepo: true,
  squashMergeCommitMessage: true,
  squashMergeCommitTitle: true,
  template: true,
  topics: true,
  visibility: true,
  vulnerabilityAlerts: true,
  webCommitSignoffRequired: true,
};

/** The kinds of analysis that GitHub keeps in a repository, by what the policy calls them; the rest it does not speak of. */
const analyses = {
  secretScanning: "secretScanning",
  secretScanningPushProtection: "pushProtection",
  advancedSecurity: undefined,
  codeSecurity: undefined,
  secretScanningAiDetection: undefined,
  secretScanningNonProviderPatterns: undefined,
} as const satisfies Record<
  keyof Extract<RepositoryArgs["securityAndAnalysis"], { secretScanning?: unknown }>,
  keyof SettingsPolicy | undefined
>;

/** What the policy says of the repository itself, and the properties that must stay as they are. */
function adoption({ policy, repository }: AdoptedRepositoryArgs): {
  repository: RepositoryArgs;
  ignoreChanges: string[];
} {
  const spoken = Object.entries(analyses).map(([analysis, setting]) => ({
    analysis,
    enabled: setting === undefined ? undefined : policy[setting],
  }));
  const set = spoken.filter(({ enabled }) => enabled !== undefined);
  const unspoken = spoken.filter(({ enabled }) => enabled === undefined);
  const securityAndAnalysis = Object.fromEntries(
    set.map(({ analysis, enabled }) => [analysis, { status: enabled ? "enabled" : "disabled" }]),
  );
  return {
    repository: { name: repository.name, ...(set.length > 0 && { securityAndAnalysis }) },
    ignoreChanges: [
      ...Object.keys(others),
      ...(set.length > 0 ? unspoken.map(({ analysis }) => `securityAndAnalysis.${analysis}`) : ["securityAndAnalysis"]),
    ],
  };
}
