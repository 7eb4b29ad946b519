import type { Entry } from "../entry.js";
import type { Artifact, Finding, Score } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { lineNumber } from "./line-number.js";
import { scoreField } from "./score-field.js";

/** What the findings of one result share. */
export interface ResultContext {
  artifact: Artifact;
  target: string;
  /** Class of the result, such as os-pkgs; old reports have none. */
  kind: string | undefined;
  /** Type of the result, such as npm or debian. */
  type: string | undefined;
  /** The instruction that made each layer of an image, by diff id. */
  instructions?: ReadonlyMap<string, string> | undefined;
  /** What tells this target from the same one elsewhere: the Kubernetes resource. */
  within: string | undefined;
}

/** Families that old reports, which have no class, give as the type of system packages. */
const systems =
  /^(alma|alpine|amazon|azurelinux|bottlerocket|cbl-mariner|centos|chainguard|debian|fedora|opensuse|oracle|photon|redhat|rocky|sles?|suse|ubuntu|wolfi)/;

export function vulnerability(entry: Entry, context: ResultContext): Finding {
  const id = entry.requiredText("VulnerabilityID");
  const name = entry.requiredText("PkgName");
  const path = entry.text("PkgPath");
  const inSystem = context.kind === undefined ? systems.test(context.type ?? "") : context.kind === "os-pkgs";
  return finding(entry, context, {
    ids: [...new Set([id, ...entry.texts("VendorIDs")])],
    category: inSystem ? "image" : "dependency",
    title: entry.text("Title") ?? `${id} in ${name}`,
    package: {
      name,
      version: entry.text("InstalledVersion"),
      purl: entry.entry("PkgIdentifier")?.text("PURL"),
      path,
    },
    fixedVersions: versionList(entry.text("FixedVersion")),
    location: { path: path ?? context.target },
    labelSource: entry.text("SeveritySource"),
    scores: cvssScores(entry.entry("CVSS")),
    ...layerOf(entry.entry("Layer"), context),
    status: entry.text("Status"),
    publishedAt: entry.instant("PublishedDate"),
    // The target of system packages is the image with its tag, which changes from build to build.
    place: [name, inSystem ? undefined : (path ?? context.target)],
  });
}

export function misconfiguration(entry: Entry, context: ResultContext): Finding {
  const id = entry.requiredText("ID");
  const cause = entry.entry("CauseMetadata");
  const resource = cause?.text("Resource");
  const detail = entry.text("Message");
  return finding(entry, context, {
    ids: [...new Set([id, entry.text("AVDID") ?? id])],
    category: "misconfiguration",
    title: entry.text("Title") ?? id,
    detail,
    fixedVersions: [],
    remedy: entry.text("Resolution"),
    location: { path: context.target, line: lineNumber(cause, "StartLine"), resource },
    scores: [],
    place: [context.target, resource, detail],
  });
}

/** Neither `Match` nor `Code` is read: they show the secret, masked or not. */
export function secret(entry: Entry, context: ResultContext): Finding {
  const id = entry.requiredText("RuleID");
  return finding(entry, context, {
    ids: [id],
    category: "secret",
    title: entry.text("Title") ?? id,
    fixedVersions: [],
    location: { path: context.target, line: lineNumber(entry, "StartLine") },
    scores: [],
    ...layerOf(entry.entry("Layer"), context),
    place: [context.target],
  });
}

export function licence(entry: Entry, context: ResultContext): Finding {
  const id = entry.requiredText("Name");
  const name = entry.text("PkgName");
  const path = entry.text("FilePath") ?? context.target;
  const category = entry.text("Category");
  return finding(entry, context, {
    ids: [id],
    category: "licence",
    title: category === undefined ? `Licence ${id}` : `Licence ${id} (${category})`,
    package: name === undefined ? undefined : { name },
    fixedVersions: [],
    location: { path },
    scores: [],
    place: [name, path],
  });
}

type Draft = Omit<Finding, "fingerprint" | "artifact" | "label" | "links" | "scanner" | "pointer" | "suppression"> & {
  /** What tells this place from others in the artifact. */
  place: readonly (string | undefined)[];
};

/** What all kinds of findings have in common. */
function finding(entry: Entry, { artifact, within }: ResultContext, { place, ...draft }: Draft): Finding {
  const id = draft.ids[0] ?? "";
  return {
    fingerprint: fingerprintOf({ category: draft.category, id, artifact, place: [within, ...place] }),
    ...draft,
    artifact,
    label: entry.text("Severity"),
    links: webLinks(entry),
    scanner: "trivy",
    pointer: entry.pointer,
  };
}

/** The digest where the image has one: an image that was never pushed has diff ids only. */
function layerOf(layer: Entry | undefined, { instructions }: ResultContext): Pick<Finding, "layer"> {
  const diffId = layer?.text("DiffID");
  const digest = layer?.text("Digest") ?? diffId;
  if (digest === undefined) return {};
  const instruction = diffId === undefined ? undefined : instructions?.get(diffId);
  return { layer: { digest, ...(instruction !== undefined && { instruction }) } };
}

/** `CVSS` is a map by source: `{"nvd": {"V3Score": 7.5, "V3Vector": "..."}}`. */
function cvssScores(bySource: Entry | undefined): Score[] {
  return (bySource?.keys() ?? []).flatMap((source) => {
    const entry = bySource?.entry(source);
    if (!entry) return [];
    return [
      ...scoreField(entry, "V40Score", { source, version: "4", vector: entry.text("V40Vector") }),
      ...scoreField(entry, "V3Score", { source, version: "3", vector: entry.text("V3Vector") }),
      ...scoreField(entry, "V2Score", { source, version: "2", vector: entry.text("V2Vector") }),
    ];
  });
}

function webLinks(entry: Entry): string[] {
  const primary = entry.text("PrimaryURL");
  const links = primary === undefined ? entry.texts("References").slice(0, 3) : [primary];
  return links.filter((link) => /^https?:\/\//.test(link));
}

/** `"3.1.0, 2.6.9"` as two versions. */
export function versionList(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((version) => version.trim())
    .filter((version) => version !== "");
}
