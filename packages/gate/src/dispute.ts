import type { Finding } from "./finding.js";
import type { Rung } from "./rung.js";
import { countingScore, decidingPerSource, type Rating, rungOfLabel, rungOfScore } from "./severity.js";

/** What one side says about the severity. */
interface Claim {
  text: string;
  rung: Rung;
}

/**
 * Who says what about the severity of a finding, where label and scores stand for different rungs, and which of them counts
 * by which rule; a sentence. Undefined where all agree.
 *
 * @param sources `gate.scoreSources`.
 */
export function describeDispute(finding: Finding, rating: Rating, sources: readonly string[]): string | undefined {
  if (isUndisputed(finding)) return undefined;
  const claims = [...claimOfLabel(finding), ...claimsOfScores(finding)];
  if (new Set(claims.map(({ rung }) => rung)).size < 2) return undefined;
  return `${claims.map(({ text }) => text).join(", ")}: ${describeWinner(finding, rating, sources)}`;
}

/** The usual case, told without a word: all scores and the label stand for one rung. */
function isUndisputed({ scanner, label, scores }: Finding): boolean {
  const byLabel = rungOfLabel(scanner, label);
  let agreed: Rung | undefined = byLabel === "unscored" ? undefined : byLabel;
  for (const score of scores) {
    const rung = rungOfScore(countingScore(score));
    agreed ??= rung;
    if (rung !== agreed) return false;
  }
  return true;
}

function claimOfLabel({ scanner, label, labelSource }: Finding): Claim[] {
  const rung = rungOfLabel(scanner, label);
  if (rung === "unscored") return [];
  const whose = labelSource === undefined ? "" : ` (after ${labelSource})`;
  return [{ text: `${scanner}${whose} says ${label}`, rung }];
}

function claimsOfScores({ scores }: Finding): Claim[] {
  return decidingPerSource(scores).map((score) => {
    const counting = countingScore(score);
    return { text: `${score.source} scores ${counting.toFixed(1)}`, rung: rungOfScore(counting) };
  });
}

function describeWinner({ scanner, label }: Finding, { score, decidedBy, rung }: Rating, sources: readonly string[]) {
  const order = `gate.scoreSources: ${sources.join(", ")}`;
  if (!score) return `the label decides, because no score is of a source that counts (${order}).`;
  if (decidedBy === "label") return `the label decides, because a score of 0.0 may mean "not rated".`;
  const byLabel = rungOfLabel(scanner, label);
  const instead = byLabel === rung || byLabel === "unscored" ? "" : ` instead of ${byLabel}`;
  return `the score of ${score.source} decides (${order}), ${rung}${instead}.`;
}
