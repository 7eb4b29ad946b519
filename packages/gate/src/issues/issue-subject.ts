import { isVulnerability } from "../fix.js";
import { rungsByWeight } from "../rung.js";
import type { FirstSights } from "../slas/first-sights.js";
import { keysOf, sightedAs, tracesOf } from "../slas/sight-keys.js";
import type { LargeVerdict, Outcome } from "../verdict.js";
import { nameDigest } from "./issue-mark.js";

/** What one issue is about: a weakness, in every place where the verdict lists it. */
export interface IssueSubject {
  /** The strongest outcome. */
  lead: Outcome;
  /** All of them, in the order of the verdict; the first {@link mostPlaces}. */
  outcomes: readonly Outcome[];
  /** How many there are. */
  places: number;
  /** Digests, see `IssueMark`. */
  keys: readonly string[];
  traces: readonly string[];
  scanners: readonly string[];
}

/** Most places that one issue names. */
export const mostPlaces = 50;

interface Group {
  order: number;
  outcomes: Outcome[];
  places: number;
  keys: Set<string>;
  traces: Set<string>;
  scanners: Set<string>;
}

/**
 * The weaknesses of a verdict, each once: what has a name in common is one, and so is what first sights know by both names.
 * In the order of the verdict, the strongest first.
 */
export function subjectsIn(verdict: LargeVerdict, seen: FirstSights | undefined): IssueSubject[] {
  const alsoKnownAs = namesBySight(seen);
  const byKey = new Map<string, Group>();
  let order = 0;
  for (const outcome of verdict.findings) {
    const names = namesOf(outcome, alsoKnownAs);
    const group = groupOf(names, order++, byKey);
    group.places += 1;
    if (group.outcomes.length < mostPlaces) group.outcomes.push(outcome);
    for (const { scanner } of outcome.sightings) group.scanners.add(scanner);
    for (const trace of tracesIn(outcome)) group.traces.add(trace);
  }
  return [...new Set(byKey.values())].toSorted((a, b) => a.order - b.order).map(subjectOf);
}

/** The group that has one of the names, or a new one; groups that turn out to be one become the earliest of them. */
function groupOf(names: readonly string[], order: number, byKey: Map<string, Group>): Group {
  const same = [...new Set(names.flatMap((name) => byKey.get(name) ?? []))].toSorted((a, b) => a.order - b.order);
  const [group = emptyGroup(order), ...others] = same;
  for (const other of others) absorb(group, other, byKey);
  for (const name of names) {
    group.keys.add(name);
    byKey.set(name, group);
  }
  return group;
}

function emptyGroup(order: number): Group {
  return { order, outcomes: [], places: 0, keys: new Set(), traces: new Set(), scanners: new Set() };
}

function absorb(group: Group, other: Group, byKey: Map<string, Group>): void {
  group.places += other.places;
  group.outcomes = [...group.outcomes, ...other.outcomes].slice(0, mostPlaces);
  for (const trace of other.traces) group.traces.add(trace);
  for (const scanner of other.scanners) group.scanners.add(scanner);
  for (const key of other.keys) {
    group.keys.add(key);
    byKey.set(key, group);
  }
}

/** Every sight by each of its names. */
function namesBySight(seen: FirstSights | undefined): Map<string, readonly string[]> {
  return new Map((seen?.sights ?? []).flatMap(({ keys }) => keys.map((key) => [key, keys])));
}

/** Ids with their package before fingerprints: where there is no room for all, the names that outlast a move are kept. */
function namesOf(outcome: Outcome, alsoKnownAs: ReadonlyMap<string, readonly string[]>): string[] {
  const own = keysOf(sightedAs(outcome)).toReversed();
  const names = [...own, ...own.flatMap((key) => alsoKnownAs.get(key) ?? [])];
  return [...new Set(names)].map(nameDigest);
}

/** Another vulnerability of the same package is another weakness, although its clock may be inherited. */
function tracesIn(outcome: Outcome): string[] {
  if (isVulnerability(outcome.category)) return [];
  return tracesOf(sightedAs(outcome)).slice(0, 1).map(nameDigest);
}

function subjectOf({ outcomes, places, keys, traces, scanners }: Group): IssueSubject {
  const [lead] = outcomes;
  if (!lead) throw new RangeError("a subject needs an outcome");
  const worst = outcomes.reduce((a, b) => (weightOf(b) < weightOf(a) && b.outcome === a.outcome ? b : a), lead);
  return { lead: worst, outcomes, places, keys: [...keys], traces: [...traces], scanners: [...scanners] };
}

function weightOf({ severity }: Outcome): number {
  return rungsByWeight.indexOf(severity);
}
