import type { DefaultTreeAdapterTypes as Tree } from "parse5";

/** The elements in a tree, of these names where some are given. */
export function elementsOf(node: Tree.Node, ...names: readonly string[]): Tree.Element[] {
  const children = "childNodes" in node ? node.childNodes.flatMap((child) => elementsOf(child, ...names)) : [];
  const wanted = "tagName" in node && (names.length === 0 || names.includes(node.tagName));
  return wanted ? [node, ...children] : children;
}

/** The text that a tree shows, without what is in elements of these names. */
export function textOf(node: Tree.Node, ...without: readonly string[]): string {
  if (node.nodeName === "#text") return (node as Tree.TextNode).value;
  if ("tagName" in node && without.includes(node.tagName)) return "";
  return "childNodes" in node ? node.childNodes.map((child) => textOf(child, ...without)).join("") : "";
}
