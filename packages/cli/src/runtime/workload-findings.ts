import * as z from "zod";
import type { RuntimeFinding, RuntimeRuleId } from "./runtime-rule.js";

const SecurityContext = z
  .looseObject({
    privileged: z.boolean().optional(),
    allowPrivilegeEscalation: z.boolean().optional(),
    readOnlyRootFilesystem: z.boolean().optional(),
    runAsNonRoot: z.boolean().optional(),
    runAsUser: z.int().optional(),
    capabilities: z
      .looseObject({ add: z.array(z.string()).default([]), drop: z.array(z.string()).default([]) })
      .optional(),
    seccompProfile: z.looseObject({ type: z.string() }).optional(),
  })
  .default({});
type SecurityContext = z.infer<typeof SecurityContext>;

const Container = z.looseObject({ name: z.string(), image: z.string(), securityContext: SecurityContext });
type Container = z.infer<typeof Container>;

const PodSpec = z.looseObject({
  hostNetwork: z.boolean().optional(),
  hostPID: z.boolean().optional(),
  hostIPC: z.boolean().optional(),
  securityContext: SecurityContext,
  volumes: z.array(z.looseObject({ name: z.string() })).default([]),
  containers: z.array(Container).min(1),
  initContainers: z.array(Container).default([]),
});
type PodSpec = z.infer<typeof PodSpec>;

const Workload = z.looseObject({
  kind: z.enum(["Deployment", "StatefulSet", "DaemonSet"]),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({ template: z.looseObject({ spec: PodSpec }) }),
});
export type Workload = z.infer<typeof Workload>;

/** What `kubectl get ... --output json` prints: one workload, or a list of them. */
export const Workloads = z.union([
  Workload.transform((workload) => [workload]),
  z.looseObject({ kind: z.literal("List"), items: z.array(Workload).min(1) }).transform(({ items }) => items),
]);

/**
 * What is wrong with how pods run, by the Pod Security Standard `restricted`, and with images that a tag names.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export function workloadFindings({ kind, metadata, spec }: Workload): RuntimeFinding[] {
  const place = `${kind.toLowerCase()}/${metadata.name}`;
  const pod = spec.template.spec;
  return [
    ...podFindings(place, pod),
    ...[...pod.initContainers, ...pod.containers].flatMap((container) => containerFindings(place, pod, container)),
  ];
}

function podFindings(place: string, pod: PodSpec): RuntimeFinding[] {
  const shared = (["hostNetwork", "hostPID", "hostIPC"] as const).filter((name) => pod[name]);
  const mounted = pod.volumes.filter((volume) => "hostPath" in volume && volume.hostPath !== undefined);
  return [
    ...(shared.length > 0 ? [{ rule: "host-namespaces", place, found: `It sets ${shared.join(", ")}.` } as const] : []),
    ...mounted.map(({ name }) => ({ rule: "host-paths", place, found: `The volume ${name} is of its host.` }) as const),
  ];
}

function containerFindings(workload: string, pod: PodSpec, container: Container): RuntimeFinding[] {
  const own = container.securityContext;
  // What a container says of itself counts before what its pod says.
  const context: SecurityContext = { ...pod.securityContext, ...own };
  const user = context.runAsUser;
  const faults: [RuntimeRuleId, boolean, string][] = [
    ["privileged", own.privileged === true, "It is privileged."],
    ["capabilities", !dropsAll(own), "It keeps capabilities of root."],
    ["privilege-escalation", own.allowPrivilegeEscalation !== false, "Its processes may gain privileges."],
    ["non-root", user === 0 || context.runAsNonRoot !== true, "It may run as root."],
    ["seccomp", !filtersCalls(context), "Its system calls are not filtered."],
    ["read-only-root", own.readOnlyRootFilesystem !== true, "It may write to its own files."],
    ["image-digest", !/@sha256:[0-9a-f]{64}$/.test(container.image), `Its image is ${container.image}.`],
  ];
  const place = `${workload} (container ${container.name})`;
  return faults.filter(([, isWrong]) => isWrong).map(([rule, , found]) => ({ rule, place, found }));
}

function dropsAll({ capabilities }: SecurityContext): boolean {
  const { add = [], drop = [] } = capabilities ?? {};
  return drop.includes("ALL") && add.every((name) => name === "NET_BIND_SERVICE");
}

function filtersCalls({ seccompProfile }: SecurityContext): boolean {
  return ["RuntimeDefault", "Localhost"].includes(seccompProfile?.type ?? "");
}
