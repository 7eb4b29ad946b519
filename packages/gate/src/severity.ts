import type { Finding, Score } from "./finding.js";
import type { Rung } from "./rung.js";
import { labelRungs, lowestScores } from "./severity-tables.js";

/** How bad a finding is, and what said so. */
export interface Rating {
  rung: Rung;
  decidedBy: "score" | "label" | "none";
  /** The score that the order of sources picks, whether it decided or was set aside. */
  score?: Score;
  /** True when score and label stand for different rungs. */
  disputed: boolean;
}

/**
 * The severity of a finding: the score of the first source that has one, else the scanner's label, else unscored.
 *
 * @param sources `gate.scoreSources`; `vendor` is any source that is not named.
 */
export function rate(finding: Finding, sources: readonly string[]): Rating {
  const score = decidingScore(finding, sources);
  const byLabel = rungOfLabel(finding.scanner, finding.label);
  if (!score) return { rung: byLabel, decidedBy: byLabel === "unscored" ? "none" : "label", disputed: false };
  const byScore = rungOfScore(countingScore(score));
  const disputed = byLabel !== "unscored" && byLabel !== byScore;
  // Feeds write 0.0 for "not rated yet", so a zero never outvotes a label.
  if (byScore === "info" && disputed) return { rung: byLabel, decidedBy: "label", score, disputed };
  return { rung: byScore, decidedBy: "score", score, disputed };
}

/** The severity before any policy: the label as the report has it, else its worst score. */
export function statedRung({ scanner, label, scores }: Finding): Rung {
  const stated = rungOfLabel(scanner, label);
  if (stated !== "unscored" || scores.length === 0) return stated;
  return rungOfScore(Math.max(...scores.map(({ score }) => score)));
}

/** The number that a CVSS score counts as: of what is stated and what its vector gives, the higher. */
export function countingScore({ score, computed = score }: Score): number {
  return Math.max(score, computed);
}

/** The rung of a CVSS base score, 0 to 10. */
export function rungOfScore(score: number): Rung {
  return lowestScores.find(([lowest]) => score >= lowest)?.[1] ?? "info";
}

/** The rung that a scanner's word stands for, in its own table, as a SARIF level, or as CycloneDX or GitLab has it. */
export function rungOfLabel(scanner: string, label: string | undefined): Rung {
  if (label === undefined) return "unscored";
  for (const table of [scanner, "sarif", "cyclonedx", "gitlab"]) {
    const rung = labelRungs.get(table)?.get(label);
    if (rung !== undefined) return rung;
  }
  return "unscored";
}

function decidingScore({ scores, labelSource }: Finding, sources: readonly string[]): Score | undefined {
  const usable = scores.filter(isUsable);
  for (const source of sources) {
    const name = source === "vendor" ? vendorSource(usable, sources, labelSource) : source;
    const ofSource = usable.filter((score) => score.source === name);
    if (ofSource.length > 0)
      return ofSource.reduce((best, score) => (newestThenHighest(score, best) < 0 ? score : best));
  }
  return undefined;
}

/** The score that counts of each source, in the order of the report. */
export function decidingPerSource(scores: readonly Score[]): Score[] {
  const bySource = Map.groupBy(scores.filter(isUsable), ({ source }) => source);
  return [...bySource.values()].flatMap((ofSource) => ofSource.toSorted(newestThenHighest).slice(0, 1));
}

function isUsable(score: Score): boolean {
  return countingScore(score) > 0 || score.vector !== undefined;
}

/** Of the sources that the policy does not name: the one whose severity the scanner repeats, else the one that rates highest. */
function vendorSource(scores: readonly Score[], named: readonly string[], labelSource: string | undefined) {
  const others = scores.filter(({ source }) => !named.includes(source));
  if (others.some(({ source }) => source === labelSource)) return labelSource;
  return others.toSorted((a, b) => countingScore(b) - countingScore(a) || (a.source < b.source ? -1 : 1))[0]?.source;
}

function newestThenHighest(a: Score, b: Score): number {
  return Number(b.version) - Number(a.version) || countingScore(b) - countingScore(a);
}
