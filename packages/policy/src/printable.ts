const longestValue = 60;

/** Characters that a terminal obeys instead of showing, and those that make a text look like another one. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** True for a text with characters that do not show; tabs and line ends are no secret. */
export function hidesSomething(text: string): boolean {
  return text.replace(/[\t\n\r]/g, "").search(unseen) >= 0;
}

/** Text that is safe to print: control, invisible and direction-changing characters as JSON escapes. */
export function printable(text: string): string {
  return text.replace(unseen, (character) =>
    Array.from({ length: character.length }, (_, index) => escaped(character.charCodeAt(index))).join(""),
  );
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}

/** A value as short JSON, fit for one line of an error. Credentials in a URL are left out. */
export function shortJson(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return shortened((JSON.stringify(value) ?? String(value)).replace(/:\/\/[^/\s@"]*@/g, "://…@"));
}

/** A text printable and cut to what fits in one line of an error. */
export function shortened(text: string, longest = longestValue): string {
  const characters = Array.from(text.slice(0, 2 * longest + 2));
  return printable(characters.length <= longest ? text : `${characters.slice(0, longest - 1).join("")}…`);
}

/** `["repositories", 0, "name"]` as `repositories[0].name`; a name that is no plain word as `teams["Bad Slug"]`. */
export function dottedPath(path: readonly PropertyKey[]): string {
  return path.map(pathPart).join("");
}

function pathPart(key: PropertyKey, index: number): string {
  if (typeof key === "number") return `[${key}]`;
  const name = String(key);
  if (!/^[A-Za-z_][\w-]{0,99}$/.test(name)) return `[${shortJson(name)}]`;
  return index === 0 ? name : `.${name}`;
}
