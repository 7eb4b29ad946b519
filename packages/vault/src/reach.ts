import { type Capability, capabilities } from "./access-rule.js";

/** A rule as a Vault policy has it, whoever wrote it. */
export interface PathRule {
  /** `*` at the end is whatever follows, `+` one part of the path. */
  path: string;
  capabilities: readonly (Capability | "deny")[];
}

/** All rules for the same pattern, of every policy of a token. */
interface Pattern {
  /** Without the `*` at its end. */
  path: string;
  isPrefix: boolean;
  /** Whether a part of it is `+`. Vault looks for a slash before it, so `+a` counts, and then means itself. */
  hasPlus: boolean;
  capabilities: readonly Capability[];
}

/**
 * What a token may do at a path, when its policies have these rules together. Vault takes one pattern and forgets all others: the
 * path itself before any wildcard, then the pattern that says most about the path. Rules of that one pattern add up, and one
 * `deny` among them outweighs the rest. A path with a slash at its end is first looked for without it, as for a list, and as
 * Vault answers at `sys/capabilities`.
 *
 * @returns the capabilities at a path; none where Vault says `deny`.
 * @see https://developer.hashicorp.com/vault/docs/concepts/policies#priority-matching
 */
export function reachOf(rules: readonly PathRule[]): (path: string) => Capability[] {
  const patterns = [...Map.groupBy(rules, ({ path }) => path.replace(/^\//, ""))].map(([path, same]) =>
    patternOf(path, same),
  );
  return (path) => {
    const bare = path.replace(/\/$/, "");
    const found =
      exact(patterns, path) ?? exact(patterns, bare) ?? mostSpecific(patterns, bare) ?? mostSpecific(patterns, path);
    return [...(found?.capabilities ?? [])];
  };
}

function patternOf(path: string, rules: readonly PathRule[]): Pattern {
  const isPrefix = path.endsWith("*");
  const given = new Set(rules.flatMap((rule) => rule.capabilities));
  return {
    path: isPrefix ? path.slice(0, -1) : path,
    isPrefix,
    hasPlus: path === "+" || path.startsWith("+/") || path.includes("/+"),
    capabilities: given.has("deny") ? [] : capabilities.filter((capability) => given.has(capability)),
  };
}

function exact(patterns: readonly Pattern[], path: string): Pattern | undefined {
  return patterns.find((each) => !each.isPrefix && !each.hasPlus && each.path === path);
}

/** Of those without `+` only the longest is held against those with it. */
function mostSpecific(patterns: readonly Pattern[], path: string): Pattern | undefined {
  const prefixes = patterns.filter((each) => each.isPrefix && !each.hasPlus && path.startsWith(each.path));
  const [longest] = prefixes.toSorted((one, other) => other.path.length - one.path.length);
  const withPlus = patterns.filter((each) => each.hasPlus && matches(each, path));
  return [...(longest ? [longest] : []), ...withPlus].toSorted(bySpecificity)[0];
}

/** Part by part; only the last one of a prefix may go on. */
function matches({ path, isPrefix }: Pattern, asked: string): boolean {
  const wanted = path.split("/");
  const given = asked.split("/");
  if (isPrefix ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((part, index) => {
    const isLast = isPrefix && index === wanted.length - 1;
    return part === "+" || part === given[index] || (isLast && given[index]?.startsWith(part) === true);
  });
}

/** First wildcard later, no `*`, fewer `+`, longer, then last in the alphabet: what Vault prefers comes first. */
function bySpecificity(one: Pattern, other: Pattern): number {
  return (
    firstWildcard(other) - firstWildcard(one) ||
    Number(one.isPrefix) - Number(other.isPrefix) ||
    plusParts(one) - plusParts(other) ||
    other.path.length - one.path.length ||
    (one.path < other.path ? 1 : -1)
  );
}

function firstWildcard({ path, hasPlus }: Pattern): number {
  return hasPlus ? path.indexOf("+") : path.length;
}

function plusParts({ path }: Pattern): number {
  return path.split("/").filter((part) => part === "+").length;
}
