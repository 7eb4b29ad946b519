import { plainText } from "../plain-text.js";
import type { Upgrade } from "./upgrades.js";
import { count } from "./verdict-words.js";

/** What to upgrade and to which version; plain text. */
export function targetOf({ name, from, to }: Upgrade): string {
  return plainText(`${name}${from === undefined ? "" : ` ${from}`} to ${versionsOf(to)}`);
}

/** The version, or the choice that is left where nobody here can compare them. */
export function versionsOf(versions: readonly string[]): string {
  const named = versions.length > 5 ? [...versions.slice(0, 5), "..."] : versions;
  return plainText(versions.length === 1 ? (versions[0] ?? "") : `the newest of ${named.join(", ")}`);
}

/** The first ids that it fixes. */
export function fixedIdsOf({ ids, fixes }: Upgrade): string {
  return plainText(fixes > ids.length ? `${ids.join(", ")}, ...` : ids.join(", "));
}

/** What stays; empty where nothing does. */
export function remainderOf({ remaining }: Upgrade): string {
  return remaining === 0
    ? ""
    : `; ${count(remaining, "finding")} of this version ${remaining === 1 ? "stays" : "stay"}`;
}
