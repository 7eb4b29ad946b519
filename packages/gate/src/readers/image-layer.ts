import type { Entry } from "../entry.js";
import { plainText } from "../plain-text.js";

/** Longest text of an instruction that is shown, and that is looked at. */
const [longest, longestRead] = [100, 4000];

/** A word or a quotation, which a text that was cut off need not end. */
const value = /("(?:\\.|[^"\\])*"?|'[^']*'?|\S+)/.source;
const masks: ReadonlyArray<readonly [RegExp, string]> = [
  [/\/\/[^/\s@]+@/g, "//…@"],
  [new RegExp(`(\\s-[upH]|\\s--\\w*(?:header|user|pass|token|secret|key|auth)[\\w-]*)[\\s=]+${value}`, "gi"), "$1 …"],
  [new RegExp(`=${value}`, "g"), "=…"],
  [/(bearer|basic|token)\s+\S+/gi, "$1 …"],
  [/\S{32,}/g, "…"],
];

/**
 * An instruction as a sentence can show it: short, without the wrapping of the builder, and without what may be secret, which
 * is every value that is assigned or passed to an option that takes one.
 *
 * @param text As it stands in an image's history (`created_by`) or in a Dockerfile.
 */
export function shownInstruction(text: string): string {
  const bare = text
    .slice(0, longestRead)
    .replace(/^(RUN )?\|\d+ .*? ?\/bin\/\S*sh -\S*c /s, "RUN ")
    .replace(/^\/bin\/\S*sh -\S*c #\(nop\)\s*/, "")
    .replace(/^(RUN )?\/bin\/\S*sh -\S*c /, "RUN ")
    .replace(/\s*# buildkit$/, "");
  // Build arguments of another shell cannot be told from the command.
  const unwrapped = /^(RUN )?\|\d/.test(bare) ? "RUN …" : bare;
  const masked = masks.reduce((shown, [secret, mask]) => shown.replace(secret, mask), unwrapped);
  const shown = plainText(masked).replace(/\s+/g, " ").trim();
  return shown.length > longest ? `${shown.slice(0, longest).toWellFormed()}…` : shown;
}

/**
 * The instruction that made each layer, by its diff id: the configuration of an image lists both in the same order
 * (https://github.com/opencontainers/image-spec/blob/main/config.md). Where their numbers differ nothing is known.
 */
export function instructionsByLayer(config: Entry | undefined): ReadonlyMap<string, string> {
  const layers = config?.entry("rootfs")?.texts("diff_ids") ?? [];
  const made = (config?.entries("history") ?? []).filter((step) => step.flag("empty_layer") !== true);
  if (layers.length !== made.length) return new Map();
  return new Map(
    layers.flatMap((layer, index) => {
      const instruction = made[index]?.text("created_by");
      return instruction === undefined ? [] : [[layer, shownInstruction(instruction)] as const];
    }),
  );
}
