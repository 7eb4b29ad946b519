import { Entry, isMap } from "../entry.js";
import { type CsafProducts, readCsafProducts } from "./csaf-products.js";
import {
  justifications,
  type ReadVexStatement,
  type VexDocument,
  type VexJustification,
  type VexStatus,
} from "./document.js";
import { refusal, withReason } from "./statement-check.js";

/** True for a CSAF document of any version. */
export function isCsaf(document: unknown): boolean {
  return isMap(document) && isMap(document.document) && typeof document.document.csaf_version === "string";
}

/**
 * CSAF 2.0 and 2.1, of whatever profile: the status of each product for each vulnerability.
 * https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html#45-profile-5-vex
 *
 * @throws {ReportError} when it is damaged, a draft, or clears a product without a reason.
 */
export function readCsaf(document: unknown, path: string): VexDocument {
  const csaf = new Entry(document, path);
  const head = csaf.requiredEntry("document");
  const tracking = head.requiredEntry("tracking");
  if (tracking.text("status") === "draft") {
    throw refusal(tracking, "status", "is draft", "Take the document when its author has released it.");
  }
  const author = head.entry("publisher")?.text("name");
  const timestamp = tracking.instant("current_release_date");
  const version = tracking.text("version");
  const products = readCsafProducts(csaf.entry("product_tree"));
  return {
    id: tracking.requiredText("id"),
    ...(author !== undefined && { author }),
    ...(timestamp !== undefined && { timestamp }),
    ...(version !== undefined && { version }),
    format: "csaf",
    statements: csaf.entries("vulnerabilities").flatMap((entry) => statementsOf(entry, products, timestamp)),
  };
}

/** What each list of product ids says; `recommended` says nothing about a vulnerability. */
const statuses: readonly (readonly [string, VexStatus])[] = [
  ["first_affected", "affected"],
  ["known_affected", "affected"],
  ["last_affected", "affected"],
  ["under_investigation", "under_investigation"],
  ["unknown", "under_investigation"],
  ["first_fixed", "fixed"],
  ["fixed", "fixed"],
  ["known_not_affected", "not_affected"],
];

function statementsOf(entry: Entry, products: CsafProducts, timestamp: string | undefined): ReadVexStatement[] {
  const status = entry.entry("product_status");
  if (!status) return [];
  const ids = [entry.text("cve") ?? [], entry.entries("ids").map((id) => id.requiredText("text"))].flat();
  if (ids.length === 0) throw refusal(entry, "", "names no vulnerability", "Let its author give its CVE id.");
  const reasons = reasonsIn(entry, products);
  return statuses.flatMap(([list, word]) => {
    const byReason = Map.groupBy(status.texts(list), (id) => JSON.stringify(reasons(id)));
    return [...byReason.values()].map((alike): ReadVexStatement => {
      const { justification, impact, action } = reasons(alike[0] ?? "");
      const statement: ReadVexStatement = {
        ids,
        products: alike.map((id) => products.product(id)),
        status: word,
        ...(justification && { justification }),
        ...(impact !== undefined && { impact }),
        ...(action !== undefined && { action }),
        ...(timestamp !== undefined && { timestamp }),
        pointer: entry.pointer,
      };
      return withReason(statement, entry);
    });
  });
}

interface Reasons {
  justification?: VexJustification | undefined;
  impact?: string | undefined;
  action?: string | undefined;
}

/** Why a product has its status, which CSAF says elsewhere: in flags, threats and remediations. */
function reasonsIn(entry: Entry, products: CsafProducts): (id: string) => Reasons {
  const labels = byProduct(entry.entries("flags"), "label", products);
  const impacts = byProduct(
    entry.entries("threats").filter((threat) => threat.text("category") === "impact"),
    "details",
    products,
  );
  const actions = byProduct(entry.entries("remediations"), "details", products);
  return (id) => ({
    justification: justifications.find((word) => word === labels.get(id)),
    impact: impacts.get(id),
    action: actions.get(id),
  });
}

function byProduct(entries: readonly Entry[], key: string, products: CsafProducts): ReadonlyMap<string, string> {
  return new Map(
    entries.flatMap((entry) => {
      const text = entry.text(key);
      return text === undefined ? [] : products.idsIn(entry).map((id): [string, string] => [id, text]);
    }),
  );
}
