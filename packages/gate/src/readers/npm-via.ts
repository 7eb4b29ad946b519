import { Entry } from "../entry.js";

/** Where the vulnerability of a package comes from. */
export interface Via {
  /** Each advisory once, in the package itself or in one that it depends on. */
  advisories: readonly Entry[];
  /** Names that `via` gives and the report does not explain. */
  missing: readonly string[];
}

/**
 * Follows `via` to the advisories: an entry there is one, a text names another vulnerable package.
 *
 * @param byName `vulnerabilities` of the report.
 */
export function advisoriesOf(entry: Entry, byName: Entry): Via {
  const advisories = new Map<string, Entry>();
  const missing: string[] = [];
  const seen = new Set<string>();
  const waiting = [entry];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const via of next.textsAndEntries("via")) {
      if (via instanceof Entry) {
        advisories.set(advisoryId(via), via);
      } else if (!seen.has(via)) {
        seen.add(via);
        const target = byName.entry(via);
        if (target) waiting.push(target);
        else missing.push(via);
      }
    }
  }
  if (advisories.size === 0 && missing.length === 0) missing.push("nothing");
  return { advisories: [...advisories.values()], missing };
}

/** npm renumbers its advisories; GitHub's ids stay, and other scanners know them. */
export function advisoryId(advisory: Entry): string {
  const github = advisory.text("github_advisory_id") ?? /GHSA(?:-\w{4}){3}/.exec(advisory.text("url") ?? "")?.[0];
  return github ?? `npm:${advisory.number("source") ?? advisory.number("id") ?? advisory.requiredText("title")}`;
}
