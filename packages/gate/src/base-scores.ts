import cvss from "ae-cvss-calculator";
import type { Finding, Score } from "./finding.js";

/** How far a stated score may be from its vector's: one step of rounding. */
const rounding = 0.1;

/** Recomputes CVSS base scores (v2, v3.0, v3.1, v4.0) from vectors; each vector once. */
export class BaseScores {
  readonly #byVector = new Map<string, number | undefined>();

  /** The finding, with what the vector gives beside every score that says something else. */
  check(finding: Finding): Finding {
    if (!finding.scores.some((score) => this.#contradicts(score))) return finding;
    return { ...finding, scores: finding.scores.map((score) => this.#completed(score)) };
  }

  #completed(score: Score): Score {
    return this.#contradicts(score) ? { ...score, computed: this.#scoreOf(score.vector) } : score;
  }

  #contradicts({ score, vector }: Score): boolean {
    const computed = this.#scoreOf(vector);
    return computed !== undefined && Math.abs(computed - score) > rounding + Number.EPSILON * 10;
  }

  #scoreOf(vector: string | undefined): number | undefined {
    if (vector === undefined) return undefined;
    if (!this.#byVector.has(vector)) this.#byVector.set(vector, baseScore(vector));
    return this.#byVector.get(vector);
  }
}

/** The score of the base metrics alone, as the number in a report is; undefined for a vector that is incomplete or none. */
function baseScore(vector: string): number | undefined {
  try {
    const parsed = cvss.fromVector(vector);
    if (!parsed?.isBaseFullyDefined()) return undefined;
    const scores = parsed.calculateScores();
    return "baseMetricsOnly" in scores && typeof scores.baseMetricsOnly === "number"
      ? scores.baseMetricsOnly
      : scores.base;
  } catch {
    return undefined;
  }
}
