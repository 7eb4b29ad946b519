/** Something in a source tree that tells a scanner to leave findings out. */
export interface Suppression {
  /** The scanner, as findings call it. */
  scanner: string;
  /** What it leaves out; empty: whatever it finds there. */
  ids: readonly string[];
  /** File that says so, from the root of the source. */
  path: string;
  /** From 1; absent where the whole file says it. */
  line?: number;
  /** The words that say so, such as `nosec`, or the setting of a file. */
  marker: string;
  /** Globs on the files that it is about; empty: all of them. */
  paths: readonly string[];
}

/** What a reader of files finds; the path of the file is added by whoever asks. */
export type FoundSuppression = Omit<Suppression, "path">;

/** What a look through a source tree found. */
export interface SourceSuppressions {
  found: readonly Suppression[];
  /** Files too large to be searched. */
  unsearched: readonly string[];
}
