import type { ExistingKey } from "./rotator.js";

/** What Vault holds of a secret that has a rotator, without its value. */
export interface HeldKey {
  /** Version of the secret; 0 when there is none. */
  version: number;
  /** When that version was written; undefined when there is none. */
  writtenAt: string | undefined;
  /** Id of the key in it; undefined when a rotator did not write it. */
  id: string | undefined;
}

export interface KeyInputs {
  held: HeldKey;
  /** Every key that the issuer lists. */
  keys: readonly ExistingKey[];
  /** A new key is wanted. */
  wanted: boolean;
  overlapSeconds: number;
  /** Most keys that the issuer allows. */
  limit: number;
  now: Date;
}

/** What is to be done with the keys of one secret. */
export interface KeyPlan {
  /** Ids of the keys that end now. */
  end: string[];
  make: boolean;
  /** The predecessor of the key in Vault, while it is valid, and until when. */
  previous: { id: string; until: string } | undefined;
  /** Why no key is made although one is wanted; continues a sentence that begins with the subject. */
  waits: string | undefined;
}

/** How long a run may take from a new key to its place in Vault, in seconds. No other run touches a key that is younger. */
export const makingSeconds = 10 * 60;

/**
 * What to do with the keys of one secret. Vault is the truth: the key in it stays, every other one ends. A predecessor
 * ends when its overlap is over; a key that was made later and is not in Vault belongs to a run that is still at work, or
 * to one that was cut off, which the time tells.
 */
export function planKeys({ held, keys, wanted, overlapSeconds, limit, now }: KeyInputs): KeyPlan {
  const current = keys.find(({ id }) => id === held.id);
  const written = held.writtenAt === undefined ? undefined : Date.parse(held.writtenAt);
  const since = current ? Date.parse(current.createdAt) : written;
  const others = keys
    .filter((key) => key !== current)
    .map((key) => {
      const made = Date.parse(key.createdAt);
      const isPredecessor = since !== undefined && made < since;
      const overlapEnds = (written ?? 0) + overlapSeconds * 1000;
      return {
        ...key,
        isPredecessor,
        ends: isPredecessor ? overlapEnds : Math.max(made + makingSeconds * 1000, overlapEnds),
      };
    })
    .toSorted((a, b) => a.ends - b.ends);
  // Without a known key in Vault any of them may be the one that is in use.
  const isKnown = held.id !== undefined;
  const ended = isKnown ? others.filter(({ ends }) => ends <= now.getTime()) : [];
  const left = others.filter((key) => !ended.includes(key));
  const needed = wanted || (isKnown && !current);
  const room = keys.length - ended.length < limit;
  const previous = left.findLast(({ isPredecessor }) => isKnown && isPredecessor);
  return {
    end: ended.map(({ id }) => id),
    make: needed && room,
    previous: previous && { id: previous.id, until: new Date(previous.ends).toISOString() },
    waits: needed && !room ? reasonOf(left, isKnown, limit) : undefined,
  };
}

function reasonOf(left: readonly { ends: number; isPredecessor: boolean }[], isKnown: boolean, limit: number): string {
  const [next] = left;
  const has = `has ${limit} keys, and no more are allowed`;
  if (!isKnown || !next) return `${has}: delete the one that nobody uses`;
  const until = new Date(next.ends).toISOString();
  return next.isPredecessor
    ? `${has}: the one before the present one stays valid until ${until}`
    : `${has}: one of them is being made by another run, or was left by one that was cut off; it ends at ${until}`;
}
