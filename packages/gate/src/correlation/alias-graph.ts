import { byText } from "../order.js";

/** Ids of advisories that may cover several vulnerabilities, which they therefore do not identify. */
const advisory =
  /^(ALAS|ALBA|ALEA|ALSA|CESA|DLA|DSA|ELSA|FEDORA|GLSA|MGASA|openSUSE|RHBA|RHEA|RHSA|RLSA|SUSE|TEMP|USN)[-0-9]/i;

/** Best known first: the id under which a vulnerability is named when it has several. */
const systems: readonly RegExp[] = [/^CVE-/i, /^GHSA-/i, /^(GO|PYSEC|RUSTSEC|OSV|MAL)-/i];

/**
 * Which ids name the same vulnerability: CVE, GHSA, OSV and vendor ids that reports give as aliases of each other.
 *
 * An entry that names several CVEs is a bundle, such as an Oracle advisory: it says nothing about one CVE being another.
 */
export class AliasGraph {
  readonly #parents = new Map<string, string>();

  /** Takes the ids of one entry as names of one vulnerability, unless they are a bundle. */
  add(ids: readonly string[]): void {
    if (ids.length < 2) return;
    const [first, ...others] = identifying(ids);
    if (first === undefined) return;
    for (const other of others) this.#join(this.#rootOf(first), this.#rootOf(other));
  }

  /** One name for the vulnerability that an entry lists: the same for every entry that lists it under any alias. */
  nameOf(ids: readonly string[]): string {
    const [first = ids[0] ?? ""] = identifying(ids);
    return this.#rootOf(first);
  }

  #rootOf(id: string): string {
    const name = id.toUpperCase();
    let root = name;
    for (let parent = this.#parents.get(root); parent !== undefined; parent = this.#parents.get(root)) root = parent;
    // The next one to ask goes there at once: a chain of a hundred thousand aliases must not take all day.
    for (let step = name; step !== root; ) {
      const parent = this.#parents.get(step) ?? root;
      this.#parents.set(step, root);
      step = parent;
    }
    return root;
  }

  /** The better known id stays the root, so that the order of reports never shows. */
  #join(one: string, other: string): void {
    if (one === other) return;
    const [better, worse] = byFame(one, other) < 0 ? [one, other] : [other, one];
    this.#parents.set(worse, better);
  }
}

function identifying(ids: readonly string[]): readonly string[] {
  if (ids.length < 2) return ids;
  const names = ids.filter((id) => !advisory.test(id));
  const cves = new Set(names.filter((id) => systems[0]?.test(id)).map((id) => id.toUpperCase()));
  if (cves.size > 1) return ids.slice(0, 1);
  return names.length > 0 ? names : ids.slice(0, 1);
}

function byFame(one: string, other: string): number {
  return fame(one) - fame(other) || byText(one, other);
}

function fame(id: string): number {
  const index = systems.findIndex((system) => system.test(id));
  return index === -1 ? systems.length : index;
}
