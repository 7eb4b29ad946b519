import { isAlias, isCollection, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from "yaml";
import type { Report } from "./fault.js";
import type { Mark } from "./mark.js";
import { hidesSomething, shortened, shortJson } from "./printable.js";

/** Most entries of one list or map. */
const maxEntries = 10_000;

/** Keys that mean something to JavaScript. */
const reservedKeys = new Set(["__proto__", "constructor", "prototype"]);

/** Numbers that every reader takes for the same: neither 0x10, 007 nor .inf. */
const plainNumber = /^[-+]?(?:0|[1-9]\d*|(?=\.\d))(?:\.\d*)?(?:[eE][-+]?\d+)?$/;

/** A place in the file: its path, the mark to fill, and whom to tell. */
interface Spot {
  path: readonly PropertyKey[];
  mark: Mark;
  report: Report;
}

/** The plain value of a YAML node, with the place of each part of it noted in the spot's mark. */
export function plainValue(node: unknown, spot: Spot): unknown {
  if (isReference(node)) return refuseReference(node, spot);
  if (isMap(node)) return plainMap(node.items, spot);
  if (isSeq(node)) return plainList(node.items, spot);
  return isScalar(node) ? plainScalar(node, spot) : null;
}

function plainMap(pairs: readonly Pair[], spot: Spot): Record<string, unknown> | undefined {
  if (pairs.length > maxEntries) return refuseLength(pairs.length, spot);
  const inside = new Map<PropertyKey, Mark>();
  spot.mark.inside = inside;
  const plain: Record<string, unknown> = {};
  for (const pair of pairs) {
    const key = plainKey(pair.key, spot);
    if (key === undefined) continue;
    const own: Spot = { ...spot, path: [...spot.path, key], mark: markOf(pair) };
    const first = inside.get(key);
    if (first) {
      refuse(own, own.mark.key, "is set twice", "Keep one of the two.", { other: first.key });
    } else {
      inside.set(key, own.mark);
      plain[key] = plainValue(pair.value, own);
    }
  }
  return plain;
}

function plainList(items: readonly unknown[], spot: Spot): unknown[] | undefined {
  if (items.length > maxEntries) return refuseLength(items.length, spot);
  const inside = new Map<PropertyKey, Mark>();
  spot.mark.inside = inside;
  return items.map((item, index) => {
    const mark = { key: offsetOf(item), value: offsetOf(item) };
    inside.set(index, mark);
    return plainValue(item, { ...spot, path: [...spot.path, index], mark });
  });
}

function plainKey(node: unknown, spot: Spot): string | undefined {
  if (isReference(node)) return refuseReference(node, spot);
  const key = isScalar(node) ? node.value : undefined;
  const offset = offsetOf(node);
  if (typeof key !== "string") return refuse(spot, offset, "has a key that is not text", "Put the key in quotes.");
  if (hidesSomething(key)) return refuseUnseen(spot, offset, key);
  if (!reservedKeys.has(key)) return key;
  return refuse(spot, offset, `has the key ${key}, which is not allowed`, "Remove it.");
}

function plainScalar(node: Scalar, spot: Spot): unknown {
  const { value, source = "" } = node;
  if (typeof value === "string" && hidesSomething(value)) return refuseUnseen(spot, offsetOf(node), value);
  if (typeof value !== "number") return value;
  if (!Number.isFinite(value) || !plainNumber.test(source)) {
    const plainly = Number.isFinite(value) ? String(value) : "a decimal number";
    const remedy = `Write ${plainly}, or put it in quotes if it is text.`;
    return refuse(spot, offsetOf(node), "must be a plain decimal number", remedy, { found: shortened(source) });
  }
  spot.mark.written = source;
  return value === 0 ? 0 : value;
}

/** A value that goes on over further lines is best found by its name. */
function markOf({ key, value }: Pair): Mark {
  const name = offsetOf(key);
  const isBlock = isCollection(value) && !value.flow;
  return { key: name, value: value === null || isBlock ? name : offsetOf(value) };
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}

function isReference(node: unknown): boolean {
  const { anchor, tag } = (node ?? {}) as { anchor?: string; tag?: string };
  return isAlias(node) || anchor !== undefined || tag !== undefined;
}

function refuseReference(node: unknown, spot: Spot): undefined {
  const remedy = "Write the value out, or put it in quotes if the sign is meant literally.";
  return refuse(spot, offsetOf(node), "uses a YAML anchor, alias or tag", remedy);
}

function refuseLength(length: number, spot: Spot): undefined {
  const message = `has ${length} entries, more than the ${maxEntries} that a list or map may have`;
  return refuse(spot, spot.mark.value, message, "Check that this is the right file and not generated data.");
}

function refuseUnseen(spot: Spot, offset: number, text: string): undefined {
  const remedy = "Remove it, and look closely at what the text really says.";
  return refuse(spot, offset, "holds a character that does not show", remedy, { found: shortJson(text) });
}

function refuse(
  { path, report }: Spot,
  offset: number,
  said: string,
  remedy: string,
  more: { found?: string; other?: number } = {},
): undefined {
  return report({ offset, path, message: path.length === 0 ? `the file ${said}` : said, remedy, ...more });
}
