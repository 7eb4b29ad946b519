/** The three ways in which a generated script calls Sallyport, up to the words that are for it. */
const beginnings = [
  /^npx --yes @sallyport\/cli@[\d.]+$/,
  /^npx --yes(?: --package @sallyport\/[a-z]+@[\d.]+)+ -- sallyport$/,
  /^node sallyport\/sallyport\.js$/,
];

const ends = ["||", "&&", ";", "|", ">", ">>", "2>", ")", "}"];

/**
 * The calls of Sallyport in a script, each as the words that it gets. `"$@"` stands for every word that the script's `set --`
 * may put there; other variables stay as they are written.
 */
export function callsIn(script: string): string[][] {
  const lines = script.replaceAll("\\\n", " ").split("\n");
  const commands = lines.filter((line) => !line.trim().startsWith("#")).map(wordsOf);
  const given = commands.flatMap((words) => {
    const at = words.findIndex((word, index) => word === "set" && words[index + 1] === "--");
    return at === -1 ? [] : untilEnd(words.slice(at + 2)).filter((word) => word !== "$@");
  });
  return commands.flatMap((words) =>
    words.flatMap((_, start) => {
      const length = [2, 3, 4, 5, 6, 7, 8].find((count) => isBeginning(words.slice(start, start + count)));
      if (length === undefined) return [];
      const call = untilEnd(words.slice(start + length));
      return [call.flatMap((word) => (word === "$@" ? given : [word]))];
    }),
  );
}

function isBeginning(words: readonly string[]): boolean {
  return beginnings.some((pattern) => pattern.test(words.join(" ")));
}

function untilEnd(words: readonly string[]): string[] {
  const end = words.findIndex((word) => ends.includes(word));
  return end === -1 ? [...words] : words.slice(0, end);
}

/** A line in words as bash has them, without what it would put in for variables. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [text] of line.matchAll(/;|(?:"[^"]*"|'[^']*'|[^\s;"'])+/g)) words.push(text.replaceAll(/["']/g, ""));
  return words;
}
