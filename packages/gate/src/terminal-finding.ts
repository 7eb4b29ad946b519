import type { Paint } from "./paint.js";
import { plainText, wrap, wrapAfter } from "./plain-text.js";
import { deadlineOf, excuseOf } from "./render/finding-words.js";
import { countingScore } from "./severity.js";
import type { LargeVerdict, Outcome } from "./verdict.js";

/** What everything on a page shares. */
export interface Page {
  verdict: LargeVerdict;
  paint: Paint;
  width: number;
}

/** The rung, and the score behind it. */
export function severityOf({ severity, rating: { score } }: Outcome): string {
  return score === undefined ? severity.toUpperCase() : `${severity.toUpperCase()} ${countingScore(score).toFixed(1)}`;
}

/** All there is to say about a finding, on lines of its own. */
export function inDetail(finding: Outcome, severity: string, { verdict, paint, width }: Page): string {
  const row = (name: string, text: string | undefined) =>
    text === undefined ? [] : [`    ${paint.dim(name.padEnd(6))}${wrap(text, width, "          ")}`];
  return [
    `  ${severity}  ${paint.bold(plainText(finding.ids.join(" = ")))}${packageOf(finding)}`,
    `    ${wrap(plainText(finding.title), width, "    ")}`,
    ...row("where", placeOf(finding, verdict)),
    ...row("what", finding.detail && plainText(finding.detail)),
    ...row("why", plainText(finding.because)),
    ...row("note", finding.rating.disputed && plainText(finding.rating.disputed)),
    ...row("miss", finding.missedBy.length > 0 ? plainText(`not seen by ${finding.missedBy.join(", ")}`) : undefined),
    ...row("fix", plainText(finding.fix)),
    ...row("due", deadlineOf(finding)),
    ...row("allow", excuseOf(finding)),
    ...row("see", finding.links[0] && plainText(finding.links[0])),
  ].join("\n");
}

/** A finding on one line, as long as the width allows. */
export function inBrief(finding: Outcome, painted: string, { verdict, width }: Page): string {
  const end = plainText(excuseOf(finding) ?? finding.fix);
  const text = `  ${plainText(finding.ids[0] ?? "")}${packageOf(finding)}  ${placeOf(finding, verdict)}  ${end}`;
  return `  ${wrapAfter(severityOf(finding), painted, text, width, "      ")}`;
}

function packageOf({ package: affected }: Outcome): string {
  return affected === undefined ? "" : `  ${plainText(`${affected.name} ${affected.version ?? ""}`)}`;
}

/** Where a finding is: file and line, the resource in it, the artifact, and of several reports those that say so. */
export function placeOf(
  { location: { path, line, resource }, artifact, sightings }: Outcome,
  { inputs }: LargeVerdict,
): string {
  const place = line === undefined ? path : `${path}:${line}`;
  const inside = resource === undefined || resource === path ? "" : ` (${resource})`;
  const isFolder = artifact.type === "filesystem" || artifact.type === "repository";
  const where = isFolder || path.startsWith(artifact.name) ? "" : ` in ${artifact.name}`;
  const reports = new Set(sightings.map(({ report }) => report));
  const source = inputs.reports.length > 1 ? `, says ${[...reports].join(", ")}` : "";
  return plainText(place + inside + where + source);
}
