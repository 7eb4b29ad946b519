import { Entry, isMap } from "../entry.js";
import type { Artifact, Finding, Score } from "../finding.js";
import type { ReportReader } from "./reader.js";
import { scoreField } from "./score-field.js";
import { spdxHealth } from "./spdx.js";
import { advisoryFinding } from "./spdx-advisory.js";

/**
 * SPDX 3 JSON-LD, a graph of elements: https://spdx.github.io/spdx-spec/v3.0.1/. Like SPDX 2 it is no scan. Advisories and
 * vulnerabilities that it ties to packages are findings, with the CVSS assessments that it gives; what it says in the manner
 * of VEX is not read, and excuses nothing.
 */
export const spdxGraph: ReportReader = {
  tool: "spdx",
  format: "spdx SPDX-3",
  recognises: (document) => isMap(document) && [document["@context"]].flat().some(isSpdxContext),
  toolOf: () => undefined,
  read: (document, path) => {
    const elements = new Entry(document, path).requiredEntries("@graph");
    const name = ofType(elements, "SpdxDocument")[0]?.text("name") ?? "";
    const artifact: Artifact = { name, type: "unknown" };
    const findings = [...advised(elements, artifact), ...associated(elements, artifact)];
    return { artifact, findings, suppressed: [], usesDatabase: true, ...spdxHealth(findings) };
  },
};

function isSpdxContext(context: unknown): boolean {
  return typeof context === "string" && /^https?:\/\/spdx\.(org|github\.io)\//.test(context);
}

function ofType(elements: readonly Entry[], name: string): Entry[] {
  return elements.filter((element) => (element.text("type") ?? element.text("@type")) === name);
}

/** Packages with a reference to an advisory. */
function advised(elements: readonly Entry[], artifact: Artifact): Finding[] {
  return ofType(elements, "software_Package").flatMap((element) =>
    element
      .entries("externalRef")
      .filter((reference) => reference.text("externalRefType") === "securityAdvisory")
      .flatMap((entry) => entry.texts("locator").map((locator) => ({ entry, locator })))
      .map(({ entry, locator }) =>
        advisoryFinding(locator, { entry, found: packageOf(element), artifact, tool: "spdx" }),
      ),
  );
}

const tying: readonly (string | undefined)[] = ["hasAssociatedVulnerability", "affects"];

/** Packages and vulnerabilities that a relationship ties together; which of them is its subject depends on its type. */
function associated(elements: readonly Entry[], artifact: Artifact): Finding[] {
  const byId = new Map(elements.map((element) => [element.text("spdxId") ?? element.text("@id") ?? "", element]));
  const vulnerabilities = new Set(ofType(elements, "security_Vulnerability"));
  const assessed = assessmentsIn(elements);
  const ties = elements.filter((element) => tying.includes(element.text("relationshipType")));
  return ties.flatMap((entry) => {
    const ends = [entry.requiredText("from"), ...entry.texts("to")].flatMap((id) => byId.get(id) ?? []);
    const packages = ends.filter((end) => !vulnerabilities.has(end));
    return ends
      .filter((end) => vulnerabilities.has(end))
      .flatMap((end) =>
        packages.map((one) => {
          const rated = ratingOf(assessed, end);
          return advisoryFinding(idOf(end), { entry, found: packageOf(one), artifact, tool: "spdx", ...rated });
        }),
      );
  });
}

function idOf(vulnerability: Entry): string {
  const [id] = vulnerability.entries("externalIdentifier").map((it) => it.requiredText("identifier"));
  return id ?? vulnerability.text("name") ?? vulnerability.requiredText("spdxId");
}

function packageOf(element: Entry): NonNullable<Finding["package"]> {
  const purl = element
    .entries("externalIdentifier")
    .find((it) => it.text("externalIdentifierType") === "packageUrl")
    ?.text("identifier");
  return {
    name: element.requiredText("name"),
    version: element.text("software_packageVersion"),
    purl: element.text("software_packageUrl") ?? purl,
  };
}

const assessments = [
  ["security_CvssV4VulnAssessmentRelationship", "4"],
  ["security_CvssV3VulnAssessmentRelationship", "3"],
  ["security_CvssV2VulnAssessmentRelationship", "2"],
] as const;

interface Assessment {
  entry: Entry;
  version: Score["version"];
}

/** The CVSS assessments by the vulnerability, whichever package they are of. */
function assessmentsIn(elements: readonly Entry[]): ReadonlyMap<string | undefined, Assessment[]> {
  const all = assessments.flatMap(([type, version]) => ofType(elements, type).map((entry) => ({ entry, version })));
  return Map.groupBy(all, ({ entry }) => entry.text("from"));
}

function ratingOf(
  assessed: ReadonlyMap<string | undefined, Assessment[]>,
  vulnerability: Entry,
): { scores: Score[]; label: string | undefined } {
  const given = assessed.get(vulnerability.text("spdxId") ?? vulnerability.text("@id")) ?? [];
  return {
    scores: given.flatMap(({ entry, version }) =>
      scoreField(entry, "security_score", { source: "spdx", version, vector: entry.text("security_vectorString") }),
    ),
    label: given.map(({ entry }) => entry.text("security_severity")).find((word) => word !== undefined),
  };
}
