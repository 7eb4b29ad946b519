import { mergeLayers } from "./presets.js";
import type { Source } from "./source.js";

type Path = readonly PropertyKey[];

/**
 * Several files read as one: what the lower file says stands over what the upper one says, and each place is one of the
 * file that says it.
 *
 * @param sources At least one, uppermost first.
 * @param settings What of each file goes into the whole.
 */
export function layeredSource(sources: readonly Source[], settings: readonly unknown[]): Source {
  const [top] = sources;
  if (!top) throw new Error("a policy has at least one file");
  const sourceOf = (path: Path) => sources[ownerOf(path, settings) ?? sources.length - 1] ?? top;
  return {
    kind: top.kind,
    value: settings.reduce(mergeLayers),
    problems: sources.flatMap(({ problems }) => problems),
    locate: (path, key) => sourceOf(path).locate(path, key),
    written: (path) => sourceOf(path).written(path),
  };
}

/**
 * The position of the file that says what holds at a path, or, where nothing is said, what is nearest around it; undefined
 * where no file says anything around it.
 */
export function ownerOf(path: Path, settings: readonly unknown[]): number | undefined {
  let owners = settings.map((value, index) => ({ value, index }));
  let nearest: number | undefined;
  for (const key of path) {
    const lowest = owners.at(-1);
    // What is no map replaces all above it, and with that all that they say inside it.
    if (lowest && !isMap(lowest.value)) owners = [lowest];
    owners = owners.flatMap(({ value, index }) => (has(value, key) ? [{ value: value[key], index }] : []));
    if (owners.length === 0) return nearest;
    nearest = owners.at(-1)?.index;
  }
  return nearest;
}

/** True when a file says something at exactly this path. */
export function says(settings: unknown, path: Path): boolean {
  let value = settings;
  for (const key of path) {
    if (!has(value, key)) return false;
    value = value[key];
  }
  return true;
}

function has(value: unknown, key: PropertyKey): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key);
}

function isMap(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
