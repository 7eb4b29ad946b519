import type { LayerFile } from "./layer-file.js";
import { isPresetName, isPresetPart, mergeLayers, type PresetName, preset } from "./presets.js";
import { type Leaves, leavesOf } from "./strength.js";

/** The files of a policy, uppermost first, with the preset below them all. */
export class LayerStack {
  readonly files: readonly LayerFile[];
  readonly preset: PresetName;
  readonly #merged: Record<string, unknown>[] = [];

  constructor(files: readonly LayerFile[]) {
    this.files = files;
    for (const { settings } of files) {
      this.#merged.push(mergeLayers(this.#merged.at(-1), settings) as Record<string, unknown>);
    }
    // An unknown preset is one problem; the rest is judged as if it had been left out.
    const named = this.said().extends;
    this.preset = isPresetName(named) ? named : "baseline";
  }

  /** What the files down to one say together, without the preset. */
  said(index = this.files.length - 1): Record<string, unknown> {
    return this.#merged[index] ?? {};
  }

  /**
   * What the files down to one amount to.
   *
   * @param without What the file at this position leaves out of the preset. @default - the file itself
   */
  whole(index = this.files.length - 1, without = index): Record<string, unknown> {
    const { without: parts } = this.said(without);
    const base = preset(this.preset, Array.isArray(parts) ? parts.filter(isPresetPart) : []);
    return mergeLayers(base, this.said(index)) as Record<string, unknown>;
  }
}

/** The leaves of each part of a stack as one file below sees them, made once. */
export class StackLeaves {
  readonly #stack: LayerStack;
  readonly #below: number;
  readonly #sections: readonly string[];
  readonly #leaves = new Map<number, Leaves>();

  /** @param below Position of the file below. What it leaves out of the preset is measured by `without` alone. */
  constructor(stack: LayerStack, below: number, sections: readonly string[]) {
    this.#stack = stack;
    this.#below = below;
    this.#sections = sections;
  }

  at(index: number): Leaves {
    const known = this.#leaves.get(index) ?? this.of(this.#stack.whole(index, this.#below));
    this.#leaves.set(index, known);
    return known;
  }

  of(policy: object): Leaves {
    return leavesOf(policy, this.#sections);
  }
}
