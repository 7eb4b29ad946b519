import { isVulnerability } from "../fix.js";
import { parsePurl } from "../purl.js";
import { type Rung, rungsByWeight } from "../rung.js";
import type { Outcome } from "../verdict.js";
import { smallestFix } from "./smallest-fix.js";

/** One bump of one package. */
export interface Upgrade {
  name: string;
  /** Version in use. */
  from?: string;
  /** The smallest version that fixes all that can be fixed; several where nobody here can compare them. */
  to: readonly string[];
  /** How many findings it fixes. */
  fixes: number;
  /** How many findings of this version of the package it leaves. */
  remaining: number;
  /** Ids of the first findings that it fixes, each once. */
  ids: readonly string[];
  /** Worst severity that it fixes. */
  worst: Rung;
}

/** The bumps that help, in the order of the verdict. */
export interface UpgradeList {
  upgrades: readonly Upgrade[];
  /** Findings of packages beyond the first ones. */
  unlisted: number;
}

/** How many packages are kept apart: more than anybody reads, and little memory. */
const packagesAtMost = 10_000;

/** How many ids of an upgrade are named. */
const idsAtMost = 5;

/** Findings of a package that the same versions fix. */
interface Need {
  versions: readonly string[];
  findings: number;
  ids: Set<string>;
  worst: Rung;
}

interface Group {
  name: string;
  from: string | undefined;
  type: string | undefined;
  needs: Map<string, Need>;
}

/** What to upgrade, grouped by package and version: one bump, many findings. One pass. */
export function upgradesIn(findings: Iterable<Outcome>): UpgradeList {
  const groups = new Map<string, Group>();
  let unlisted = 0;
  for (const finding of findings) {
    if (!finding.package || !isVulnerability(finding.category)) continue;
    const group = groupOf(finding.package, groups);
    if (group) addTo(group, finding);
    else if (finding.fixedVersions) unlisted += 1;
  }
  return { upgrades: [...groups.values()].flatMap(upgradeOf), unlisted };
}

function groupOf({ name, version, purl }: NonNullable<Outcome["package"]>, groups: Map<string, Group>) {
  // The namespace is in the purl where the name is without it; the rest of the purl says nothing that counts here.
  const key = JSON.stringify([purl?.replace(/[@?#].*$/s, ""), name, version]);
  const known = groups.get(key);
  if (known || groups.size >= packagesAtMost) return known;
  const type = purl === undefined ? undefined : (parsePurl(purl)?.type ?? undefined);
  const group: Group = { name, from: version, type, needs: new Map() };
  groups.set(key, group);
  return group;
}

function addTo({ needs }: Group, { fixedVersions: versions = [], ids: [id = ""], severity }: Outcome): void {
  const key = JSON.stringify(versions);
  const need = needs.get(key) ?? { versions, findings: 0, ids: new Set(), worst: severity };
  need.findings += 1;
  need.worst = worseOf(need.worst, severity);
  if (need.ids.size < idsAtMost) need.ids.add(id);
  needs.set(key, need);
}

function upgradeOf({ name, from, type, needs }: Group): Upgrade[] {
  const all = [...needs.values()];
  const fixable = all.filter(({ versions }) => versions.length > 0);
  const best = smallestFix(
    type,
    from,
    fixable.map(({ versions }) => versions),
  );
  const fixed = best ? fixable.filter((_, index) => best.fixed[index]) : fixable;
  const [first, ...others] = fixed;
  if (!first) return [];
  const fixes = total(fixed);
  return [
    {
      name,
      ...(from !== undefined && { from }),
      to: best ? [best.version] : [...new Set(fixable.flatMap(({ versions }) => versions))],
      fixes,
      remaining: total(all) - fixes,
      ids: [...new Set(fixed.flatMap(({ ids }) => [...ids]))].slice(0, idsAtMost),
      worst: others.reduce((worst, need) => worseOf(worst, need.worst), first.worst),
    },
  ];
}

function total(needs: readonly Need[]): number {
  return needs.reduce((sum, { findings }) => sum + findings, 0);
}

function worseOf(one: Rung, other: Rung): Rung {
  return rungsByWeight.indexOf(other) < rungsByWeight.indexOf(one) ? other : one;
}
