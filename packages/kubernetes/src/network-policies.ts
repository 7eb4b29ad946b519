import type { NamespacePolicy, NetworkPeer } from "@sallyport/policy";

/** What one Kubernetes NetworkPolicy says. */
export interface NetworkPolicySpec {
  podSelector: LabelSelector;
  policyTypes: ("Ingress" | "Egress")[];
  ingress?: { from: NetworkPolicyPeer[]; ports?: NetworkPolicyPort[] }[];
  egress?: { to: NetworkPolicyPeer[]; ports: NetworkPolicyPort[] }[];
}

interface LabelSelector {
  matchLabels?: Record<string, string>;
}

interface NetworkPolicyPeer {
  namespaceSelector?: LabelSelector;
  podSelector?: LabelSelector;
  ipBlock?: { cidr: string };
}

interface NetworkPolicyPort {
  protocol: "TCP" | "UDP";
  port: number;
}

/** Every pod of the namespace that the policy stands in. */
const everyPod: LabelSelector = {};

/**
 * The network policies of a namespace, by name. They add up: `default-deny` closes it in both directions, the others open
 * what the policy names. A cluster whose network plugin does not enforce network policies accepts them without effect.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function networkPolicies(policy: NamespacePolicy): Record<string, NetworkPolicySpec> {
  const { allowDns, ingress, egress } = policy;
  return {
    "default-deny": { podSelector: everyPod, policyTypes: ["Ingress", "Egress"] },
    ...(allowDns ? { "allow-dns": clusterDns } : {}),
    ...(ingress.length > 0 ? { "allow-ingress": ingressFrom(ingress) } : {}),
    ...(egress.length > 0 ? { "allow-egress": egressTo(egress) } : {}),
  };
}

/** Closes a namespace to the others. Its pods reach each other, and may reach whatever is outside. */
export const sameNamespaceOnly: NetworkPolicySpec = {
  podSelector: everyPod,
  policyTypes: ["Ingress"],
  ingress: [{ from: [{ podSelector: everyPod }] }],
};

/** The cluster's DNS, by the label that kubeadm and the managed services give it. */
const clusterDns: NetworkPolicySpec = {
  podSelector: everyPod,
  policyTypes: ["Egress"],
  egress: [
    {
      to: [{ ...podsOf("kube-system"), podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }],
      ports: [
        { protocol: "UDP", port: 53 },
        { protocol: "TCP", port: 53 },
      ],
    },
  ],
};

function ingressFrom(peers: NetworkPeer[]): NetworkPolicySpec {
  const ingress = peers.map((peer) => ({ from: [who(peer)], ports: tcp(peer.ports) }));
  return { podSelector: everyPod, policyTypes: ["Ingress"], ingress };
}

function egressTo(peers: NetworkPeer[]): NetworkPolicySpec {
  const egress = peers.map((peer) => ({ to: [who(peer)], ports: tcp(peer.ports) }));
  return { podSelector: everyPod, policyTypes: ["Egress"], egress };
}

/** Namespace and labels in one entry mean both; an address range stands alone. */
function who({ namespace, labels, cidr }: NetworkPeer): NetworkPolicyPeer {
  if (cidr !== undefined) return { ipBlock: { cidr } };
  return {
    ...(namespace === undefined ? {} : podsOf(namespace)),
    ...(labels === undefined ? {} : { podSelector: { matchLabels: labels } }),
  };
}

/** By the label that the API server itself puts on every namespace, so nobody can claim another's name. */
function podsOf(namespace: string) {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } };
}

function tcp(ports: number[]): NetworkPolicyPort[] {
  return ports.map((port) => ({ protocol: "TCP", port }));
}
