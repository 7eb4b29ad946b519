import { canonicalJson } from "./canonical-json.js";

/** Compares texts by code unit, the same in every locale. */
export function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Each value once, in the order of its canonical JSON. */
export function withoutRepeats<T>(values: readonly T[]): T[] {
  const byJson = new Map(values.map((value) => [canonicalJson(value), value]));
  return [...byJson].toSorted(([a], [b]) => byText(a, b)).map(([, value]) => value);
}
