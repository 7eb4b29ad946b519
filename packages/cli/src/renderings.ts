import {
  jsonPieces,
  type LargeVerdict,
  renderAnnotations,
  renderComment,
  renderHtml,
  renderJunit,
  renderSarif,
  renderSummary,
} from "@sallyport/gate";
import { badFlag } from "./command-error.js";
import { didYouMean } from "./repository-flag.js";
import type { FileToWrite } from "./write-files.js";

/** A file of the output folder: its text comes in pieces, and is read once, in the order of the files. */
export interface Rendering extends FileToWrite {
  content: Iterable<string>;
}

/** What a rendering may be told. */
export interface RenderingOptions {
  /** Page with the whole list. */
  detailsUrl?: string;
}

type Render = (verdict: LargeVerdict, options: RenderingOptions) => Iterable<Rendering>;

const oneFile =
  (path: string, render: (verdict: LargeVerdict, options: RenderingOptions) => Iterable<string>): Render =>
  (verdict, options) => [{ path, content: render(verdict, options) }];

const renderers = {
  json: oneFile("verdict.json", jsonPieces),
  markdown: oneFile("comment.md", renderComment),
  summary: oneFile("summary.md", renderSummary),
  sarif: (verdict: LargeVerdict) =>
    Iterator.from(renderSarif(verdict)).map(({ name, pieces }): Rendering => ({ path: name, content: pieces })),
  junit: oneFile("junit.xml", renderJunit),
  html: oneFile("verdict.html", renderHtml),
  annotations: oneFile("annotations.txt", renderAnnotations),
} satisfies Record<string, Render>;

/** A form in which a verdict can be written. */
export type Format = keyof typeof renderers;

/** All of them. */
export const formats = Object.keys(renderers) as Format[];

/**
 * The formats of a flag: names with commas between them, given once or several times.
 *
 * @throws {CommandError} when a format is not known.
 */
export function parseFormats(given: readonly string[]): Format[] {
  const names = given.flatMap((text) => text.split(",")).map((name) => name.trim());
  const known = names.map((name) => {
    const format = formats.find((one) => one === name);
    if (format) return format;
    throw badFlag("--format", `names ${JSON.stringify(name)}, which is no format`, didYouMean(name, formats));
  });
  return [...new Set(known)];
}

/** The files of these formats, one after the other. */
export function* renderingsOf(
  verdict: LargeVerdict,
  wanted: readonly Format[],
  options: RenderingOptions = {},
): Iterable<Rendering> {
  for (const format of wanted) yield* renderers[format](verdict, options) as Iterable<Rendering>;
}

/**
 * The page of a flag.
 *
 * @throws {CommandError} when it is no https address.
 */
export function parseDetailsUrl(given: string | undefined): RenderingOptions {
  if (given === undefined) return {};
  if (URL.parse(given)?.protocol === "https:" && given.length <= 2000) return { detailsUrl: given };
  throw badFlag("--details-url", `is ${JSON.stringify(given)}`, "Give an https address of at most 2000 characters.");
}
