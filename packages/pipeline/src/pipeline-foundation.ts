import * as pulumi from "@pulumi/pulumi";
import type { Policy, SecretsPolicy } from "@sallyport/policy";
import { deliveriesOf, filesFor } from "./deliveries.js";
import { createEngines } from "./engines.js";
import { withSources } from "./file-sources.js";
import { createSharedLogins } from "./logins.js";
import { planes } from "./planes.js";
import { policyOf, policyPath } from "./policy-file.js";
import { drivenBy } from "./policy-path.js";

export interface PipelineFoundationArgs {
  /** Path of the policy, from the folder of `Pulumi.yaml`. */
  policyFile: string;
}

/**
 * What the pipelines of an organisation share: settings and rulesets of the organisation itself, the logins of jobs, workloads
 * and people at Vault and its secret engines, the audit store, the Kubernetes namespaces and Falco, and the files of the central
 * repository. Each exists when the policy has its section.
 *
 * @example
 * new PipelineFoundation("acme", { policyFile: "sallyport.yaml" });
 */
export class PipelineFoundation extends pulumi.ComponentResource {
  /** @throws {PolicyError} when the policy cannot be used. */
  constructor(name: string, args: PipelineFoundationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:PipelineFoundation", name, {}, opts);
    const policy = policyOf(args.policyFile);
    const { audit, network, runtime, secrets } = policy;
    const under = (section: string) => drivenBy(this, args.policyFile, section);

    // A workflow that an organisation ruleset requires must be on its way before the ruleset is.
    governOrganization(name, policy, under, deliverCentralFiles(policy, policyPath(args.policyFile), under));
    if (secrets) provideVault(name, policy, secrets, args.policyFile, under);
    if (audit) new planes.aws.AuditStore(name, { policy: audit }, under("audit"));
    for (const [namespace, policy] of Object.entries(network?.namespaces ?? {})) {
      new planes.kubernetes.SecureNamespace(namespace, { policy, namespace }, under(`network.namespaces.${namespace}`));
    }
    if (runtime) new planes.kubernetes.RuntimeDetection(name, { policy: runtime }, under("runtime"));
    this.registerOutputs({});
  }
}

/** Options of a component that a section of the policy drives. */
type Under = (section: string) => pulumi.ComponentResourceOptions;

function deliverCentralFiles(policy: Policy, policyFile: string, under: Under): pulumi.Resource[] {
  const { delivery, repositories } = policy;
  if (delivery.mode !== "central") return [];
  const files = withSources(filesFor(policy, repositories), policy, policyFile);
  return deliveriesOf(policy, files)
    .filter(({ repository }) => repository === delivery.central?.repository)
    .map((each) => new planes.github.WorkflowDelivery(each.repository, each, under("delivery.central")));
}

/** What all share in Vault. Quotas come last: Vault takes none for a mount that is not there. */
function provideVault(
  name: string,
  { organization }: Policy,
  secrets: SecretsPolicy,
  policyFile: string,
  under: Under,
): void {
  const audited = auditVault(name, secrets, under);
  const { store, database } = createEngines(name, secrets, organization, policyFile, audited);
  const logins = createSharedLogins(name, { policy: secrets, organization, store }, policyFile, audited);
  const dependsOn = [...logins, database].filter((each) => each !== undefined);
  new planes.vault.VaultLimits(name, { policy: secrets }, { ...audited("secrets.limits"), dependsOn });
}

/** Audit devices come before everything else in Vault, so that what is made there stands in the log. */
function auditVault(name: string, { audit }: SecretsPolicy, under: Under): Under {
  if (!audit) return under;
  const dependsOn = new planes.vault.VaultAudit(name, { policy: audit }, under("secrets.audit"));
  return (section) => ({ ...under(section), dependsOn });
}

/** The organisation itself: nothing of it, unless the policy speaks of it. */
function governOrganization(name: string, policy: Policy, under: Under, delivered: readonly pulumi.Resource[]): void {
  const { delivery, organization, protection, repositories } = policy;
  const { governance } = organization;
  const shared = protection.scope === "organization";
  const governed = governance
    ? [
        new planes.github.OrganizationGovernance(
          name,
          { policy: governance, organization, repositoryIds: planes.github.actionRepositoryIds(policy) },
          under("organization.governance"),
        ),
      ]
    : [];
  if (!shared && delivery.mode !== "central") return;
  new planes.github.OrganizationProtection(
    name,
    {
      policy: protection,
      organization,
      repositories,
      delivery,
      requiredChecks: planes.github.sharedChecks(policy),
    },
    // Rulesets go by custom properties, which must be there first.
    { ...under(shared ? "protection" : "delivery"), dependsOn: [...governed, ...delivered] },
  );
}
