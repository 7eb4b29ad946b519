import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { Release } from "@pulumi/kubernetes/helm/v3/release.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import type { RuntimePolicy } from "@sallyport/policy";
import { falcoChart } from "./falco-chart.js";
import { falcoValues } from "./falco-values.js";
import { sameNamespaceOnly } from "./network-policies.js";
import { podSecurityLabels } from "./pod-security.js";

export interface RuntimeDetectionArgs {
  /** The `runtime` section of the policy. */
  policy: RuntimePolicy;
}

/**
 * Falco on every node, watching for the rule categories of the policy, in a namespace of its own.
 *
 * The namespace has the Pod Security level `privileged`, because Falco reads the host. Other namespaces cannot reach it:
 * an event that anybody could send would be an order to label or end a pod.
 *
 * @example
 * const detection = new RuntimeDetection("falco", { policy: policy.runtime });
 * export const falco = detection.release.status.version;
 */
export class RuntimeDetection extends pulumi.ComponentResource {
  /** Name of the namespace that Falco runs in. */
  readonly namespaceName: pulumi.Output<string>;

  /** The underlying Helm release, for anything this component does not cover. */
  readonly release: Release;

  constructor(name: string, args: RuntimeDetectionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:RuntimeDetection", name, {}, opts);
    const parent = { parent: this };
    const { policy } = args;

    const labels = podSecurityLabels("privileged");
    const metadata = { name: policy.namespace, labels };
    this.namespaceName = new Namespace(name, { metadata }, parent).metadata.name;

    const closed = new NetworkPolicy(
      name,
      { metadata: { name: "same-namespace-only", namespace: this.namespaceName }, spec: sameNamespaceOnly },
      parent,
    );

    this.release = new Release(
      name,
      {
        name: "falco",
        namespace: this.namespaceName,
        chart: falcoChart.chart,
        version: falcoChart.version,
        repositoryOpts: { repo: falcoChart.repository },
        values: falcoValues(policy),
      },
      { ...parent, dependsOn: closed },
    );

    this.registerOutputs({ namespaceName: this.namespaceName });
  }
}
