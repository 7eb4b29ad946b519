import * as pulumi from "@pulumi/pulumi";
import { deliveriesOf, filesFor } from "./deliveries.js";
import { withSources } from "./file-sources.js";
import { planes } from "./planes.js";
import { policyOf, policyPath } from "./policy-file.js";
import { drivenBy } from "./policy-path.js";

export interface PipelineFoundationArgs {
  /** Path of the policy, from the folder of `Pulumi.yaml`. */
  policyFile: string;
}

/**
 * What the pipelines of an organisation share: the login of GitHub Actions at Vault and the secret store, the audit store,
 * the Kubernetes namespaces and Falco, and the files of the central repository. Each exists when the policy has its section.
 *
 * @example
 * new PipelineFoundation("acme", { policyFile: "sallyport.yaml" });
 */
export class PipelineFoundation extends pulumi.ComponentResource {
  /** @throws {PolicyError} when the policy cannot be used. */
  constructor(name: string, args: PipelineFoundationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:PipelineFoundation", name, {}, opts);
    const policy = policyOf(args.policyFile);
    const { audit, delivery, network, runtime, secrets } = policy;
    const under = (section: string) => drivenBy(this, args.policyFile, section);

    if (secrets) {
      new planes.vault.GitHubLogin(name, { policy: secrets }, under("secrets.auth.jwt"));
      new planes.vault.SecretStore(name, { policy: secrets.engines.kv }, under("secrets.engines.kv"));
    }
    if (audit) new planes.aws.AuditStore(name, { policy: audit }, under("audit"));
    for (const [namespace, policy] of Object.entries(network?.namespaces ?? {})) {
      new planes.kubernetes.SecureNamespace(namespace, { policy, namespace }, under(`network.namespaces.${namespace}`));
    }
    if (runtime) new planes.kubernetes.RuntimeDetection(name, { policy: runtime }, under("runtime"));
    if (delivery.mode === "central") {
      const files = withSources(filesFor(policy, policy.repositories), policy, policyPath(args.policyFile));
      const central = deliveriesOf(policy, files).filter(
        ({ repository }) => repository === delivery.central?.repository,
      );
      for (const each of central) new planes.github.WorkflowDelivery(each.repository, each, under("delivery.central"));
    }
    this.registerOutputs({});
  }
}
