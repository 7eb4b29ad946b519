import type { LayerStack } from "./layer-stack.js";
import { ownerOf, says } from "./layered-source.js";
import { dottedPath } from "./printable.js";

type Path = readonly PropertyKey[];

/** Where the value of a setting comes from. */
export interface Origin {
  /** `organization`, `team:SLUG`, `repository` or `preset`. */
  layer: string;
  /** The file that says it, and where. Absent for a preset. */
  file?: string;
  line?: number;
  column?: number;
}

/** The origin of everything that a file or the preset says, by dotted path. */
export function originsOf(stack: LayerStack): Record<string, Origin> {
  return Object.fromEntries(paths(stack.whole(), []).map((path) => [dottedPath(path), originOf(path, stack)]));
}

function originOf(path: Path, stack: LayerStack): Origin {
  const settings = stack.files.map((file) => file.settings);
  const owner = stack.files[ownerOf(path, settings) ?? -1];
  if (!owner || !says(owner.settings, path)) return { layer: "preset" };
  const { file, line, column } = owner.source.locate(path);
  return { layer: owner.layer, file, line, column };
}

/** The paths of all that is no map, and of maps that are empty. */
function paths(value: unknown, path: Path): Path[] {
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
  const entries = isMap ? Object.entries(value) : [];
  return entries.length === 0 ? [path] : entries.flatMap(([key, inner]) => paths(inner, [...path, key]));
}
