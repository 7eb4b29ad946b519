import { Entry, isMap } from "../entry.js";
import {
  justifications,
  type ReadVexStatement,
  statuses,
  type VexDocument,
  type VexJustification,
  type VexProduct,
  type VexStatus,
} from "./document.js";
import { refusal, withReason } from "./statement-check.js";

/** True for OpenVEX of any version. */
export function isOpenVex(document: unknown): boolean {
  return (
    isMap(document) &&
    typeof document["@context"] === "string" &&
    document["@context"].startsWith("https://openvex.dev/")
  );
}

/** OpenVEX 0.2.0 and 0.0.x: https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md */
export function readOpenVex(document: unknown, path: string): VexDocument {
  const vex = new Entry(document, path);
  const timestamp = vex.instant("last_updated") ?? vex.instant("timestamp");
  const version = isMap(document) ? document.version : undefined;
  return {
    ...said("id", vex.text("@id")),
    ...said("author", vex.text("author")),
    ...said("timestamp", timestamp),
    // A text in 0.0.x, a number since.
    ...said("version", typeof version === "number" || typeof version === "string" ? `${version}` : undefined),
    format: "openvex",
    statements: vex
      .requiredEntries("statements")
      .map((statement) => statementOf(statement, vex.instant("timestamp") ?? timestamp)),
  };
}

/** A field that is there, or no field at all. */
function said<K extends string>(key: K, value: string | undefined): { [key in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]: string });
}

function statementOf(entry: Entry, documentTime: string | undefined): ReadVexStatement {
  const justification = justificationOf(entry);
  const statement: ReadVexStatement = {
    ids: idsOf(entry),
    products: productsOf(entry),
    status: statusOf(entry),
    ...(justification && { justification }),
    ...said("impact", entry.text("impact_statement")),
    ...said("action", entry.text("action_statement")),
    ...said("timestamp", entry.instant("last_updated") ?? entry.instant("timestamp") ?? documentTime),
    pointer: entry.pointer,
  };
  return withReason(statement, entry);
}

/** Before 0.2.0 the vulnerability was a text. */
function idsOf(entry: Entry): string[] {
  const vulnerability = entry.textOrEntry("vulnerability");
  if (typeof vulnerability === "string") return [vulnerability];
  const named = vulnerability ?? entry.requiredEntry("vulnerability");
  const name = named.text("name") ?? named.text("@id") ?? named.requiredText("name");
  return [...new Set([name, ...named.texts("aliases")])];
}

function statusOf(entry: Entry): VexStatus {
  const word = entry.requiredText("status");
  const status = statuses.find((known) => known === word);
  if (status) return status;
  throw refusal(entry, "status", "is no VEX status", `Let its author write one of: ${statuses.join(", ")}.`);
}

function justificationOf(entry: Entry): VexJustification | undefined {
  const word = entry.text("justification");
  const justification = justifications.find((known) => known === word);
  if (word === undefined || justification) return justification;
  const remedy = `Let its author write one of: ${justifications.join(", ")}.`;
  throw refusal(entry, "justification", "is no VEX justification", remedy);
}

/** Before 0.2.0 products were texts, and the statement held the subcomponents of all of them. */
function productsOf(entry: Entry): VexProduct[] {
  const shared = purlsOf(entry);
  return entry.textsAndEntries("products").map((product) => {
    if (typeof product === "string") return { id: product, ...purlIn(product), subcomponents: shared };
    const id = product.text("@id");
    const purl = purlOf(product);
    const sha256 = product.entry("hashes")?.text("sha-256");
    return {
      ...said("id", id),
      ...said("purl", purl),
      ...said("digest", sha256 === undefined ? undefined : `sha256:${sha256.toLowerCase()}`),
      subcomponents: [...purlsOf(product), ...shared],
    };
  });
}

/** The subcomponents; one without a purl keeps its id, which no package can match, so that it narrows all the same. */
function purlsOf(holder: Entry): string[] {
  return holder
    .textsAndEntries("subcomponents")
    .map((component) =>
      typeof component === "string" ? component : (purlOf(component) ?? component.requiredText("@id")),
    );
}

function purlOf(component: Entry): string | undefined {
  return component.entry("identifiers")?.text("purl") ?? purlIn(component.text("@id") ?? "").purl;
}

function purlIn(id: string): { purl?: string } {
  return id.startsWith("pkg:") ? { purl: id } : {};
}
