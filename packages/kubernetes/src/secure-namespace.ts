import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import type { NamespacePolicy } from "@sallyport/policy";
import { networkPolicies } from "./network-policies.js";
import { podSecurityLabels } from "./pod-security.js";

export interface SecureNamespaceArgs {
  /** The entry of the namespace in `network.namespaces` of the policy. */
  policy: NamespacePolicy;

  /** Name of the namespace. */
  namespace: string;
}

/**
 * A Kubernetes namespace that is closed by default: pods run at the Pod Security level of the policy, and only the
 * traffic that the policy names gets in or out.
 *
 * @example
 * const payments = new SecureNamespace("payments", { policy: policy.network.namespaces.payments, namespace: "payments" });
 * export const namespace = payments.namespaceName;
 */
export class SecureNamespace extends pulumi.ComponentResource {
  /** Name of the namespace, for what is deployed into it. */
  readonly namespaceName: pulumi.Output<string>;

  /** The underlying namespace, for anything this component does not cover. */
  readonly namespace: Namespace;

  constructor(name: string, args: SecureNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:SecureNamespace", name, {}, opts);
    const { policy } = args;
    const labels = podSecurityLabels(policy.podSecurity);

    this.namespace = new Namespace(name, { metadata: { name: args.namespace, labels } }, { parent: this });
    this.namespaceName = this.namespace.metadata.name;

    for (const [kind, spec] of Object.entries(networkPolicies(policy))) {
      new NetworkPolicy(
        `${name}-${kind}`,
        { metadata: { name: kind, namespace: this.namespaceName }, spec },
        { parent: this },
      );
    }

    this.registerOutputs({ namespaceName: this.namespaceName });
  }
}
