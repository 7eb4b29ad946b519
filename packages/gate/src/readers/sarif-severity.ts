import type { Entry } from "../entry.js";
import { type Finding, Score } from "../finding.js";
import { isVulnerability } from "../fix.js";
import { rungOfLabel } from "../severity.js";

/** How bad a result is, in the words of the tool. */
export type SarifSeverity = Pick<Finding, "label" | "scores">;

/**
 * Where a rule has a score or a word of the tool for severity, that counts. The level is for editors: it cannot tell high
 * from critical, so it stands in only where there is nothing else.
 */
export function sarifSeverity(
  result: Entry,
  rule: Entry | undefined,
  tool: string,
  category: Finding["category"],
): SarifSeverity {
  const properties = rule?.entry("properties");
  const given = securitySeverity(result.entry("properties")) ?? securitySeverity(properties);
  const word = wordOf(rule, properties, tool);
  // Docker Scout writes a score of 3.1 where it knows no severity.
  if (word === "UNSPECIFIED") return { label: word, scores: [] };
  // Trivy writes a score for each of its words, and CVSS rates no settings, secrets and licences.
  if (tool === "trivy" && word !== undefined && !isVulnerability(category)) return { label: word, scores: [] };
  const score = asScore(given, tool, properties?.freeTexts("cvssV3_vector")[0]);
  const label = word ?? (given !== undefined && Number.isNaN(Number(given)) ? given : undefined);
  if (label !== undefined) return { label, scores: score };
  return { label: score.length > 0 ? undefined : levelOf(result, rule), scores: score };
}

/** Sections 3.27.9 and 3.27.10: only a failure has a level, the rule gives the default, and that is a warning. */
function levelOf(result: Entry, rule: Entry | undefined): string | undefined {
  if ((result.text("kind") ?? "fail") !== "fail") return undefined;
  return result.text("level") ?? rule?.entry("defaultConfiguration")?.text("level") ?? "warning";
}

/** A number as text, a number, or a word: tools fill this as they like. */
function securitySeverity(properties: Entry | undefined): string | undefined {
  const key = "security-severity";
  const value = properties?.freeTexts(key)[0]?.trim() ?? properties?.number(key)?.toString();
  return value === "" ? undefined : value;
}

/**
 * The score counts as one of the tool: nobody else vouches for it. Zero means "not rated", as on GitHub:
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
function asScore(given: string | undefined, source: string, vector: string | undefined): Score[] {
  const score = given === undefined ? Number.NaN : Number(given);
  if (!(score > 0)) return [];
  const version = vector?.startsWith("CVSS:4") ? "4" : "3";
  const parsed = Score.safeParse({ source, version, score, vector });
  return parsed.success ? [parsed.data] : [];
}

function wordOf(rule: Entry | undefined, properties: Entry | undefined, tool: string): string | undefined {
  if (tool === "dockerScout") return properties?.freeTexts("cvssV3_severity")[0];
  if (tool === "trivy")
    return properties?.freeTexts("tags").find((tag) => /^(CRITICAL|HIGH|MEDIUM|LOW|UNKNOWN)$/.test(tag));
  if (tool !== "snyk") return undefined;
  // `Critical severity - Prototype pollution`: the level of critical and high is the same.
  const title = rule?.entry("shortDescription")?.text("text") ?? "";
  const [, word] = /^(critical|high|medium|low) severity\b/i.exec(title) ?? [];
  const stated = word?.toLowerCase() ?? properties?.entry("problem")?.text("severity");
  return rungOfLabel(tool, stated) === "unscored" ? undefined : stated;
}
