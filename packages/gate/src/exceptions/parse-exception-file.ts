import { createHash } from "node:crypto";
import { describeProblem, type FileKind, inFileOrder, type Place, type Problem, readDocument } from "@sallyport/policy";
import { Exception, ExceptionFile } from "./exception.js";
import { flawsOf } from "./exception-rules.js";

/** The exceptions of a file. */
export interface Exceptions {
  /** Path as it was given. */
  path: string;
  /** SHA-256 of the content, hex. */
  sha256: string;
  file: ExceptionFile;
  /** Where each exception stands, by its id. */
  places: ReadonlyMap<string, Place>;
}

/** A file of exceptions that cannot be used: it excuses nothing. Carries every problem, not just the first. */
export class ExceptionFileError extends Error {
  override readonly name = "ExceptionFileError";
  readonly path: string;
  readonly sha256: string;
  readonly problems: readonly Problem[];

  constructor(path: string, sha256: string, problems: readonly Problem[]) {
    const listed = inFileOrder(problems);
    super(listed.map(describeProblem).join("\n"));
    this.path = path;
    this.sha256 = sha256;
    this.problems = listed;
  }
}

const kind: FileKind & { schema: typeof ExceptionFile } = {
  schema: ExceptionFile,
  maxBytes: 8 * 1024 * 1024,
  start: "Begin with `version: 1` and `exceptions: []`; `sallyport exception add` adds one.",
};

/** Most bytes of a file of exceptions. */
export const maximumExceptionBytes = kind.maxBytes;

/**
 * The exceptions of a YAML or JSON file. One that cannot be used makes the whole file unusable: an exception is never ignored.
 *
 * @param path Path that problems carry; nothing is opened.
 * @throws {ExceptionFileError} with every problem at once, each with line and column.
 */
export function parseExceptionFile(content: string | Uint8Array, path: string): Exceptions {
  const sha256 = createHash("sha256").update(content).digest("hex");
  const document = readDocument(content, path, kind);
  const problems = [...document.problems, ...flawsIn(document), ...repeatsIn(document)];
  if (!document.value || problems.length > 0) throw new ExceptionFileError(path, sha256, problems);
  const places = document.value.exceptions.map(({ id }, index): [string, Place] => [
    id,
    placeOf(document.problemAt(["exceptions", index], { message: "", remedy: "" })),
  ]);
  return { path, sha256, file: document.value, places: new Map(places) };
}

type Document = ReturnType<typeof readDocument<typeof ExceptionFile>>;

/** The exceptions as the file has them, with their position. */
function entriesOf({ plain }: Document): [index: number, entry: unknown][] {
  const list = (plain as { exceptions?: unknown } | null | undefined)?.exceptions;
  return Array.isArray(list) ? [...list.entries()] : [];
}

/** Rules run on each exception that is well formed, so that another broken one hides nothing. */
function flawsIn(document: Document): Problem[] {
  return entriesOf(document).flatMap(([index, entry]) => {
    const parsed = Exception.safeParse(entry);
    if (!parsed.success) return [];
    return flawsOf(parsed.data).map(({ path, ...said }) => document.problemAt(["exceptions", index, ...path], said));
  });
}

function repeatsIn(document: Document): Problem[] {
  const first = new Map<string, number>();
  return entriesOf(document).flatMap(([index, entry]) => {
    const id = (entry as { id?: unknown } | null)?.id;
    if (typeof id !== "string") return [];
    // Case alone tells no two exceptions apart for people.
    const earlier = first.get(id.toLowerCase());
    if (earlier === undefined) {
      first.set(id.toLowerCase(), index);
      return [];
    }
    const place = document.problemAt(["exceptions", earlier, "id"], { message: "", remedy: "" });
    const message = "is the name of another exception too";
    const said = document.problemAt(["exceptions", index, "id"], { message, remedy: "Give each its own." });
    return [{ ...said, conflictsWith: placeOf(place) }];
  });
}

function placeOf({ file, line, column, path }: Place): Place {
  return { file, line, column, path };
}
