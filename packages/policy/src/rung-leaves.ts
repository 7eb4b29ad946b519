import { type Strength, strengthOf } from "./direction.js";
import { FindingCategory, Outcome, Severity } from "./gate.js";
import { scannerNames } from "./scanners.js";
import type { Leaf } from "./strength.js";

type MutableLeaves = Map<string, Leaf>;

/** Where a rung may be written, the narrower place first. */
interface Rung {
  named: string;
  any: string;
}

const outcome: Strength = strengthOf(Outcome);
const rungAt = (place: string, rung: Severity): Rung => ({ named: `${place}.${rung}`, any: `${place}.any` });

/** Every kind of finding on every rung, with all places that may speak for it. */
const judgements = FindingCategory.options.flatMap((category) =>
  Severity.options.map((rung) => ({
    ladder: `gate.ladder.${rung}`,
    byCategory: rungAt(`gate.categories.${category}`, rung),
    byScanner: scannerNames.map((scanner) => ({
      ...rungAt(`gate.scanners.${scanner}`, rung),
      governs: `gate.scanners.${scanner}.${category}.${rung}`,
    })),
  })),
);

const categoryPlaces = FindingCategory.options.map((category) => `gate.categories.${category}`);
const scannerPlaces = scannerNames.map((scanner) => `gate.scanners.${scanner}`);

/**
 * Replaces the rungs that differ for a kind of finding or for a scanner by what each finding leads to. The rung of the
 * scanner wins, then `any` of the scanner, then those of the category, then the ladder.
 */
export function spellOutGate(leaves: MutableLeaves): void {
  for (const { ladder, byCategory, byScanner } of judgements) {
    const leaf = writtenAt(leaves, byCategory) ?? leaves.get(ladder);
    if (!leaf) continue;
    for (const place of byScanner) leaves.set(place.governs, writtenAt(leaves, place) ?? leaf);
    leaves.set(byCategory.named, leaf);
  }
  for (const place of categoryPlaces) forget(leaves, place);
  for (const place of scannerPlaces) forget(leaves, place, Severity.options);
}

/** The same for rungs without a ladder below them: one that nobody names asks for nothing. */
export function spellOutOverdue(leaves: MutableLeaves): void {
  for (const rung of Severity.options) {
    const place = rungAt("slas.overdue", rung);
    const unset: Leaf = { path: ["slas", "overdue", rung], value: undefined, ...outcome };
    leaves.set(place.named, writtenAt(leaves, place) ?? unset);
  }
  forget(leaves, "slas.overdue");
}

function writtenAt(leaves: MutableLeaves, { named, any }: Rung): Leaf | undefined {
  return [leaves.get(named), leaves.get(any)].find((leaf) => leaf?.value !== undefined);
}

/** The places themselves speak for nothing more. */
function forget(leaves: MutableLeaves, place: string, rungs: readonly string[] = []): void {
  for (const name of [place, `${place}.any`, ...rungs.map((rung) => `${place}.${rung}`)]) leaves.delete(name);
}
