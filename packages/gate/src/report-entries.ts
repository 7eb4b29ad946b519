import { BaseScores } from "./base-scores.js";
import type { Finding } from "./finding.js";
import { FindingShape } from "./finding-shape.js";
import { numbered } from "./fingerprint.js";
import type { GrowingList } from "./list.js";
import type { ReportContent } from "./readers/reader.js";
import { RepeatCounter } from "./repeat-counter.js";
import type { ReportCounts } from "./report.js";
import { statedRung } from "./severity.js";

/** What a report lists, numbered, scored and counted. */
export class ReportEntries<List extends GrowingList<Finding>> {
  readonly findings: List;
  readonly suppressed: List;
  readonly counts: ReportCounts = { critical: 0, high: 0, medium: 0, low: 0, info: 0, unscored: 0, suppressed: 0 };
  readonly #baseScores = new BaseScores();
  readonly #shape = new FindingShape();
  readonly #repeats = new RepeatCounter();
  readonly #suppressedRepeats = new RepeatCounter();

  constructor(newList: () => List) {
    this.findings = newList();
    this.suppressed = newList();
  }

  /** Takes what a report, or a part of it, says. @param onFinding Gets each finding as it is kept. */
  add(said: ReportContent, onFinding?: (finding: Finding) => void): void {
    for (const entry of said.listed ?? said.findings) this.counts[statedRung(entry)] += 1;
    this.counts.suppressed += said.suppressed.length;
    for (const entry of said.findings) {
      const finding = this.#shape.shape(this.#baseScores.check(numbered(entry, this.#repeats)));
      this.findings.push(finding);
      onFinding?.(finding);
    }
    for (const entry of said.suppressed) {
      this.suppressed.push(this.#shape.shape(numbered(entry, this.#suppressedRepeats)));
    }
  }
}
