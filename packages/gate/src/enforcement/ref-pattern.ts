/**
 * Whether a pattern of a ruleset matches a ref, as GitHub reads it: Ruby's `File.fnmatch` with `FNM_PATHNAME`, without
 * braces and backslashes. `*` and `?` stop at a slash, a folder that is `**` stands for any number of folders.
 *
 * @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository#using-fnmatch-syntax
 */
export function matchesRef(pattern: string, ref: string): boolean {
  return matchParts(pattern.split("/"), ref.split("/"));
}

/** True for a pattern that can match more than one ref. */
export function isWildcard(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

/** What both patterns match, if it begins with different letters, is nothing. */
export function areDisjoint(one: string, other: string): boolean {
  const [a, b] = [literalStart(one), literalStart(other)];
  return !a.startsWith(b) && !b.startsWith(a);
}

function literalStart(pattern: string): string {
  return /^[^*?[]*/.exec(pattern)?.[0] ?? "";
}

function matchParts([pattern, ...patterns]: readonly string[], parts: readonly string[]): boolean {
  if (pattern === undefined) return parts.length === 0;
  if (pattern === "**" && patterns.length > 0) {
    return parts.some((_, index) => !parts.slice(0, index).some(isHidden) && matchParts(patterns, parts.slice(index)));
  }
  const [part, ...rest] = parts;
  return part !== undefined && partPattern(pattern).test(part) && matchParts(patterns, rest);
}

/** A wildcard does not match a leading full stop (`FNM_DOTMATCH` is off). */
function isHidden(part: string): boolean {
  return part.startsWith(".");
}

function partPattern(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known) return known;
  const body = pattern.replaceAll(/\*+|\?|\[([^\]]+)\]|[^*?[]+|\[/g, (token, set: string | undefined) => {
    if (token.startsWith("*")) return "[^/]*";
    if (token === "?") return "[^/]";
    if (set !== undefined) return `[${set.replaceAll(/[\\[\]^]/g, "\\$&")}]`;
    return token.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  });
  const result = new RegExp(`^${/^[*?[]/.test(pattern) ? "(?!\\.)" : ""}${body}$`, "su");
  compiled.set(pattern, result);
  return result;
}

const compiled = new Map<string, RegExp>();
