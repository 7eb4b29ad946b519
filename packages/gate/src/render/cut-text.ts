import { plainText } from "../plain-text.js";

/** Text of a report as {@link plainText} has it, in at most this many UTF-16 units. */
export function cutText(text: string, most: number): string {
  // What plainText takes out counts, too: a text may be a megabyte of it.
  const plain = plainText(text.slice(0, most * 4));
  if (plain.length <= most && text.length <= most * 4) return plain;
  return `${plain
    .slice(0, most - 3)
    .toWellFormed()
    .replace(/\uFFFD$/, "")}...`;
}
