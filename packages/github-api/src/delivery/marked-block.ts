const begin = "# Begin of what Sallyport adds; it keeps these lines last.";
const end = "# End of what Sallyport adds.";

/** Somebody's text with a block of ours at its end, in the place of an earlier one. */
export function mergedText(text: string, block: string): string {
  const lines = text.split("\n");
  const from = lines.indexOf(begin);
  const to = lines.indexOf(end, from);
  const theirs = (from !== -1 && to !== -1 ? [...lines.slice(0, from), ...lines.slice(to + 1)] : lines)
    .join("\n")
    .trimEnd();
  return `${theirs === "" ? "" : `${theirs}\n\n`}${begin}\n${block.trimEnd()}\n${end}\n`;
}
