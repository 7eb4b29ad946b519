import { EpssTable } from "../epss-table.js";
import type { EpssFacts } from "../facts.js";
import { FactsError } from "./facts-error.js";

const header = /^#model_version:([^,\s]+),score_date:(\S+)$/;
const columns = "cve,epss,percentile";
const row = /^(CVE-(\d{4})-\d{4,}),(\d(?:\.\d+)?(?:e-\d+)?),(\d(?:\.\d+)?(?:e-\d+)?)$/;

/** The scores of one day. */
export interface EpssScores extends EpssFacts {
  model: string;
  scores: EpssTable;
}

/**
 * The scores in the file that FIRST publishes every day (https://www.first.org/epss/data_stats), unpacked.
 *
 * @throws {FactsError} when a line is not as it should be, or the file is cut off.
 */
export function readEpssScores(content: string): EpssScores {
  const [first = "", second = "", ...rows] = content.split(/\r?\n/);
  const [, model, scoreDate = ""] = header.exec(first) ?? [];
  const date = new Date(scoreDate);
  if (model === undefined || Number.isNaN(date.getTime())) {
    throw new FactsError("does not begin with `#model_version:...,score_date:...`");
  }
  if (second !== columns) throw new FactsError(`has no line \`${columns}\` after its first`);
  if (rows.pop() !== "") throw new FactsError("is cut off: its last line has no end");
  const scores: Record<string, number> = {};
  let newest = 0;
  for (const [index, line] of rows.entries()) {
    const [, id, year, score] = row.exec(line) ?? [];
    const value = Number(score);
    if (id === undefined || !(value >= 0 && value <= 1)) throw new FactsError(`has no score in line ${index + 3}`);
    if (Object.hasOwn(scores, id)) throw new FactsError(`scores ${id} twice, again in line ${index + 3}`);
    scores[id] = value;
    newest = Math.max(newest, Number(year));
  }
  refuseOld(rows.length, newest, date);
  return { date: date.toISOString(), model, scores: EpssTable.of(scores) };
}

/** The file has no count, but its rows are in the order of their ids: what is cut off are the newest. */
function refuseOld(rows: number, newest: number, date: Date): void {
  if (rows === 0) throw new FactsError("scores nothing");
  // In January hardly anything of the new year is scored.
  const expected = date.getUTCMonth() === 0 ? date.getUTCFullYear() - 1 : date.getUTCFullYear();
  if (newest >= expected) return;
  throw new FactsError(`is cut off: it is of ${date.toISOString()}, and scores nothing newer than CVE-${newest}`);
}
