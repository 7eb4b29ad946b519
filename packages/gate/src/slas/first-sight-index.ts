import type { Weakness } from "../correlation/sighting.js";
import { earlierOf } from "./deadline.js";
import type { FirstSights } from "./first-sights.js";
import { keysOf, sightedIn, tracesOf } from "./sight-keys.js";

/** How long after it was last seen a weakness may come back under another name, in milliseconds. */
const movedWithin = 30 * 86_400_000;

/**
 * Tells when a weakness was first seen, whatever it was called then. One that nothing knows takes over the clock of one that
 * has just vanished from its package, its rule or its file: a rename or another scanner starts no clock anew. In doubt the
 * clock is the earlier one.
 */
export class FirstSightIndex {
  readonly #byKey = new Map<string, string>();
  readonly #vanished = new Map<string, string>();
  readonly #now: string;

  /** @param weaknesses Everything that is found now: what else is known has vanished. */
  constructor({ sights }: FirstSights, weaknesses: Iterable<Weakness>, now: string) {
    this.#now = new Date(now).toISOString();
    const found = new Set<string>();
    for (const weakness of weaknesses) for (const key of keysOf(sightedIn(weakness))) found.add(key);
    for (const { keys, traces, firstSeenAt, lastSeenAt, moved } of sights) {
      for (const key of keys) keepEarliest(this.#byKey, key, firstSeenAt);
      const age = Date.parse(now) - Date.parse(lastSeenAt);
      if (moved || age > movedWithin || keys.some((key) => found.has(key))) continue;
      for (const trace of traces) keepEarliest(this.#vanished, trace, firstSeenAt);
    }
  }

  /** When it was first seen; now, where it never was. */
  of(weakness: Weakness): string {
    const sighted = sightedIn(weakness);
    const known = keysOf(sighted).flatMap((key) => this.#byKey.get(key) ?? []);
    const inherited = known.length > 0 ? [] : tracesOf(sighted).flatMap((trace) => this.#vanished.get(trace) ?? []);
    return [...known, ...inherited].reduce(earlierOf, this.#now);
  }
}

function keepEarliest(times: Map<string, string>, name: string, time: string): void {
  times.set(name, earlierOf(times.get(name) ?? time, time));
}
