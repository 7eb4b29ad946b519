import type { Entry } from "../entry.js";
import type { Artifact, Finding } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { scoreField } from "./score-field.js";
import { versionList } from "./trivy-finding.js";

/** What the findings of one custom resource share. */
export interface OperatorContext {
  artifact: Artifact;
  /** Namespace and name of the custom resource. */
  within: string;
}

export function operatorVulnerability(entry: Entry, context: OperatorContext): Finding {
  const id = entry.requiredText("vulnerabilityID");
  const name = entry.requiredText("resource");
  const path = entry.text("packagePath") ?? entry.text("target");
  const link = entry.text("primaryLink");
  return finding(entry, context, {
    ids: [id],
    category: entry.text("class") === "lang-pkgs" ? "dependency" : "image",
    title: entry.text("title") ?? `${id} in ${name}`,
    package: { name, version: entry.text("installedVersion"), purl: entry.text("packagePURL"), path },
    fixedVersions: versionList(entry.text("fixedVersion")),
    location: { path: path ?? context.within, resource: context.within },
    // The operator keeps one CVSS 3 score and does not say whose it is.
    scores: scoreField(entry, "score", { source: "trivy-operator", version: "3" }),
    publishedAt: entry.instant("publishedDate"),
    links: link === undefined ? [] : [link],
    place: [name, path],
  });
}

export function operatorCheck(entry: Entry, context: OperatorContext): Finding {
  const id = entry.requiredText("checkID");
  return finding(entry, context, {
    ids: [id],
    category: "misconfiguration",
    title: entry.text("title") ?? id,
    detail: entry.texts("messages").join(" "),
    fixedVersions: [],
    remedy: entry.text("remediation"),
    location: { path: context.within },
    scores: [],
    links: [],
    place: [],
  });
}

/** `match` is not read: it shows the secret, masked or not. */
export function operatorSecret(entry: Entry, context: OperatorContext): Finding {
  const id = entry.requiredText("ruleID");
  const target = entry.text("target");
  return finding(entry, context, {
    ids: [id],
    category: "secret",
    title: entry.text("title") ?? id,
    fixedVersions: [],
    location: { path: target ?? context.within, resource: context.within },
    scores: [],
    links: [],
    place: [target],
  });
}

type Draft = Omit<Finding, "fingerprint" | "artifact" | "label" | "scanner" | "pointer"> & {
  place: readonly (string | undefined)[];
};

function finding(entry: Entry, { artifact, within }: OperatorContext, { place, ...draft }: Draft): Finding {
  const id = draft.ids[0] ?? "";
  return {
    fingerprint: fingerprintOf({ category: draft.category, id, artifact, place: [within, ...place] }),
    ...draft,
    artifact,
    label: entry.text("severity"),
    scanner: "trivy",
    pointer: entry.pointer,
  };
}
