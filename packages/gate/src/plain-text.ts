export { plainText } from "@sallyport/policy";

/** Text in lines of at most `width` columns, indent included; the caller has indented the first. Long words stay whole. */
export function wrap(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width - indent.length) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((full) => full.trimEnd()).join(`\n${indent}`);
}

/** Wraps a text whose beginning is painted: colour takes no columns. */
export function wrapAfter(start: string, painted: string, rest: string, width: number, indent: string): string {
  return painted + wrap(start + rest, width, indent).slice(start.length);
}
