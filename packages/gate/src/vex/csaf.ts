import { Entry, isMap } from "../entry.js";
import { CsafProducts } from "./csaf-products.js";
import {
  justifications,
  type ReadVexStatement,
  type VexDocument,
  type VexJustification,
  type VexStatus,
} from "./document.js";
import { refusal, withReason } from "./statement-check.js";

/** True for a CSAF document of any version and profile. */
export function isCsaf(document: unknown): boolean {
  return isMap(document) && isMap(document.document) && typeof document.document.csaf_version === "string";
}

/**
 * CSAF 2, the VEX profile and any other with vulnerabilities: https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html.
 * Only the VEX profile has to say why a product is not affected. Where another profile does not, it states nothing.
 */
export function readCsaf(document: unknown, path: string): VexDocument {
  const csaf = new Entry(document, path);
  const header = csaf.requiredEntry("document");
  const version = header.requiredText("csaf_version");
  if (!version.startsWith("2."))
    throw refusal(header, "csaf_version", "is no version of CSAF that is known", "Write 2.0.");
  const tracking = header.requiredEntry("tracking");
  const products = new CsafProducts(csaf.entry("product_tree"));
  const timestamp = tracking.instant("current_release_date");
  const author = header.entry("publisher")?.text("name");
  const edition = tracking.text("version");
  const context = { products, timestamp, isVex: header.text("category") === "csaf_vex" };
  return {
    id: tracking.requiredText("id"),
    ...(author !== undefined && { author }),
    ...(timestamp !== undefined && { timestamp }),
    ...(edition !== undefined && { version: edition }),
    format: "csaf",
    statements: csaf.entries("vulnerabilities").flatMap((entry) => statementsOf(entry, context)),
  };
}

interface Context {
  products: CsafProducts;
  timestamp: string | undefined;
  isVex: boolean;
}

/** `recommended` names versions to use and no status. */
const statusOf: ReadonlyArray<readonly [string, VexStatus]> = [
  ["known_affected", "affected"],
  ["first_affected", "affected"],
  ["last_affected", "affected"],
  ["under_investigation", "under_investigation"],
  ["fixed", "fixed"],
  ["first_fixed", "fixed"],
  ["known_not_affected", "not_affected"],
];

/** One statement for the products of a status of which the same is said. */
function statementsOf(entry: Entry, context: Context): ReadVexStatement[] {
  const listed = entry.entry("product_status");
  return statusOf.flatMap(([key, status]) => {
    const groups = Map.groupBy(listed?.texts(key) ?? [], (id) =>
      JSON.stringify(saidOf(entry, id, status, context.products)),
    );
    return [...groups.values()].flatMap((ids) => statementOf(entry, ids, status, context));
  });
}

function statementOf(
  entry: Entry,
  productIds: readonly string[],
  status: VexStatus,
  { products, timestamp, isVex }: Context,
): ReadVexStatement[] {
  const statement: ReadVexStatement = {
    ids: idsOf(entry),
    products: productIds.flatMap((id) => products.named(id)),
    status,
    ...saidOf(entry, productIds[0] ?? "", status, products),
    ...(timestamp !== undefined && { timestamp }),
    pointer: entry.pointer,
  };
  const isSilent = status === "not_affected" && !statement.justification && !statement.impact;
  return isSilent && !isVex ? [] : [withReason(statement, entry)];
}

function idsOf(entry: Entry): string[] {
  const others = entry.entries("ids").map((id) => id.requiredText("text"));
  return [...new Set([entry.text("cve") ?? others[0] ?? entry.requiredText("cve"), ...others])];
}

type Said = Pick<ReadVexStatement, "justification" | "impact" | "action">;

/** Why a product is not affected, or what those who are should do. */
function saidOf(entry: Entry, productId: string, status: VexStatus, products: CsafProducts): Said {
  const about = (key: string) => entry.entries(key).filter((it) => products.isAbout(it, productId));
  if (status === "not_affected") {
    const [justification] = about("flags").map(justificationOf);
    const threats = about("threats").filter((it) => it.text("category") === "impact");
    const impact = threats.map((it) => it.requiredText("details")).join(" ");
    return { ...(justification && { justification }), ...(impact !== "" && { impact }) };
  }
  const action = about("remediations").map((it) => it.requiredText("details"));
  return status === "affected" && action.length > 0 ? { action: action.join(" ") } : {};
}

function justificationOf(flag: Entry): VexJustification {
  const label = flag.requiredText("label");
  const justification = justifications.find((known) => known === label);
  if (justification) return justification;
  throw refusal(flag, "label", "is no VEX justification", `Let its author write one of: ${justifications.join(", ")}.`);
}
