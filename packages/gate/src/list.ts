/** Values in a fixed order, in memory or on disk. Iterate, and keep none. An array is one. */
export interface List<T> extends Iterable<T> {
  readonly length: number;
  /** The value at an index from 0; undefined beyond the end. */
  at(index: number): T | undefined;
  /**
   * The canonical JSON (RFC 8785) of the value at an index, where that is what the list keeps.
   *
   * @default - the values themselves are kept
   */
  jsonAt?(index: number): string | undefined;
}

/** A list that is being written. */
export interface GrowingList<T> extends List<T> {
  push(value: T): unknown;
}

/** Makes empty lists. What is put into one must be plain JSON, and comes back as an equal value. */
export type Storage = <T>() => GrowingList<T>;

/** Keeps everything in memory. */
export const inMemory: Storage = () => [];
