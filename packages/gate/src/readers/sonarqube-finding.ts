import type { Entry } from "../entry.js";
import type { Finding } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { lineNumber } from "./line-number.js";

/** An entry of `issues`: a vulnerability, a bug or a code smell. */
export function issue(entry: Entry): Finding {
  const resolution = entry.text("resolution");
  const status = entry.text("issueStatus") ?? entry.text("status");
  const left = ["RESOLVED", "CLOSED", "FIXED", "FALSE_POSITIVE", "ACCEPTED"].includes(status ?? "");
  return finding(entry, {
    id: entry.requiredText("rule"),
    label: labelOf(entry),
    suppressed: left ? (resolution ?? status) : undefined,
  });
}

/** An entry of `hotspots`: a place for somebody to review. An acknowledged one is still a weakness. */
export function hotspot(entry: Entry): Finding {
  const resolution = entry.text("resolution");
  const left = entry.text("status") === "REVIEWED" && resolution !== "ACKNOWLEDGED";
  return finding(entry, {
    id: entry.text("ruleKey") ?? entry.requiredText("securityCategory"),
    label: entry.requiredText("vulnerabilityProbability"),
    suppressed: left ? (resolution ?? "reviewed") : undefined,
  });
}

interface Draft {
  id: string;
  label: string | undefined;
  /** Why somebody took it off the list. */
  suppressed: string | undefined;
}

function finding(entry: Entry, { id, label, suppressed }: Draft): Finding {
  const component = entry.requiredText("component");
  const project = entry.text("project");
  const path = component.startsWith(`${project}:`) ? component.slice(`${project}:`.length) : component;
  const artifact = { name: project ?? "", type: "repository" };
  const message = entry.text("message");
  return {
    // The message names what is wrong there, such as a variable; the key changes with the server.
    fingerprint: fingerprintOf({ category: "code", id, artifact, place: [path, message] }),
    ids: [id],
    category: "code",
    title: message ?? id,
    fixedVersions: [],
    location: { path, line: lineNumber(entry, "line") },
    artifact,
    label,
    scores: [],
    links: [],
    scanner: "sonarqube",
    pointer: entry.pointer,
    ...(suppressed !== undefined && { suppression: { status: suppressed.toLowerCase() } }),
  };
}

/** Newer servers rate each quality of the software apart, in place of one severity; what they say about security counts. */
function labelOf(entry: Entry): string | undefined {
  const impacts = entry.entries("impacts");
  const security = impacts.find((impact) => impact.text("softwareQuality") === "SECURITY");
  return security?.requiredText("severity") ?? worstOf(impacts) ?? entry.text("severity");
}

const worstFirst = ["BLOCKER", "HIGH", "MEDIUM", "LOW", "INFO"];

function worstOf(impacts: readonly Entry[]): string | undefined {
  const labels = impacts.map((impact) => impact.requiredText("severity"));
  return worstFirst.find((label) => labels.includes(label)) ?? labels[0];
}
