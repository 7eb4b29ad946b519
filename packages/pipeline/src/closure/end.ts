/** What two ends can meet in. */
export type EndKind = "check" | "environment" | "permission" | "ref" | "role" | "secret" | "workflow";

/** Something that one part of a plan relies on, and another part must give under the same name. */
export interface Need {
  kind: EndKind;
  /** Where the name means something: a repository, a job, a Vault server. */
  scope: string;
  name: string;
  /** Who needs it, as the beginning of a sentence. */
  by: string;
}

/** Something that one part of a plan gives. */
export interface Give {
  kind: EndKind;
  scope: string;
  name: string;
  /** Who gives it, as part of a sentence. */
  by: string;
  /** Whether it is what the need means. @default - the names are equal */
  covers?: (name: string) => boolean;
  /** Why it cannot be relied on, each as the end of a sentence. */
  flaws?: readonly string[];
}

/** Both ends, as one reader found them. */
export interface Ends {
  needs: readonly Need[];
  gives: readonly Give[];
}

/** Ends of several readers in one. */
export function allEnds(found: readonly Ends[]): Ends {
  return { needs: found.flatMap(({ needs }) => needs), gives: found.flatMap(({ gives }) => gives) };
}

/**
 * Every need that nothing meets, and every one that is met by something which cannot be relied on. Each problem names both
 * ends, so that whoever renamed one of them sees the other.
 */
export function openEnds({ needs, gives }: Ends): string[] {
  return [...new Set(needs.flatMap((need) => problemsOf(need, gives)))];
}

function problemsOf(need: Need, gives: readonly Give[]): string[] {
  const alike = gives.filter(({ kind, scope }) => kind === need.kind && scope === need.scope);
  const met = alike.filter(({ name, covers }) => (covers ? covers(need.name) : name === need.name));
  if (met.length === 0) return [`${need.by}, and nothing gives it${others(alike)}. Give both ends the same name.`];
  return met.flatMap(({ by, flaws = [] }) => flaws.map((flaw) => `${need.by}; ${by} ${flaw}`));
}

function others(alike: readonly Give[]): string {
  const known = [...new Set(alike.map(({ by }) => by))];
  return known.length === 0 ? "" : `: ${known.slice(0, 40).join("; ")}`;
}
