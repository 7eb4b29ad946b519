/** A part of a text that may be shortened, row by row. */
export interface FittedSection {
  /** What comes before the rows. */
  open: string;
  rows: Iterable<string>;
  /** How many rows there are; a section without any is left out. */
  total: number;
  /** How much of the room that is left it may take, 0 to 1. */
  share: number;
  /** What stands for the rows that found no room. */
  more(hidden: number): string;
  close: string;
}

/** The sections, in at most this many bytes of UTF-8. Their frames and counts are always there, whatever the rows take. */
export function* fit(sections: Iterable<FittedSection>, limit: number): Iterable<string> {
  const shown = [...sections].filter(({ total }) => total > 0);
  let left = limit - shown.reduce((sum, section) => sum + frameOf(section), 0);
  for (const section of shown) {
    yield section.open;
    const used = yield* rowsWithin(section, left * section.share);
    left -= used;
    yield section.close;
  }
}

function* rowsWithin({ rows, total, more }: FittedSection, room: number): Generator<string, number> {
  let used = 0;
  let listed = 0;
  for (const row of rows) {
    const size = Buffer.byteLength(row);
    if (used + size > room) break;
    used += size;
    listed += 1;
    yield row;
  }
  if (listed < total) yield more(total - listed);
  return used;
}

/** What a section takes without any row. */
function frameOf({ open, close, more, total }: FittedSection): number {
  return Buffer.byteLength(open + close + more(total));
}
