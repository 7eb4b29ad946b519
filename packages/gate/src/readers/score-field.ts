import type { Entry } from "../entry.js";
import type { Score } from "../finding.js";
import { ReportError } from "../report-error.js";

/**
 * The CVSS score in a field, as a list of none or one.
 *
 * @throws {ReportError} when it is no number from 0 to 10.
 */
export function scoreField(entry: Entry, key: string, given: Omit<Score, "score">): Score[] {
  const score = entry.number(key);
  return score === undefined ? [] : [checkedScore(entry, key, { ...given, score })];
}

/**
 * A score whose number is known, however the field writes it.
 *
 * @throws {ReportError} when it is no number from 0 to 10.
 */
export function checkedScore(entry: Entry, key: string, score: Score): Score {
  if (score.score >= 0 && score.score <= 10) return score;
  throw new ReportError({
    path: entry.path,
    place: { pointer: `${entry.pointer}/${key}` },
    found: `must be a CVSS score from 0 to 10, got ${score.score}`,
    remedy: "Get the report from the scanner again; one that was edited or damaged cannot be judged.",
  });
}
