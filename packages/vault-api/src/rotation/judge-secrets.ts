import { type RotationPolicy, seconds } from "@sallyport/policy";
import type { InventoriedSecret } from "./inventory.js";
import type { SecretFact } from "./secret-facts.js";

/** `due` is near its end, `unknown` is what nobody can say: never a pass. */
export type SecretState = "fresh" | "due" | "overdue" | "unknown";

/** A secret with its age and its end. */
export interface JudgedSecret extends InventoriedSecret {
  state: SecretState;
  /** When its value changed last (RFC 3339). */
  rotatedAt?: string;
  /** Whole days since then. */
  ageDays?: number;
  dueAt?: string;
  /** Until when the key before it stays valid. */
  previousUntil?: string;
  /** Why it is not fresh; continues a sentence that begins with the name. */
  why?: string;
}

type Judgement = Omit<JudgedSecret, keyof InventoriedSecret>;

/** How far the clocks of two machines may lie apart, in seconds. */
const skewSeconds = 5 * 60;

/** How late Vault may be with what it changes by itself, in seconds: it looks at intervals, and tries again after a failure. */
const vaultSlackSeconds = 10 * 60;

const daySeconds = 86_400;

/**
 * What each secret is worth today.
 *
 * @param facts In the order of the secrets.
 */
export function judgeSecrets(
  secrets: readonly InventoriedSecret[],
  facts: readonly SecretFact[],
  rotation: Pick<RotationPolicy, "ahead">,
  now: Date,
): JudgedSecret[] {
  return secrets.map((secret, index) => ({
    ...secret,
    ...judge(secret, facts[index] ?? { found: "unreadable", why: "was not looked at" }, seconds(rotation.ahead), now),
  }));
}

function judge(secret: InventoriedSecret, fact: SecretFact, aheadSeconds: number, now: Date): Judgement {
  switch (fact.found) {
    case "missing":
    case "unreadable":
      return { state: "unknown", why: fact.why };
    case "role":
      return judgeRole(secret, fact.longestSeconds);
    case "certificate":
      return judgeCertificate(secret, fact, aheadSeconds, now);
    case "changed":
      return judgeChanged(secret, fact, aheadSeconds, now);
  }
}

function judgeRole({ periodSeconds }: InventoriedSecret, longestSeconds: number): Judgement {
  if (longestSeconds <= periodSeconds) return { state: "fresh" };
  const life = Number.isFinite(longestSeconds) ? `of ${describeSpan(longestSeconds)}` : "without a longest life";
  return { state: "overdue", why: `gives certificates ${life}, and the policy allows ${describeSpan(periodSeconds)}` };
}

/** An issuer is due while what it signs can still live as long as the policy says: Vault refuses to sign beyond its end. */
function judgeCertificate(
  { periodSeconds }: InventoriedSecret,
  { validFrom, validUntil }: Extract<SecretFact, { found: "certificate" }>,
  aheadSeconds: number,
  now: Date,
): Judgement {
  const due = Date.parse(validUntil) - periodSeconds * 1000;
  const judged = { ...aged(validFrom, now), dueAt: new Date(due).toISOString() };
  const state = stateAt(due, aheadSeconds, now);
  if (state === "fresh") return { ...judged, state };
  return {
    ...judged,
    state,
    why: `ends on ${dayOf(validUntil)}, before certificates that live ${describeSpan(periodSeconds)}`,
  };
}

function judgeChanged(
  { periodSeconds, changedBy }: InventoriedSecret,
  { writtenAt, record }: Extract<SecretFact, { found: "changed" }>,
  aheadSeconds: number,
  now: Date,
): Judgement {
  const rotatedAt = changeTime(record.rotated_at, writtenAt);
  const time = Date.parse(rotatedAt ?? "");
  if (rotatedAt === undefined || Number.isNaN(time)) return { state: "unknown", why: "has no time of its last change" };
  if (time > now.getTime() + skewSeconds * 1000) {
    return { state: "unknown", rotatedAt, why: `was changed in the future (${rotatedAt}): a clock is wrong` };
  }
  const due = time + periodSeconds * 1000;
  const previousUntil = instantOf(record.previous_until);
  const judged = {
    ...aged(rotatedAt, now),
    dueAt: new Date(due).toISOString(),
    ...(previousUntil !== undefined && { previousUntil }),
  };
  // What Vault changes by itself is changed at its end, and is late only when Vault could not.
  const byVault = changedBy === "vault";
  const state = byVault ? stateAt(due + vaultSlackSeconds * 1000, 0, now) : stateAt(due, aheadSeconds, now);
  if (state === "overdue") return { ...judged, state, why: `should have changed on ${dayOf(judged.dueAt)}` };
  if (previousUntil !== undefined && Date.parse(previousUntil) + daySeconds * 1000 < now.getTime()) {
    return {
      ...judged,
      state: "overdue",
      why: `has a key before it that should have ended on ${dayOf(previousUntil)}`,
    };
  }
  return state === "due" ? { ...judged, state, why: `must change by ${dayOf(judged.dueAt)}` } : { ...judged, state };
}

/** The recorded time, unless it claims a change that came after the value was written: there was none. */
function changeTime(recorded: string | undefined, written: string | undefined): string | undefined {
  const [own, at] = [instantOf(recorded), instantOf(written)];
  if (own === undefined || at === undefined) return own ?? at;
  return Date.parse(own) > Date.parse(at) + skewSeconds * 1000 ? at : own;
}

/** A time as RFC 3339, in UTC and to the millisecond; undefined for what is none. */
function instantOf(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.test(text)) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function stateAt(due: number, aheadSeconds: number, now: Date): "fresh" | "due" | "overdue" {
  if (now.getTime() > due) return "overdue";
  return now.getTime() > due - aheadSeconds * 1000 ? "due" : "fresh";
}

function aged(rotatedAt: string, now: Date): { rotatedAt: string; ageDays: number } {
  const age = (now.getTime() - Date.parse(rotatedAt)) / 1000;
  return { rotatedAt, ageDays: Math.max(0, Math.floor(age / daySeconds)) };
}

function dayOf(instant: string): string {
  return instant.slice(0, 10);
}

function describeSpan(span: number): string {
  const units = [
    [daySeconds, "days"],
    [3600, "hours"],
    [60, "minutes"],
  ] as const;
  const [length, unit] = units.find(([each]) => span >= each && span % each === 0) ?? [1, "seconds"];
  return `${span / length} ${unit}`;
}
