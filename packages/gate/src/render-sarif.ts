import { SarifCursor } from "./render/sarif-cursor.js";
import { sarifDoubts } from "./render/sarif-result.js";
import { type SarifContext, writeRun } from "./render/sarif-run.js";
import type { LargeVerdict } from "./verdict.js";

export interface SarifOptions {
  /**
   * File of the repository that findings in images are shown at: GitHub shows none without a file.
   *
   * @default "Dockerfile"
   */
  imageFile?: string;
}

/** One SARIF file. */
export interface SarifLog {
  /** `verdict.sarif`, `verdict-2.sarif`, ... */
  name: string;
  /** Its text. Read it to the end before the next log is asked for. */
  pieces: Iterable<string>;
}

/** GitHub takes files of 10 MB, compressed; these are smaller as they are. */
const bytesPerLog = 9_000_000;

/** GitHub takes 20 runs in a file. */
const runsPerLog = 20;

/**
 * The verdict as SARIF 2.1.0, with one run for each kind of finding, in as many files as GitHub's limits ask for. A kind
 * without findings has an empty run: that is how GitHub knows that the earlier ones are gone.
 */
export function* renderSarif(
  verdict: LargeVerdict,
  { imageFile = "Dockerfile" }: SarifOptions = {},
): Iterable<SarifLog> {
  const context: SarifContext = { verdict, imageFile, doubts: sarifDoubts(verdict) };
  const cursor = new SarifCursor(verdict.findings);
  for (let number = 1; !cursor.atEnd; number += 1) {
    const pieces = writeLog(cursor, context);
    const read = { isPast: false };
    yield { name: number === 1 ? "verdict.sarif" : `verdict-${number}.sarif`, pieces: unlessPast(pieces, read) };
    // Whatever the caller left unread belongs to this log, not to the next one.
    for (const _ of pieces);
    read.isPast = true;
  }
}

/** A log that comes too late is an error, and no empty file. */
function unlessPast(pieces: Generator<string, void>, read: { isPast: boolean }): Iterable<string> {
  return {
    [Symbol.iterator]() {
      if (read.isPast) throw new RangeError("a SARIF log was not read before the next one was asked for");
      return pieces;
    },
  };
}

function* writeLog(cursor: SarifCursor, context: SarifContext): Generator<string, void> {
  yield '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[';
  let room = bytesPerLog;
  for (let runs = 0; runs < runsPerLog && room > 0 && !cursor.atEnd; runs += 1) {
    if (runs > 0) yield ",\n";
    room -= yield* writeRun(cursor, context, room);
  }
  yield "]}\n";
}
