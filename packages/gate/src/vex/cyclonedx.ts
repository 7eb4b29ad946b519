import { Entry, isMap } from "../entry.js";
import type { Artifact } from "../finding.js";
import { cyclonedxArtifact } from "../readers/cyclonedx.js";
import { type Components, packageAt, readComponents, refIn } from "../readers/cyclonedx-components.js";
import type { ReadVexStatement, VexDocument, VexJustification, VexProduct, VexStatus } from "./document.js";
import { refusal, withReason } from "./statement-check.js";

/** True for CycloneDX JSON of any version. */
export function isCyclonedxVex(document: unknown): boolean {
  return isMap(document) && document.bomFormat === "CycloneDX";
}

/** The vulnerabilities with an `analysis.state`; one without states nothing: https://cyclonedx.org/docs/1.7/json/ */
export function readCyclonedxVex(document: unknown, path: string): VexDocument {
  const bom = new Entry(document, path);
  const metadata = bom.entry("metadata");
  const timestamp = metadata?.instant("timestamp");
  const id = bom.text("serialNumber");
  const author = metadata?.entries("authors")[0]?.text("name");
  const context = { components: readComponents(bom), described: metadata?.entry("component"), timestamp };
  return {
    ...(id !== undefined && { id }),
    ...(author !== undefined && { author }),
    ...(timestamp !== undefined && { timestamp }),
    ...(isMap(document) && typeof document.version === "number" && { version: `${document.version}` }),
    format: "cyclonedx",
    statements: bom.entries("vulnerabilities").flatMap((entry) => statementsOf(entry, context)),
  };
}

interface Context {
  components: Components;
  described: Entry | undefined;
  timestamp: string | undefined;
}

const states: ReadonlyMap<string, VexStatus> = new Map([
  ["exploitable", "affected"],
  ["in_triage", "under_investigation"],
  ["resolved", "fixed"],
  ["resolved_with_pedigree", "fixed"],
  ["false_positive", "not_affected"],
  ["not_affected", "not_affected"],
]);

/** Those that mean the same in both; the others stay in words. */
const sameJustifications: ReadonlyMap<string | undefined, VexJustification> = new Map([
  ["code_not_present", "vulnerable_code_not_present"],
  ["code_not_reachable", "vulnerable_code_not_in_execute_path"],
  ["protected_by_mitigating_control", "inline_mitigations_already_exist"],
]);

function statementsOf(entry: Entry, context: Context): ReadVexStatement[] {
  const analysis = entry.entry("analysis");
  const state = analysis?.text("state");
  if (!analysis || state === undefined) return [];
  const status = states.get(state);
  const remedy = `Let its author write one of: ${[...states.keys()].join(", ")}.`;
  if (!status) throw refusal(analysis, "state", "is no state of CycloneDX", remedy);
  const word = analysis.text("justification");
  const justification = sameJustifications.get(word);
  const said = [
    state === "false_positive" ? state : undefined,
    justification ? undefined : word,
    analysis.text("detail"),
  ];
  const impact = said.filter((text) => text !== undefined).join(": ");
  const action = entry.text("recommendation");
  const timestamp = analysis.instant("lastUpdated") ?? analysis.instant("firstIssued") ?? context.timestamp;
  const statement: ReadVexStatement = {
    ids: [entry.requiredText("id"), ...entry.entries("references").flatMap((reference) => reference.text("id") ?? [])],
    products: entry.entries("affects").map((affected) => productOf(affected.requiredText("ref"), context)),
    status,
    ...(justification && { justification }),
    ...(impact !== "" && { impact }),
    ...(action !== undefined && { action }),
    ...(timestamp !== undefined && { timestamp }),
    pointer: entry.pointer,
  };
  return [withReason(statement, entry)];
}

/**
 * The component inside what the document describes. A BOM-Link into another document is about the product of that one,
 * which nothing here names: it keeps its id, so that it clears no other product with the same package.
 */
function productOf(reference: string, { components, described }: Context): VexProduct {
  const purl = packageAt(reference, components).purl;
  const isElsewhere = reference.startsWith("urn:cdx:") && !components.byRef.has(refIn(reference, components));
  if (isElsewhere) return { id: reference, subcomponents: [purl ?? reference] };
  if (!described) return { ...(purl === undefined ? { id: reference } : { purl }), subcomponents: [] };
  const { name, digest }: Artifact = cyclonedxArtifact(described);
  const ownPurl = described.text("purl");
  const isItself = described.text("bom-ref") === reference;
  return {
    ...(name !== "" && { id: name }),
    ...(ownPurl !== undefined && { purl: ownPurl }),
    ...(digest !== undefined && { digest }),
    subcomponents: isItself ? [] : [purl ?? reference],
  };
}
