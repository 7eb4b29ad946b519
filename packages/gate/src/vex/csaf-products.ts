import type { Entry } from "../entry.js";
import type { VexProduct } from "./document.js";

/** The products of a CSAF document by their id, and the groups of them. */
export interface CsafProducts {
  /** The product behind an id; one that the document does not define keeps its id, which nothing matches. */
  product(id: string): VexProduct;
  /** The ids that an entry is about: those it lists, and those of its groups. */
  idsIn(entry: Entry): string[];
}

/** A component of a product, as the document joins them under an id of their own. */
interface Relationship {
  component: string;
  whole: string;
}

/** Deepest chain of components of components. */
const deepestChain = 10;

/** https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html#322-product-tree-property */
export function readCsafProducts(tree: Entry | undefined): CsafProducts {
  const named = new Map<string, Entry>();
  const relationships = new Map<string, Relationship>();
  for (const product of tree ? [...tree.entries("full_product_names"), ...inBranches(tree)] : []) {
    named.set(product.requiredText("product_id"), product);
  }
  for (const relationship of tree?.entries("relationships") ?? []) {
    relationships.set(relationship.requiredEntry("full_product_name").requiredText("product_id"), {
      component: relationship.requiredText("product_reference"),
      whole: relationship.requiredText("relates_to_product_reference"),
    });
  }
  const groups = new Map(
    tree?.entries("product_groups").map((group) => [group.requiredText("group_id"), group.texts("product_ids")]),
  );
  return {
    product: (id) => productOf(id, named, relationships, 0),
    idsIn: (entry) => [
      ...entry.texts("product_ids"),
      ...entry.texts("group_ids").flatMap((group) => groups.get(group) ?? []),
    ],
  };
}

function inBranches(tree: Entry): Entry[] {
  return tree.entries("branches").flatMap((branch) => [branch.entry("product") ?? [], inBranches(branch)].flat());
}

function productOf(
  id: string,
  named: ReadonlyMap<string, Entry>,
  relationships: ReadonlyMap<string, Relationship>,
  depth: number,
): VexProduct {
  const relationship = relationships.get(id);
  if (relationship && depth < deepestChain) {
    const whole = productOf(relationship.whole, named, relationships, depth + 1);
    const component = productOf(relationship.component, named, relationships, depth + 1);
    return { ...whole, subcomponents: [component.purl ?? relationship.component] };
  }
  const product = named.get(id);
  return product ? itself(product) : { id, subcomponents: [] };
}

function itself(product: Entry): VexProduct {
  const helper = product.entry("product_identification_helper");
  // CSAF 2.1 has a list.
  const purl = helper?.text("purl") ?? helper?.texts("purls")[0];
  const sha256 = helper
    ?.entries("hashes")
    .flatMap((hashes) => hashes.entries("file_hashes"))
    .find((hash) => hash.text("algorithm") === "sha256")
    ?.text("value");
  return {
    id: product.requiredText("name"),
    ...(purl !== undefined && { purl }),
    ...(sha256 !== undefined && isImage(purl) && { digest: `sha256:${sha256.toLowerCase()}` }),
    subcomponents: [],
  };
}

/** The hash of any other file is no digest of an image. */
function isImage(purl: string | undefined): boolean {
  return purl !== undefined && /^pkg:(oci|docker)\//.test(purl);
}
