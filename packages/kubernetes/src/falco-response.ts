import type { RuntimePolicy } from "@sallyport/policy";
import type { FalcoPriority } from "./falco-rule.js";

/** Least priority of an event that counts as an alert. */
export const alertPriority: Record<RuntimePolicy["alertThreshold"], FalcoPriority> = {
  high: "CRITICAL",
  medium: "WARNING",
  low: "NOTICE",
};

type Response = Exclude<RuntimePolicy["response"], "none">;

/** The label that a pod gets when it raised an alert. */
export const alertLabel = "sallyport.dev/runtime-alert";

/** What Falco Talon does: https://docs.falco-talon.org/docs/actionners/list/ */
const actions: Record<Response, object> = {
  label: { action: "Label the pod", actionner: "kubernetes:label", parameters: { labels: { [alertLabel]: "true" } } },
  terminate: {
    action: "Terminate the pod",
    actionner: "kubernetes:terminate",
    parameters: { grace_period_seconds: 5, ignore_standalone_pods: false },
  },
};

/** What Talon may do in the cluster, beside taking turns (leases) and noting what it did (events). */
const podVerbs: Record<Response, string[]> = {
  label: ["get", "list", "update", "patch"],
  terminate: ["get", "list", "delete"],
};

/** Rights that the chart gives by default and no response of ours needs, such as reading Secrets. */
const rightsTakenBack = [
  "caliconetworkpolicies",
  "ciliumnetworkpolicies",
  "clusterroles",
  "configmaps",
  "daemonsets",
  "deployments",
  "namespaces",
  "networkpolicies",
  "nodes",
  "podsEphemeralcontainers",
  "podsEviction",
  "podsExec",
  "podsLog",
  "replicasets",
  "roles",
  "secrets",
  "statefulsets",
];

/**
 * Chart values of the response to alerts: Falco hands its events to falcosidekick, which hands the alerts among them to
 * Falco Talon, which acts on the pod. Empty when the policy wants no response, and nothing more is installed.
 *
 * Pods of `kube-system` and of Falco itself are left alone, so that a false alarm cannot take the cluster down.
 *
 * @see https://github.com/falcosecurity/charts/blob/master/charts/falco-talon/values.yaml
 */
export function responseValues(policy: RuntimePolicy) {
  const { alertThreshold, namespace, response } = policy;
  if (response === "none") return {};
  const rule = {
    rule: "Respond to alerts",
    match: { output_fields: [`k8s.ns.name!=kube-system, k8s.ns.name!=${namespace}`] },
    actions: [actions[response]],
  };
  const talon = {
    address: "http://falco-talon:2803",
    minimumpriority: alertPriority[alertThreshold].toLowerCase(),
  };
  return {
    falcosidekick: { enabled: true, config: { talon } },
    responseActions: { enabled: true },
    "falco-talon": {
      image: { registry: "docker.io" },
      rbac: { ...Object.fromEntries(rightsTakenBack.map((right) => [right, []])), pods: podVerbs[response] },
      // The chart puts it under a list of its own, so it is one more entry.
      config: { rulesOverride: `- ${JSON.stringify(rule)}` },
    },
  };
}
