import type { Policy } from "../policy.js";

/** Keys and positions from the root of the policy to a setting. */
export type Path = readonly (string | number)[];

/** What a rule found. `path` is the setting to change; `conflictsWith` the other side of a contradiction. */
export interface Breach {
  path: Path;
  message: string;
  /** What to do, without the full stop. */
  remedy: string;
  conflictsWith?: Path;
  level?: "warning";
}

/** A rule that spans several settings. It runs when every section it reads is well formed. */
export interface Rule {
  sections: readonly (keyof Policy)[];
  check(policy: Policy): Breach[];
}

/** Pairs of positions that hold the same value: the first one, and each later one. */
export function duplicates(values: readonly (string | number)[]): [first: number, later: number][] {
  const firsts = new Map<string | number, number>();
  return values.flatMap((value, index): [number, number][] => {
    const first = firsts.get(value);
    if (first !== undefined) return [[first, index]];
    firsts.set(value, index);
    return [];
  });
}
