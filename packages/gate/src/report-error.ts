/** Where in a file. Line and column count from 1, the byte from 0. */
export interface ReportPlace {
  line?: number;
  column?: number;
  byte?: number;
  /** RFC 6901; inside of the line, where a line is given too. */
  pointer?: string;
}

/** What is wrong with a report or a run record. */
export interface ReportProblem {
  /** Path as it was given. */
  path: string;
  place?: ReportPlace;
  /** What was found, the rest of a sentence that begins with the path: `is empty (0 bytes)`. */
  found: string;
  /** What to do about it; a whole sentence. */
  remedy: string;
  /** Scanner that the file was said to be of. */
  tool?: string;
}

/** A report or run record that cannot be used. It is doubt, never a pass. */
export class ReportError extends Error {
  override readonly name = "ReportError";
  readonly path: string;
  readonly place: ReportPlace | undefined;
  readonly found: string;
  readonly remedy: string;
  readonly tool: string | undefined;

  constructor({ path, place, found, remedy, tool }: ReportProblem) {
    super(`${path}${describePlace(place)}: ${found}. ${remedy}`);
    this.path = path;
    this.place = place;
    this.found = found;
    this.remedy = remedy;
    this.tool = tool;
  }

  /** What it was made of. */
  get problem(): ReportProblem {
    const { path, place, found, remedy, tool } = this;
    return { path, found, remedy, ...(place && { place }), ...(tool !== undefined && { tool }) };
  }

  /** Path and place, as editors understand it: `trivy.json:3:14`. */
  get where(): string {
    return `${this.path}${describePlace(this.place)}`;
  }
}

function describePlace(place: ReportPlace | undefined): string {
  if (place?.line !== undefined && place.pointer !== undefined) return `:${place.line}#${place.pointer}`;
  if (place?.line !== undefined) return `:${place.line}:${place.column ?? 1}`;
  if (place?.pointer !== undefined) return `#${place.pointer}`;
  return place?.byte === undefined ? "" : ` (byte ${place.byte})`;
}

/**
 * A file that was expected and is not there, or cannot be opened.
 *
 * @param found The rest of a sentence that begins with the path.
 * @param tool Scanner that it was said to be of.
 */
export function missingReport(path: string, found = "does not exist", tool?: string): ReportError {
  const remedy = "Run the scanner again, or correct the path.";
  return new ReportError({ path, found, remedy, ...(tool !== undefined && { tool }) });
}
