/** Something wrong at an offset of the text; `other` is the second place of a contradiction. */
export interface Fault {
  offset: number;
  /** The setting it concerns; left out for the file as a whole. */
  path?: readonly PropertyKey[];
  message: string;
  remedy: string;
  found?: string;
  other?: number;
}

/** Takes note of a fault. Returns nothing, so that `return report(...)` says "there is no value here". */
export type Report = (fault: Fault) => undefined;
