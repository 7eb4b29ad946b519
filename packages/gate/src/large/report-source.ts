/** A report file that can be read more than once, piece by piece. */
export interface ReportSource {
  /** Path that errors and the verdict carry. */
  path: string;
  /** The bytes from the start, in pieces of a few megabytes. Each piece may be reused for the next one. */
  chunks(): Iterable<Uint8Array>;
}
