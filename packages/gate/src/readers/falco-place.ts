import type { Entry } from "../entry.js";
import type { Artifact } from "../finding.js";
import { repositoryOf } from "../image-name.js";

/** Where an alert of Falco came from; all absent for a process of the host. */
export interface FalcoPlace {
  namespace: string | undefined;
  /** Pod, without what changes from one run to the next. */
  workload: string | undefined;
  pod: string | undefined;
  /** Image, without tag. */
  image: string | undefined;
  container: string | undefined;
}

/** The place in the `output_fields` of an alert. */
export function placeOf(fields: Entry | undefined): FalcoPlace {
  const pod = fieldText(fields, "k8s.pod.name");
  const container = fieldText(fields, "container.name");
  const image = fieldText(fields, "container.image.repository") ?? fieldText(fields, "container.image");
  return {
    namespace: fieldText(fields, "k8s.ns.name"),
    workload: pod === undefined ? undefined : workloadOf(pod),
    pod,
    image: image === undefined ? undefined : repositoryOf(image),
    // `host` stands for no container.
    container: container === "host" ? undefined : container,
  };
}

/** Falco writes numbers too, and `<NA>` or null where it knows nothing. */
export function fieldText(fields: Entry | undefined, key: string): string | undefined {
  const value = fields?.textOrNumber(key);
  return value === "<NA>" ? undefined : value;
}

/** True where an alert does not say where it came from. */
export function isNowhere({ workload, image, container }: FalcoPlace): boolean {
  return workload === undefined && image === undefined && container === undefined;
}

/** The workload, image or container of an alert, named so that the next run has the same. */
export function artifactOf({ namespace, workload, image, container }: FalcoPlace): Artifact {
  if (workload !== undefined)
    return { name: namespace === undefined ? workload : `${namespace}/${workload}`, type: "kubernetes" };
  if (image !== undefined) return { name: image, type: "container_image" };
  return container === undefined ? { name: "host", type: "host" } : { name: container, type: "container" };
}

/** Letters and digits of which Kubernetes makes names: no vowels, so that words are not taken for such. */
const random = "[bcdfghjklmnpqrstvwxz2456789]";
const hashes = `(?:-(?:${random}{6,10}|\\d{8,10}))?-${random}{5}`;
const podSuffix = new RegExp(`${hashes}$`);
const podSuffixes = new RegExp(`(?<=[a-z0-9])${hashes}(?=[\\s,)]|$)`, "g");

/** A pod without the hashes of its ReplicaSet, job or set: `api-7d9c5b6f4d-x2x9k` is `api`. */
function workloadOf(pod: string): string {
  const workload = pod.replace(podSuffix, "");
  return workload === "" ? pod : workload;
}

/** The text of an alert without time, numbers, ids of containers and hashes of pods: for one that has no fields. */
export function withoutRunDetails(output: string): string {
  return output
    .slice(0, 2000)
    .replace(/^\S*\d\d:\d\d:\d\d\S*\s+/, "")
    .replaceAll(/\b[0-9a-f]{12,64}\b/g, "")
    .replaceAll(podSuffixes, "")
    .replaceAll(/\d+/g, "");
}
