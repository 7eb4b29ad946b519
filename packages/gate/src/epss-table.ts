/**
 * EPSS scores as one text: `CVE-1999-0001 0.0335,CVE-1999-0002 0.0107,...`, sorted by code unit. Hundreds of thousands of
 * scores are read at once and asked for a few: a text is loaded many times faster than an object with as many keys.
 */
export class EpssTable {
  /** The scores, as they stand in a snapshot. */
  readonly text: string;
  /** How many there are. */
  readonly size: number;

  /** @throws {RangeError} when an entry is not well formed or stands in the wrong place. */
  constructor(text: string) {
    this.text = text;
    this.size = countEntries(text);
  }

  /** The table of scores by id; the ids in capital letters. */
  static of(scores: Readonly<Record<string, number>>): EpssTable {
    const entries = Object.entries(scores).map(([id, score]) => `${id} ${score}`);
    return new EpssTable(entries.sort().join(","));
  }

  get(id: string): number | undefined {
    const wanted = `${id} `;
    let [from, to] = [0, this.text.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      const start = this.text.lastIndexOf(",", middle - 1) + 1;
      const comma = this.text.indexOf(",", middle);
      const end = comma === -1 ? this.text.length : comma;
      const entry = this.text.slice(start, end);
      if (entry.startsWith(wanted)) return Number(entry.slice(wanted.length));
      if (entry < wanted) from = end + 1;
      else to = start;
    }
    return undefined;
  }
}

const wellFormed = /^CVE-\d{4}-\d{4,} (?:0(?:\.\d+)?|1(?:\.0+)?|\d(?:\.\d+)?e-\d+)$/;

function countEntries(text: string): number {
  let count = 0;
  let previous = "";
  for (let start = 0; start <= text.length; ) {
    const comma = text.indexOf(",", start);
    const end = comma === -1 ? text.length : comma;
    const entry = text.slice(start, end);
    if (!wellFormed.test(entry)) throw new RangeError(`has an entry ${count + 1} that is not \`CVE-... SCORE\``);
    if (entry <= previous) throw new RangeError(`is not sorted at ${entry}`);
    previous = entry;
    count += 1;
    start = end + 1;
  }
  return count;
}
