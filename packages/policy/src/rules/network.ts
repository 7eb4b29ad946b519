import type { NetworkPeer } from "../network.js";
import type { Policy } from "../policy.js";
import type { Path, Rule } from "./rule.js";

interface PlacedPeer {
  peer: NetworkPeer;
  path: Path;
}

function peersOf({ network }: Policy): PlacedPeer[] {
  return Object.entries(network?.namespaces ?? {}).flatMap(([name, namespace]) =>
    (["ingress", "egress"] as const).flatMap((direction) =>
      namespace[direction].map((peer, index) => ({ peer, path: ["network", "namespaces", name, direction, index] })),
    ),
  );
}

export const peersSayWho: Rule = {
  sections: ["network"],
  check: (policy) =>
    peersOf(policy)
      .filter(({ peer }) => !peer.cidr && !peer.namespace && !peer.labels)
      .map(({ path }) => ({
        path,
        message: "does not say who: it would let everyone through",
        remedy: "Set namespace, labels or cidr",
      })),
};

/** https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ (NetworkPolicyPeer) */
export const peersAreOfOneKind: Rule = {
  sections: ["network"],
  check: (policy) =>
    peersOf(policy)
      .filter(({ peer }) => peer.cidr && (peer.namespace ?? peer.labels))
      .map(({ peer, path }) => ({
        path: [...path, "cidr"],
        message: "stands beside a selection of pods, and Kubernetes takes one of the two",
        remedy: "Make two entries of it",
        conflictsWith: [...path, peer.namespace ? "namespace" : "labels"],
      })),
};

export const peersAreNotEveryone: Rule = {
  sections: ["network"],
  check: (policy) =>
    peersOf(policy)
      .filter(({ peer }) => peer.cidr?.endsWith("/0"))
      .map(({ peer, path }) => ({
        level: "warning",
        path: [...path, "cidr"],
        message: `(${peer.cidr}) is the whole internet`,
        remedy: "Name the addresses that are needed",
      })),
};

export const falcoNamespaceIsItsOwn: Rule = {
  sections: ["runtime", "network"],
  check: ({ runtime, network }) =>
    runtime && network && Object.hasOwn(network.namespaces, runtime.namespace)
      ? [
          {
            path: ["network", "namespaces", runtime.namespace],
            message: "is Falco's namespace too, which must run privileged pods and is made with it",
            remedy: "Remove it here, or set runtime.namespace to another name",
            conflictsWith: ["runtime", "namespace"],
          },
        ]
      : [],
};
