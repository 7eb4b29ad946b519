import { createHash } from "node:crypto";
import { canonicalJson } from "../canonical-json.js";
import type { VexProduct, VexStatement } from "./document.js";

/** Who says it and when. */
export interface OpenVexHeader {
  author: string;
  /**
   * IRI of the document.
   *
   * @default - an IRI made of the document's content
   */
  id?: string;
  /** RFC 3339. */
  timestamp: string;
  /**
   * Goes up by one with each change of a document that keeps its id.
   *
   * @default 1
   */
  version?: number;
  /**
   * What made the document.
   *
   * @default - nobody says
   */
  tooling?: string;
}

/**
 * Statements as an OpenVEX 0.2.0 document (https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md). Statements and
 * products are in a fixed order: the same statements give the same bytes.
 *
 * @throws {TypeError} when a statement is not valid: no id, no product, not_affected without a reason, affected without an
 * action.
 */
export function renderOpenVex(statements: readonly VexStatement[], header: OpenVexHeader): string {
  const said = inOrder(statements.map(statementOf));
  const content = {
    author: header.author,
    timestamp: header.timestamp,
    version: header.version ?? 1,
    ...(header.tooling !== undefined && { tooling: header.tooling }),
    statements: said,
  };
  const digest = createHash("sha256").update(canonicalJson(content)).digest("hex");
  const id = header.id ?? `https://openvex.dev/docs/public/vex-${digest}`;
  return `${JSON.stringify({ "@context": "https://openvex.dev/ns/v0.2.0", "@id": id, ...content }, undefined, 2)}\n`;
}

function statementOf({ ids, products, status, justification, impact, action, timestamp }: VexStatement) {
  const [name, ...aliases] = ids;
  if (name === undefined) throw new TypeError("A VEX statement names no vulnerability");
  if (products.length === 0) throw new TypeError(`The VEX statement on ${name} names no product`);
  if (status === "not_affected" && !justification && !impact) {
    throw new TypeError(`The VEX statement on ${name} says not_affected and gives no reason`);
  }
  if (status === "affected" && !action) {
    throw new TypeError(`The VEX statement on ${name} says affected and gives no action`);
  }
  return {
    vulnerability: { name, ...(aliases.length > 0 && { aliases: aliases.toSorted() }) },
    ...(timestamp !== undefined && { timestamp }),
    products: inOrder(products.map((product) => productOf(product, name))),
    status,
    // The specification ties each of them to one status.
    ...(status === "not_affected" && justification && { justification }),
    ...(status === "not_affected" && impact && { impact_statement: impact }),
    ...(status === "affected" && { action_statement: action }),
  };
}

function productOf({ id, purl, digest, subcomponents }: VexProduct, name: string) {
  const iri = id ?? purl ?? digest;
  if (iri === undefined) throw new TypeError(`The VEX statement on ${name} has a product without a name`);
  return {
    "@id": iri,
    ...(purl !== undefined && { identifiers: { purl } }),
    ...(digest?.startsWith("sha256:") && { hashes: { "sha-256": digest.slice("sha256:".length) } }),
    ...(subcomponents.length > 0 && {
      subcomponents: subcomponents.toSorted().map((component) => ({ "@id": component })),
    }),
  };
}

function inOrder<T>(values: readonly T[]): T[] {
  const keyed = new Map(values.map((value) => [canonicalJson(value), value]));
  return [...keyed].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
