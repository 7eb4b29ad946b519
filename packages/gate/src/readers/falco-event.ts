import type { Entry } from "../entry.js";
import type { Artifact, Finding } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { repositoryOf } from "../image-name.js";

/** One event of the log. */
export interface FalcoEvent {
  finding: Finding;
  /** True where Falco speaks of itself: nothing happened to a workload. */
  isInternal: boolean;
  /** Why there may be more than what Falco saw. */
  doubt?: string | undefined;
}

/**
 * An alert of Falco: https://falco.org/docs/concepts/outputs/formatting/. Neither `output` nor the command line is carried: both
 * may show a password.
 */
export function falcoEvent(entry: Entry): FalcoEvent {
  const rule = entry.requiredText("rule");
  const label = entry.requiredText("priority");
  const fields = entry.entry("output_fields");
  const place = placeOf(fields);
  const artifact = artifactOf(place);
  const process = text(fields, "proc.name");
  const finding: Finding = {
    fingerprint: fingerprintOf({
      category: "runtime",
      id: rule,
      artifact,
      place: [
        entry.text("source"),
        process,
        isNowhere(place) ? withoutRunDetails(entry.text("output") ?? "") : undefined,
      ],
    }),
    ids: [rule],
    category: "runtime",
    title: rule,
    detail: describe(fields, place, process),
    fixedVersions: [],
    location: { path: artifact.name, resource: place.image },
    artifact,
    label,
    scores: [],
    firstSeenAt: entry.instant("time"),
    links: [],
    scanner: "falco",
    pointer: entry.pointer,
  };
  const isInternal = rule.startsWith("Falco internal:");
  return { finding, isInternal, doubt: isInternal ? doubtAbout(rule, fields) : undefined };
}

interface Place {
  namespace: string | undefined;
  /** Pod, without what changes from one run to the next. */
  workload: string | undefined;
  pod: string | undefined;
  /** Image, without tag. */
  image: string | undefined;
  container: string | undefined;
}

function placeOf(fields: Entry | undefined): Place {
  const pod = text(fields, "k8s.pod.name");
  const image = text(fields, "container.image.repository") ?? text(fields, "container.image");
  return {
    namespace: text(fields, "k8s.ns.name"),
    workload: pod === undefined ? undefined : workloadOf(pod),
    pod,
    image: image === undefined ? undefined : repositoryOf(image),
    container: text(fields, "container.name"),
  };
}

/** Falco writes numbers, and `<NA>` or null where it knows nothing; `host` stands for no container. */
function text(fields: Entry | undefined, key: string): string | undefined {
  const value = fields?.textOrNumber(key);
  return value === "<NA>" || value === "host" ? undefined : value;
}

function isNowhere({ workload, image, container }: Place): boolean {
  return workload === undefined && image === undefined && container === undefined;
}

function artifactOf({ namespace, workload, image, container }: Place): Artifact {
  if (workload !== undefined)
    return { name: namespace === undefined ? workload : `${namespace}/${workload}`, type: "kubernetes" };
  if (image !== undefined) return { name: image, type: "container_image" };
  return container === undefined ? { name: "host", type: "host" } : { name: container, type: "container" };
}

/** Letters and digits of which Kubernetes makes names: no vowels, so that words are not taken for such. */
const random = "[bcdfghjklmnpqrstvwxz2456789]";
const podSuffix = new RegExp(`(?:-(?:${random}{6,10}|\\d{8,10}))?-${random}{5}$`);

/** A pod without the hashes of its ReplicaSet, job or set: `api-7d9c5b6f4d-x2x9k` is `api`. */
function workloadOf(pod: string): string {
  const workload = pod.replace(podSuffix, "");
  return workload === "" ? pod : workload;
}

/** The text of an alert without time, numbers, ids of containers and hashes of pods: for one that has no fields. */
function withoutRunDetails(output: string): string {
  return output
    .replace(/^\S*\d\d:\d\d:\d\d\S*\s+/, "")
    .replaceAll(/\b[0-9a-f]{12,64}\b/g, "")
    .replaceAll(new RegExp(`(?<=[a-z0-9])${podSuffix.source.slice(0, -1)}(?=[\\s,)]|$)`, "g"), "")
    .replaceAll(/\d+/g, "");
}

function describe(fields: Entry | undefined, { namespace, pod, image, container }: Place, process: string | undefined) {
  const user = text(fields, "user.name");
  const file = text(fields, "fd.name");
  const parts = [
    process === undefined ? undefined : `Process ${process}`,
    user === undefined ? undefined : `user ${user}`,
    file === undefined ? undefined : `on ${file}`,
    pod === undefined ? undefined : `pod ${namespace === undefined ? pod : `${namespace}/${pod}`}`,
    container === undefined ? undefined : `container ${container}`,
    image === undefined ? undefined : `image ${image}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(", ");
}

/** Metrics are a measurement; everything else that Falco says of itself means that it may have missed something. */
function doubtAbout(rule: string, fields: Entry | undefined): string | undefined {
  if (rule !== "Falco internal: metrics snapshot") return `Falco may have missed events: it says "${rule}"`;
  const drops = text(fields, "scap.n_drops") ?? "0";
  return drops === "0" ? undefined : "Falco missed events: its metrics count dropped ones";
}
