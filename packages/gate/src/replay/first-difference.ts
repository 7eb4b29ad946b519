import { isMap } from "../entry.js";

/** Where two JSON values differ first (RFC 6901), in the order of their keys; undefined where they do not. */
export function firstDifference(one: unknown, other: unknown, pointer = ""): string | undefined {
  if (Array.isArray(one) && Array.isArray(other)) {
    return firstOf(Math.max(one.length, other.length), (index) => inner(one, other, index, index, pointer));
  }
  if (isMap(one) && isMap(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
    return firstOf(keys.length, (index) => inner(one, other, keys[index] ?? "", keys[index] ?? "", pointer));
  }
  return Object.is(one, other) ? undefined : pointer;
}

function inner(one: object, other: object, key: string | number, name: string | number, pointer: string) {
  const [hasOne, hasOther] = [Object.hasOwn(one, key), Object.hasOwn(other, key)];
  const at = `${pointer}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
  if (hasOne !== hasOther) return at;
  return firstDifference((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key], at);
}

function firstOf(count: number, find: (index: number) => string | undefined): string | undefined {
  for (let index = 0; index < count; index++) {
    const found = find(index);
    if (found !== undefined) return found;
  }
  return undefined;
}
