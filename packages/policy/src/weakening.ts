import { describeDirection, isWeaker } from "./direction.js";
import type { LayerFile } from "./layer-file.js";
import { type LayerStack, StackLeaves } from "./layer-stack.js";
import { says } from "./layered-source.js";
import { dottedPath, shortJson } from "./printable.js";
import { describePlace, type Problem } from "./problem.js";
import { type Leaf, type WeakerLeaf, weakerLeaves } from "./strength.js";
import { cannotBeWaived, type Waivers } from "./waivers.js";

/** Every setting in which a file is weaker than one above it, without a waiver of that one. */
export function weakenings(stack: LayerStack, sections: readonly string[], waivers: Waivers): Problem[] {
  return stack.files.slice(1).flatMap((_, index) => {
    const below = index + 1;
    const leaves = new StackLeaves(stack, below, sections);
    const weaker = weakerLeaves(leaves.at(index), leaves.at(below));
    const told = new Set<string>();
    return weaker.flatMap((leaf) => {
      const demand = demandsOn(leaf, below, stack, leaves).find((one) => !waivers.excuse(one, leaf, below, leaves));
      const path = dottedPath(leaf.below.path);
      if (!demand || told.has(path)) return [];
      told.add(path);
      return [weakeningProblem(leaf, demand, below, stack, waivers)];
    });
  });
}

/** What one file above asks for, which the file below does not give. */
export interface Demand {
  /** Position of the file above. */
  by: number;
  leaf: Leaf;
}

/** The files above that ask for more: by what they say, or, the first to have the setting, by preset and default. */
function demandsOn(
  { key, below: weak }: WeakerLeaf,
  below: number,
  { files }: LayerStack,
  leaves: StackLeaves,
): Demand[] {
  return files.slice(0, below).flatMap(({ settings }, by) => {
    const leaf = leaves.at(by).get(key);
    if (!leaf || !isWeaker(leaf, leaf.value, weak.value)) return [];
    const isFirst = by === 0 || leaves.at(by - 1).get(key)?.value === undefined;
    return isFirst || says(settings, leaf.path) ? [{ by, leaf }] : [];
  });
}

function weakeningProblem(
  { key, below: weak }: WeakerLeaf,
  { by, leaf }: Demand,
  below: number,
  stack: LayerStack,
  waivers: Waivers,
): Problem {
  const [above, file] = [stack.files[by], stack.files[below]] as [LayerFile, LayerFile];
  const said = says(above.settings, leaf.path)
    ? ""
    : says(stack.whole(by, below), leaf.path)
      ? " by its preset"
      : " by default";
  const { stronger = "same" } = leaf;
  return {
    level: "error",
    ...file.source.locate(weak.path),
    message: `is weaker than ${above.layer} asks for${said}, ${shortJson(leaf.value) ?? "nothing"} (${describeDirection(stronger)})`,
    found: shortJson(weak.value),
    remedy: remedyFor(key, dottedPath(weak.path), above, waivers.near(by, weak, below)),
    conflictsWith: above.source.locate(leaf.path),
  };
}

function remedyFor(key: string, path: string, { source }: LayerFile, near: Problem["conflictsWith"]): string {
  if (cannotBeWaived(key)) return "Remove it: nobody can waive this.";
  return near
    ? `Remove it: the waiver at ${describePlace(near)} does not allow this, or no longer.`
    : `Remove it, or have a waiver for ${path} put into ${source.locate([]).file}.`;
}
