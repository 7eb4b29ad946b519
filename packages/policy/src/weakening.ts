import { describeDirection, isWeaker } from "./direction.js";
import { describeLayer, type LayerFile } from "./layer-file.js";
import { type LayerStack, StackLeaves } from "./layer-stack.js";
import { says } from "./layered-source.js";
import { dottedPath, shortJson } from "./printable.js";
import { describePlace, type Place, type Problem } from "./problem.js";
import { type Leaf, type WeakerLeaf, weakerLeaves } from "./strength.js";
import { cannotBeWaived } from "./waiver.js";
import type { Waivers } from "./waivers.js";

/** Every setting in which a file is weaker than one above it, without a waiver of that one. */
export function weakenings(stack: LayerStack, sections: readonly string[], waivers: Waivers): Problem[] {
  return stack.files.slice(1).flatMap((_, index) => {
    const below = index + 1;
    const leaves = new StackLeaves(stack, below, sections);
    const refused = weakerLeaves(leaves.at(index), leaves.at(below)).flatMap((leaf): Refused[] => {
      const demands = demandsOn(leaf, below, stack, leaves);
      const demand = demands.findLast((one) => !waivers.excuse(one, leaf, below, leaves));
      return demand ? [{ ...leaf, ...demand }] : [];
    });
    return onePerPlace(refused).map((one) => {
      const near = waivers.near(one.by, one.below, below);
      return weakeningProblem(one, below, stack, near);
    });
  });
}

/** What one file above asks for, which the file below does not give. */
export interface Demand {
  /** Position of the file above. */
  by: number;
  asked: Leaf;
}

type Refused = WeakerLeaf & Demand;

/** The files above that ask for more: by what they say, or, the first to have the setting, by preset and default. */
function demandsOn(
  { key, below: weak }: WeakerLeaf,
  below: number,
  { files }: LayerStack,
  leaves: StackLeaves,
): Demand[] {
  return files.slice(0, below).flatMap(({ settings }, by) => {
    const asked = leaves.at(by).get(key);
    if (!asked || !isWeaker(asked, asked.value, weak.value)) return [];
    const isFirst = by === 0 || leaves.at(by - 1).get(key)?.value === undefined;
    return isFirst || says(settings, asked.path) ? [{ by, asked }] : [];
  });
}

/** One setting of the file may weaken many rungs of the gate. What cannot be waived is said first. */
function onePerPlace(refused: readonly Refused[]): Refused[] {
  const groups = Map.groupBy(refused, ({ below }) => dottedPath(below.path));
  return [...groups.values()].flatMap((group) => group.find(({ key }) => cannotBeWaived(key)) ?? group.slice(0, 1));
}

function weakeningProblem(
  { key, by, asked, below: weak }: Refused,
  below: number,
  stack: LayerStack,
  near: Place | undefined,
): Problem {
  const [above, file] = [stack.files[by], stack.files[below]] as [LayerFile, LayerFile];
  const whole = stack.whole(by, below);
  const bySource = says(above.settings, asked.path) ? "" : says(whole, asked.path) ? " by its preset" : " by default";
  const how = asked.stronger === "same" && asked.value !== undefined ? "differs from what" : "is weaker than";
  return {
    level: "error",
    ...file.source.locate(weak.path),
    message: `${how} ${describeLayer(above.layer)} asks for${bySource}${inWords(asked)}`,
    ...(weak.isPresence ? {} : { found: shortJson(weak.value) }),
    remedy: remedyFor(key, dottedPath(weak.path), above, near),
    conflictsWith: above.source.locate(asked.path),
  };
}

function inWords({ value, stronger = "same" }: Leaf): string {
  return value === undefined ? ", which is to leave it out" : `, ${shortJson(value)} (${describeDirection(stronger)})`;
}

function remedyFor(key: string, path: string, { source }: LayerFile, near: Place | undefined): string {
  if (cannotBeWaived(key)) return "Remove it: nobody can waive this.";
  return near
    ? `Remove it: the waiver at ${describePlace(near)} does not allow this, or no longer.`
    : `Remove it, or have a waiver for ${path} put into ${source.locate([]).file}.`;
}
