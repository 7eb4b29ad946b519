import type { Entry } from "../entry.js";
import type { Finding } from "../finding.js";
import { parsePurl } from "../purl.js";

/** The components of a bill of materials, and how they depend on each other. */
export interface Components {
  /** By `bom-ref`. */
  byRef: ReadonlyMap<string, Entry>;
  /** For each component, the one through which it is nearest to the root. */
  parents: ReadonlyMap<string, string>;
  serialNumber: string | undefined;
}

export function readComponents(bom: Entry): Components {
  const root = bom.entry("metadata")?.entry("component");
  const byRef = new Map<string, Entry>();
  const waiting = [...(root ? [root] : []), ...bom.entries("components")];
  for (let at = 0; at < waiting.length; at += 1) {
    const component = waiting[at];
    const ref = component?.text("bom-ref");
    if (component && ref !== undefined && !byRef.has(ref)) byRef.set(ref, component);
    waiting.push(...(component?.entries("components") ?? []));
  }
  return { byRef, parents: parentsOf(bom, root?.text("bom-ref")), serialNumber: bom.text("serialNumber") };
}

/** Breadth first, so that the way back to the root is the shortest. */
function parentsOf(bom: Entry, root: string | undefined): ReadonlyMap<string, string> {
  const children = new Map(
    bom.entries("dependencies").map((entry) => [entry.requiredText("ref"), entry.texts("dependsOn")]),
  );
  const parents = new Map<string, string>();
  const waiting = root === undefined ? [] : [root];
  for (let at = 0; at < waiting.length; at += 1) {
    const parent = waiting[at] ?? "";
    for (const child of children.get(parent) ?? []) {
      if (child === root || parents.has(child)) continue;
      parents.set(child, parent);
      waiting.push(child);
    }
  }
  return parents;
}

/** From the root to a component, `name@version` each; undefined where nothing leads to it. */
export function pathTo(ref: string, { byRef, parents }: Components): string[] | undefined {
  const path: string[] = [];
  for (let at: string | undefined = ref; at !== undefined; at = parents.get(at)) {
    const component = byRef.get(at);
    const version = component?.text("version");
    path.unshift(`${component ? nameOf(component) : at}${version === undefined ? "" : `@${version}`}`);
  }
  return path.length > 1 ? path : undefined;
}

/** The package behind a reference: a component of this document, or what a BOM-Link or purl says of one elsewhere. */
export function packageAt(reference: string, components: Components): NonNullable<Finding["package"]> {
  const ref = refIn(reference, components);
  const component = components.byRef.get(ref);
  if (component) {
    return {
      name: nameOf(component),
      version: component.text("version"),
      purl: component.text("purl"),
      path: property(component, "syft:location:0:path") ?? property(component, "aquasecurity:trivy:FilePath"),
    };
  }
  const purl = parsePurl(ref);
  if (!purl) return { name: ref };
  return { name: joined(purl.namespace, purl.name), version: purl.version ?? undefined, purl: ref };
}

/** The layer of an image that brought a component, as Trivy and Syft write it into properties. */
export function layerAt(reference: string, components: Components): Pick<Finding, "layer"> {
  const component = components.byRef.get(refIn(reference, components));
  const names = ["aquasecurity:trivy:LayerDigest", "aquasecurity:trivy:LayerDiffID", "syft:location:0:layerID"];
  const digest = component && names.map((name) => property(component, name)).find((value) => value !== undefined);
  return digest ? { layer: { digest } } : {};
}

/** `urn:cdx:SERIAL/VERSION#REF`: https://cyclonedx.org/capabilities/bomlink/ */
export function refIn(reference: string, { byRef, serialNumber }: Components): string {
  const [, serial, fragment] = /^urn:cdx:([^/]+)\/[^#]*#(.*)$/.exec(reference) ?? [];
  if (serial === undefined || fragment === undefined) return reference;
  const ref = decoded(fragment);
  // A component of another document may bear the name of one here.
  return byRef.has(ref) && serialNumber !== `urn:uuid:${serial}` && !ref.startsWith("pkg:") ? reference : ref;
}

/** True for a reference that should be in this document and is not. */
export function isDangling(reference: string, { byRef }: Components): boolean {
  return !byRef.has(reference) && !reference.startsWith("urn:cdx:") && !reference.startsWith("pkg:");
}

/** The value of the first property of that name. */
export function property(component: Entry, name: string): string | undefined {
  return component
    .entries("properties")
    .find((entry) => entry.text("name") === name)
    ?.text("value");
}

function nameOf(component: Entry): string {
  return joined(component.text("group"), component.requiredText("name"));
}

function joined(namespace: string | null | undefined, name: string): string {
  return namespace ? `${namespace}/${name}` : name;
}

function decoded(fragment: string): string {
  try {
    // A purl keeps its own escapes.
    return fragment.startsWith("pkg:") ? fragment : decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
