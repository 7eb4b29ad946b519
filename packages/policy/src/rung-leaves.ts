import { type Strength, strengthOf } from "./direction.js";
import { FindingCategory, Outcome, Severity } from "./gate.js";
import { scannerNames } from "./scanners.js";
import type { Leaf } from "./strength.js";

type MutableLeaves = Map<string, Leaf>;

const action: Strength = strengthOf(Outcome);

/**
 * Replaces the rungs that differ for a kind of finding or for a scanner by what each finding leads to. The rung of the
 * scanner wins, then `any` of the scanner, then those of the category, then the ladder.
 */
export function spellOutGate(leaves: MutableLeaves): void {
  const outcomes = FindingCategory.options.flatMap((category) =>
    Severity.options.map((rung) => {
      const leaf = rungOf(leaves, `gate.categories.${category}`, rung) ?? leaves.get(`gate.ladder.${rung}`);
      return { name: `${category}.${rung}`, rung, leaf };
    }),
  );
  for (const { name, leaf } of outcomes) if (leaf) leaves.set(`gate.categories.${name}`, leaf);
  for (const scanner of scannerNames) {
    const place = `gate.scanners.${scanner}`;
    for (const { name, rung, leaf } of outcomes) {
      const governing = rungOf(leaves, place, rung) ?? leaf;
      if (governing) leaves.set(`${place}.${name}`, governing);
    }
    forget(leaves, place, Severity.options);
  }
  for (const category of FindingCategory.options) forget(leaves, `gate.categories.${category}`);
}

/** The same for rungs without a ladder below them: one that nobody names asks for nothing. */
export function spellOutOverdue(leaves: MutableLeaves): void {
  const place = "slas.overdue";
  for (const rung of Severity.options) {
    const unset: Leaf = { path: ["slas", "overdue", rung], value: undefined, ...action };
    leaves.set(`${place}.${rung}`, rungOf(leaves, place, rung) ?? unset);
  }
  forget(leaves, place);
}

function rungOf(leaves: MutableLeaves, place: string, rung: Severity): Leaf | undefined {
  return [`${place}.${rung}`, `${place}.any`].map((name) => leaves.get(name)).find((leaf) => leaf?.value !== undefined);
}

function forget(leaves: MutableLeaves, place: string, rungs: readonly string[] = []): void {
  leaves.delete(place);
  for (const rung of ["any", ...rungs]) leaves.delete(`${place}.${rung}`);
}
