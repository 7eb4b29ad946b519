import type { Score } from "./finding.js";

/** The same scores, each once. */
export function uniqueScores(scores: readonly Score[]): Score[] {
  if (scores.length > 16) return [...new Map(scores.map((score) => [JSON.stringify(score), score])).values()];
  return scores.filter((score, index) => scores.findIndex((other) => isSameScore(score, other)) === index);
}

/** True for scores that say the same. */
export function isSameScore(one: Score, other: Score): boolean {
  if (one === other) return true;
  return (
    one.score === other.score &&
    one.source === other.source &&
    one.vector === other.vector &&
    one.version === other.version &&
    one.computed === other.computed
  );
}
