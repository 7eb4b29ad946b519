import { type Properties, textAt } from "./inputs.ts";
import type { ProviderFacts } from "./provider-facts.ts";

const provider = "https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/provider";
const namespace = "kubernetes:core/v1:Namespace";
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const existing = ["default", "kube-system"];
const name = (inputs: Properties) => textAt(inputs, "metadata.name");
const needsNamespace = (id: string) => (existing.includes(id) ? [] : ([[namespace, id]] as const));

/** The cluster answers with what was sent and an identity. */
function metadata(inputs: Properties, id: string): Properties {
  return { metadata: { ...(inputs.metadata as Properties), resourceVersion: "1", uid: `uid-of-${id}` } };
}

/** Kubernetes. */
export const kubernetes: ProviderFacts = {
  name: "kubernetes",
  version: "4.34.2",
  file: "test/support/providers/kubernetes.ts",
  settings: [],
  kinds: {
    [namespace]: {
      source: `${provider}/diff.go`,
      pattern: { "metadata.name": label },
      autoName: "metadata.name",
      replaceOn: ["metadata.name", "metadata.namespace"],
      id: name,
      outputs: (inputs, id) => ({ ...metadata(inputs, id), status: { phase: "Active" } }),
    },
    "kubernetes:networking.k8s.io/v1:NetworkPolicy": {
      source: `${provider}/diff.go`,
      allowed: { "spec.policyTypes[]": ["Ingress", "Egress"] },
      pattern: { "metadata.name": label },
      autoName: "metadata.name",
      replaceOn: ["metadata.name", "metadata.namespace"],
      needs: (inputs) => needsNamespace(textAt(inputs, "metadata.namespace", "default")),
      id: (inputs) => `${textAt(inputs, "metadata.namespace", "default")}/${name(inputs)}`,
      outputs: metadata,
    },
    "kubernetes:helm.sh/v3:Release": {
      source: `${provider}/helm_release.go`,
      required: ["chart"],
      autoName: "name",
      replaceOn: ["name", "namespace"],
      needs: (inputs) =>
        inputs.createNamespace === true ? [] : needsNamespace(textAt(inputs, "namespace", "default")),
      id: (inputs) => `${textAt(inputs, "namespace", "default")}/${textAt(inputs, "name")}`,
      outputs: (inputs) => ({
        status: {
          chart: textAt(inputs, "chart"),
          name: textAt(inputs, "name"),
          namespace: textAt(inputs, "namespace", "default"),
          revision: 1,
          status: "deployed",
          version: textAt(inputs, "version"),
        },
      }),
    },
  },
};
