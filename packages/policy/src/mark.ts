/** Where a value stands in the text, its name and itself, and the values inside it. Offsets count from 0. */
export interface Mark {
  key: number;
  value: number;
  /** A number as the file writes it. */
  written?: string;
  inside?: Map<PropertyKey, Mark>;
}

/** The mark of a path; undefined when the file does not have it. */
export function markAt(root: Mark, path: readonly PropertyKey[]): Mark | undefined {
  return path.reduce<Mark | undefined>((mark, key) => mark?.inside?.get(key), root);
}

/** The mark of a path, or of the nearest thing around it that the file does have. */
export function nearestMark(root: Mark, path: readonly PropertyKey[]): Mark {
  for (let length = path.length; length > 0; length--) {
    const mark = markAt(root, path.slice(0, length));
    if (mark) return mark;
  }
  return root;
}
