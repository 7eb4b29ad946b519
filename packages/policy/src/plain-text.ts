/** Control characters, halves of characters, line and paragraph separators, and marks that change the direction of text or show nothing. */
const unprintable = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]+/gu;

const escapeCharacter = String.fromCharCode(0x1b);

/** Escape sequences (ECMA-48), in seven and eight bits, taken out whole so that no `[31m` is left behind. */
const escapeSequence = new RegExp(
  `(?:${escapeCharacter}\\[|\u009b)[0-?]*[ -/]*[@-~]|(?:${escapeCharacter}\\]|\u009d)[^\\p{Cc}]*(?:\\p{Cc}\\\\?)?`,
  "gu",
);

/** What CI systems take for a command: `::` where a line may begin, and `##[` or `##vso[` anywhere in it. */
const workflowCommand = /(?<=^| ):{2,}|##(?=\w*\[)/g;

/**
 * Text of a report, safe to print: one line, no control characters, no escape sequences, no change of direction, and nothing
 * that the log of a CI job would obey.
 */
export function plainText(text: string): string {
  return text
    .replaceAll(escapeSequence, " ")
    .replaceAll(unprintable, " ")
    .replaceAll(/ {2,}/g, " ")
    .trim()
    .replaceAll(workflowCommand, (mark) => mark.replaceAll(/./g, "$& "));
}
