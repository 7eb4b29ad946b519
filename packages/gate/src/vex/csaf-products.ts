import type { Entry } from "../entry.js";
import { parsePurl } from "../purl.js";
import type { VexProduct } from "./document.js";

/** What a flag, threat or remediation is about. */
interface Subjects {
  isAll: boolean;
  ids: ReadonlySet<string>;
}

/** The products of a CSAF document by their ids: its tree, its relationships and its groups. */
export class CsafProducts {
  readonly #byId = new Map<string, readonly VexProduct[]>();
  readonly #relationships = new Map<string, Entry>();
  readonly #groups: ReadonlyMap<string, readonly string[]>;
  /** By pointer: advisories have thousands of products, and ask for each of them. */
  readonly #subjects = new Map<string, Subjects>();

  constructor(tree: Entry | undefined) {
    for (const product of tree?.entries("full_product_names") ?? []) this.#add(product, undefined);
    for (const branch of tree?.entries("branches") ?? []) this.#addBranch(branch, undefined);
    for (const relationship of tree?.entries("relationships") ?? []) {
      const product = relationship.requiredEntry("full_product_name");
      this.#relationships.set(product.requiredText("product_id"), relationship);
    }
    const groups = tree?.entries("product_groups") ?? [];
    this.#groups = new Map(groups.map((group) => [group.requiredText("group_id"), group.texts("product_ids")]));
  }

  /** The products behind an id. One that the tree does not have keeps the id, and is nothing that a scanner can find. */
  named(id: string): readonly VexProduct[] {
    return this.#resolve(id, []);
  }

  /** True where a flag, threat or remediation is about a product; one that names none is about all. */
  isAbout(entry: Entry, id: string): boolean {
    const known = this.#subjects.get(entry.pointer) ?? this.#subjectsOf(entry);
    this.#subjects.set(entry.pointer, known);
    return known.isAll || known.ids.has(id);
  }

  #subjectsOf(entry: Entry): Subjects {
    const [ids, groups] = [entry.texts("product_ids"), entry.texts("group_ids")];
    return {
      isAll: ids.length === 0 && groups.length === 0,
      ids: new Set([...ids, ...groups.flatMap((group) => this.#groups.get(group) ?? [])]),
    };
  }

  #resolve(id: string, within: readonly string[]): readonly VexProduct[] {
    const relationship = this.#relationships.get(id);
    if (!relationship || within.includes(id)) return this.#byId.get(id) ?? [{ id, subcomponents: [] }];
    const component = this.#resolve(relationship.requiredText("product_reference"), [...within, id]);
    const subcomponents = component.flatMap(partsOf);
    const whole = relationship.requiredText("relates_to_product_reference");
    // What is itself a part of something is no product that is scanned.
    const products = this.#relationships.has(whole) ? undefined : this.#byId.get(whole);
    return (products ?? [{ id: whole, subcomponents: [] }]).map((product) => ({ ...product, subcomponents }));
  }

  #addBranch(branch: Entry, outer: Entry | undefined): void {
    const isVersion = branch.text("category")?.startsWith("product_version") === true;
    const version = isVersion ? branch : outer;
    const product = branch.entry("product");
    if (product) this.#add(product, version);
    for (const inner of branch.entries("branches")) this.#addBranch(inner, version);
  }

  #add(product: Entry, version: Entry | undefined): void {
    const id = product.requiredText("product_id");
    const helper = product.entry("product_identification_helper");
    // `purls` is what CSAF 2.1 calls it.
    const stated = [helper?.text("purl") ?? [], helper?.texts("purls") ?? []].flat();
    const digest = helper && digestIn(helper);
    const purls = stated.flatMap((purl) => ofVersion(purl, version) ?? []);
    const given = { id, ...(digest !== undefined && { digest }), subcomponents: [] };
    this.#byId.set(id, purls.length === 0 ? [given] : purls.map((purl) => ({ ...given, purl })));
  }
}

/** What names a component inside a product. */
function partsOf({ id, purl, subcomponents }: VexProduct): readonly string[] {
  return subcomponents.length > 0 ? subcomponents : [purl ?? id ?? ""];
}

/** The one SHA-256; a product of several files has no digest of its own. */
function digestIn(helper: Entry): string | undefined {
  const hashes = helper.entries("hashes").flatMap((file) => file.entries("file_hashes"));
  const [first, ...others] = hashes.filter((hash) => hash.text("algorithm") === "sha256");
  return first && others.length === 0 ? `sha256:${first.requiredText("value").toLowerCase()}` : undefined;
}

/**
 * A purl without a version would stand for all of them, so it takes the version of the branch. A range is no version: no purl
 * covers it, and a statement about it reaches nothing.
 */
function ofVersion(text: string, version: Entry | undefined): string | undefined {
  const purl = parsePurl(text);
  if (!purl || purl.version || !version) return text;
  if (version.text("category") !== "product_version") return undefined;
  const name = version.requiredText("name");
  if (purl.type === "oci") purl.qualifiers = { ...purl.qualifiers, tag: name };
  else purl.version = name;
  return purl.toString();
}
