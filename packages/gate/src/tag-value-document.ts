/** A document of `Tag: value` lines, as SPDX has them. */
export class TagValueDocument {
  /** Tags and values in the order of the file. */
  readonly tags: readonly (readonly [string, string])[];

  constructor(tags: readonly (readonly [string, string])[]) {
    this.tags = tags;
  }
}
