import type { LargeVerdict, Outcome } from "../verdict.js";
import { cutText } from "./cut-text.js";
import { deadlineOf, excuseOf, isExcused, raterOf } from "./finding-words.js";
import { repositoryFile } from "./repository-file.js";
import { levelOf, ruleId } from "./sarif-rule.js";

/** How the gate itself fared. */
export type SarifInvocation = Record<string, unknown>;

/** How many doubts a run names. */
const doubtsAtMost = 50;

/** The doubts, as failures of the tool: a log of an undecided gate is never a clean one. */
export function sarifDoubts({ doubts, inputs, counts }: LargeVerdict): SarifInvocation {
  const named = doubts.slice(0, doubtsAtMost).map(({ about, found, remedy }) => `${about} ${found}. ${remedy}`);
  const hidden = counts.doubts - named.length;
  const texts = hidden > 0 ? [...named, `${hidden} more doubts.`] : named;
  return {
    executionSuccessful: counts.doubts === 0,
    endTimeUtc: new Date(inputs.now).toISOString(),
    ...(texts.length > 0 && {
      toolExecutionNotifications: texts.map((text) => ({ level: "error", message: { text: message(text, 1000) } })),
    }),
  };
}

/** One finding. */
export function sarifResult(finding: Outcome, ruleIndex: number, { imageFile }: { imageFile: string }): object {
  const { fingerprint, outcome, severity, rule, dueAt, overdue } = finding;
  return {
    ruleId: ruleId(finding),
    ruleIndex,
    level: levelOf(finding),
    message: { text: messageOf(finding) },
    locations: [locationOf(finding, imageFile)],
    // GitHub knows a finding again by the first; the name is GitHub's.
    partialFingerprints: { primaryLocationLineHash: `${fingerprint}:1`, "sallyport/v1": fingerprint },
    ...(isExcused(finding) && {
      suppressions: [{ kind: "external", status: "accepted", justification: cutText(excuseOf(finding) ?? "", 1000) }],
    }),
    properties: {
      outcome,
      severity,
      decidedBy: cutText(rule, 300),
      dueAt: dueAt === undefined ? undefined : cutText(dueAt, 40),
      overdue,
      ids: finding.ids.slice(0, 20).map((id) => cutText(id, 250)),
    },
  };
}

/** Lines as Trivy writes them, which readers of SARIF know, then why and what to do. */
function messageOf(finding: Outcome): string {
  const { title, package: affected, fixedVersions, artifact, location, because, fix } = finding;
  const line = (name: string, value: string | undefined) =>
    value === undefined ? [] : [`${name}: ${message(value, 300)}`];
  return [
    message(title, 500),
    ...line("Package", affected?.name),
    ...line("Installed Version", affected?.version),
    ...line("Fixed Version", affected && fixedVersions?.join(", ")),
    ...line("Severity", `${finding.severity} (${raterOf(finding)})`),
    ...(repositoryFile(finding) === undefined ? line("Where", `${location.path} in ${artifact.name}`) : []),
    ...line("Why", because),
    ...line("Fix", fix),
    ...line("Due", deadlineOf(finding)),
  ].join("\n");
}

/** In messages brackets are links, and braces are places for arguments (SARIF 2.1.0, sections 3.11.5 and 3.11.6). */
function message(text: string, most: number): string {
  return cutText(text, most).replaceAll(/[[\]\\]/g, "\\$&");
}

/** GitHub wants a file of the repository and a line; what is in an image is shown at the file that the image is made of. */
function locationOf(finding: Outcome, imageFile: string): object {
  const file = repositoryFile(finding);
  const { path, line, resource } = finding.location;
  const logical = resource ?? (file === undefined ? `${finding.artifact.name}: ${path}` : undefined);
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file ?? imageFile) },
      region: { startLine: file === undefined ? 1 : Math.max(line ?? 1, 1) },
    },
    ...(logical !== undefined && { logicalLocations: [{ fullyQualifiedName: cutText(logical, 500) || "unnamed" }] }),
  };
}

function uriOf(file: string): string {
  return file.toWellFormed().split("/").map(encodeURIComponent).join("/");
}
