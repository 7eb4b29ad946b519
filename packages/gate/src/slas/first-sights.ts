import * as z from "zod";
import { canonicalJson } from "../canonical-json.js";
import { byText } from "../order.js";
import type { LargeVerdict } from "../verdict.js";
import { earlierOf } from "./deadline.js";
import { keysOf, sightedAs, tracesOf } from "./sight-keys.js";

const instant = z.iso.datetime({ error: "must be a time in UTC such as 2026-05-04T03:02:01Z" });
const texts = z.array(z.string().min(1));

const Sight = z.strictObject({
  firstSeenAt: instant,
  lastSeenAt: instant,
  keys: texts.min(1).describe("Names under which it is the same weakness in a later run."),
  traces: texts.describe("What tells where it went when it vanishes: package, rule, file."),
  moved: z.literal(true).optional().describe("Its clock went on to another weakness when it vanished."),
});

/** When each weakness was first seen, whoever saw it. Grows from verdict to verdict and forgets nothing. */
export const FirstSights = z
  .strictObject({
    version: z.literal(1).describe("Version of this format."),
    sights: z.array(Sight),
  })
  .refine(
    ({ sights }) => sights.every(({ firstSeenAt, lastSeenAt }) => Date.parse(firstSeenAt) <= Date.parse(lastSeenAt)),
    {
      error: "has a weakness that was first seen after it was last seen",
    },
  );
export type FirstSights = z.infer<typeof FirstSights>;
type Sight = FirstSights["sights"][number];

/** The file of first sights as JSON Schema (draft 2020-12). */
export function firstSightsJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(FirstSights, { target: "draft-2020-12" });
  return { $id: "https://sallyport.dev/schema/seen-1.json", title: "First sights of weaknesses", ...schema };
}

/** First sights as the text of their file: canonical JSON (RFC 8785). */
export function renderFirstSights(sights: FirstSights): string {
  return canonicalJson(sights);
}

/**
 * The first sights after a verdict that was made with them: what it found is added, what it names in new ways too.
 *
 * @param earlier Those that the verdict was made with.
 */
export function firstSightsAfter(earlier: FirstSights, { findings, inputs: { now } }: LargeVerdict): FirstSights {
  const at = new Date(now).toISOString();
  const register = new Register(earlier.sights);
  for (const outcome of findings) {
    const sighted = sightedAs(outcome);
    register.add(keysOf(sighted), tracesOf(sighted), outcome.firstSeenAt ?? at, at);
  }
  return { version: 1, sights: register.sights(at) };
}

interface Entry {
  first: string;
  last: string;
  keys: Set<string>;
  traces: ReadonlySet<string>;
  moved: boolean;
  isNew: boolean;
}

/** Sights by key; two that turn out to be one weakness become one, with the earlier clock. */
class Register {
  readonly #byKey = new Map<string, Entry>();

  constructor(sights: readonly Sight[]) {
    for (const { keys, traces, firstSeenAt, lastSeenAt, moved = false } of sights) {
      this.#put({
        first: firstSeenAt,
        last: lastSeenAt,
        keys: new Set(keys),
        traces: new Set(traces),
        moved,
        isNew: false,
      });
    }
  }

  add(keys: readonly string[], traces: readonly string[], first: string, at: string): void {
    const isNew = !keys.some((key) => this.#byKey.get(key)?.isNew === false);
    this.#put({
      first: earlierOf(first, at),
      last: at,
      keys: new Set(keys),
      traces: new Set(traces),
      moved: false,
      isNew,
    });
  }

  sights(at: string): Sight[] {
    const entries = [...new Set(this.#byKey.values())];
    const inherited = new Set(entries.filter(({ isNew }) => isNew).flatMap(({ traces }) => [...traces]));
    return entries
      .map((entry): Sight => {
        const gone = !entry.isNew && entry.last !== at && [...entry.traces].some((trace) => inherited.has(trace));
        return {
          firstSeenAt: entry.first,
          lastSeenAt: entry.last,
          keys: [...entry.keys].toSorted(byText),
          traces: [...entry.traces].toSorted(byText),
          ...((entry.moved || gone) && { moved: true }),
        };
      })
      .toSorted((a, b) => byText(a.keys[0] ?? "", b.keys[0] ?? ""));
  }

  #put(entry: Entry): void {
    const same = new Set([...entry.keys].flatMap((key) => this.#byKey.get(key) ?? []));
    const merged = [...same].reduce(merge, entry);
    for (const key of merged.keys) this.#byKey.set(key, merged);
  }
}

function merge(one: Entry, other: Entry): Entry {
  const newer = Date.parse(one.last) >= Date.parse(other.last) ? one : other;
  return {
    first: earlierOf(one.first, other.first),
    last: newer.last,
    keys: union(one.keys, other.keys),
    traces: one.last === other.last ? union(one.traces, other.traces) : newer.traces,
    moved: one.moved && other.moved,
    isNew: one.isNew && other.isNew,
  };
}

function union(one: ReadonlySet<string>, other: ReadonlySet<string>): Set<string> {
  return new Set([...one, ...other]);
}
