import type { Entry } from "../entry.js";
import type { Finding } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { lineNumber } from "./line-number.js";
import type { SnykProject } from "./snyk-finding.js";
import { webLinks } from "./web-links.js";

/** One entry of `infrastructureAsCodeIssues`: https://docs.snyk.io/developer-tools/snyk-cli/commands/iac-test#json */
export function misconfiguration(entry: Entry, { artifact, file }: SnykProject): Finding {
  const id = entry.requiredText("id");
  const path = file ?? artifact.name;
  const resource = entry.texts("path").join(".") || undefined;
  return {
    fingerprint: fingerprintOf({ category: "misconfiguration", id, artifact, place: [path, resource] }),
    ids: [id],
    category: "misconfiguration",
    title: entry.text("title") ?? id,
    detail: entry.text("impact"),
    fixedVersions: [],
    remedy: entry.text("resolve"),
    location: { path, line: lineNumber(entry, "lineNumber"), resource },
    artifact,
    label: entry.text("severity"),
    scores: [],
    links: webLinks([entry.text("documentation")]),
    scanner: "snyk",
    pointer: entry.pointer,
  };
}
