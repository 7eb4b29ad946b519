import { TagValueDocument } from "./tag-value-document.js";
import { readText, refusalOf } from "./text-file.js";

/** Comments before the version are few. */
const longestStart = 4096;

/** True for content whose first line that is no comment gives the version of SPDX. Nothing else begins so. */
export function beginsAsTagValue(content: Uint8Array): boolean {
  let start = "";
  for (let at = 0; at < Math.min(content.length, longestStart); at += 1) start += String.fromCharCode(content[at] ?? 0);
  return /^(?:\xEF\xBB\xBF)?(?:#[^\n]*\n|\s)*SPDXVersion:/.test(start);
}

/**
 * The tags of an SPDX file in the tag-value format: https://spdx.github.io/spdx-spec/v2.3/conformance/
 *
 * @param tool Scanner that the file is said to be of, for the error.
 * @throws {ReportError} when it is binary, not UTF-8, too large, ends inside a text, or holds a line without a tag.
 */
export function parseTagValueFile(content: Uint8Array, path: string, tool?: string): TagValueDocument {
  const refuse = refusalOf(path, tool);
  const lines = readText(content, refuse).split(/\r?\n/);
  const tags: [string, string][] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const place = { line: at + 1 };
    if (/^\s*(#|$)/.test(line)) continue;
    const [, tag, first] = /^\s*(\w+):\s*(.*)$/.exec(line) ?? [];
    if (tag === undefined || first === undefined) {
      return refuse(
        "has a line without a tag here",
        "Get the document again; one that was edited cannot be read.",
        place,
      );
    }
    const text = [first];
    while (first.startsWith("<text>") && !text.at(-1)?.includes("</text>")) {
      at += 1;
      if (at >= lines.length) return refuse("is cut off: a text does not end", "Run the tool again.", place);
      text.push(lines[at] ?? "");
    }
    tags.push([
      tag,
      text
        .join("\n")
        .replace(/^<text>|<\/text>\s*$/g, "")
        .trim(),
    ]);
  }
  return new TagValueDocument(tags);
}
