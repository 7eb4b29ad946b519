import type { Rung } from "../rung.js";
import { countingScore, rungOfScore } from "../severity.js";
import type { Outcome } from "../verdict.js";
import { cutText } from "./cut-text.js";
import { catalogueLink } from "./finding-words.js";
import { markdownText } from "./markdown-text.js";

/** GitHub shows ten tags of a rule. */
const tagsAtMost = 10;

/** A number of each rung, for findings without a score, or with one that did not decide. */
const scores: Readonly<Record<Rung, number | undefined>> = {
  critical: 9.5,
  high: 8,
  medium: 5.5,
  low: 2,
  info: undefined,
  unscored: undefined,
};

/** GitHub reads severities from rules alone: one weakness that is judged in two ways is two rules. */
export function ruleKey(finding: Outcome): string {
  return `${ruleId(finding)} ${securitySeverity(finding) ?? finding.severity}`;
}

/** The id of the rule: the scanner's id of the weakness. */
export function ruleId({ ids: [id = ""] }: Outcome): string {
  return cutText(id, 250) || "unnamed";
}

/** What kind of weakness it is, how bad, and what to do about it. */
export function sarifRule(finding: Outcome): object {
  const id = ruleId(finding);
  const title = cutText(finding.title, 250) || id;
  const text = `${title}. ${cutText(finding.fix, 500)}`;
  const helpUri = finding.ids.map(catalogueLink).find((link) => link !== undefined);
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: cutText(`${title}. ${finding.because}`, 1000) },
    help: { text, markdown: markdownText(text, 800) },
    ...(helpUri !== undefined && { helpUri }),
    defaultConfiguration: { level: levelOf(finding) },
    properties: {
      tags: tagsOf(finding),
      ...(securitySeverity(finding) !== undefined && { "security-severity": securitySeverity(finding) }),
    },
  };
}

/** How GitHub marks it: what stops the gate is an error. */
export function levelOf({ outcome }: Outcome): "error" | "warning" | "note" {
  if (outcome === "block" || outcome === "approve") return "error";
  return outcome === "warn" ? "warning" : "note";
}

function tagsOf({ category, cwes = [], severity }: Outcome): string[] {
  const kinds = cwes.flatMap((cwe) => /^CWE-\d{1,6}$/i.exec(cwe)?.[0] ?? []);
  return ["security", category, severity, ...kinds.map((cwe) => `external/cwe/${cwe.toLowerCase()}`)].slice(
    0,
    tagsAtMost,
  );
}

/** The score that decided, else one of the same rung: GitHub makes its own words of it. */
function securitySeverity({ severity, rating: { score } }: Outcome): string | undefined {
  const number = score && rungOfScore(countingScore(score)) === severity ? countingScore(score) : scores[severity];
  return number === undefined || number === 0 ? undefined : number.toFixed(1);
}
