import { XmlElement } from "../xml-element.js";
import { dependencyCheck } from "./dependency-check.js";
import type { ReportReader } from "./reader.js";

/**
 * OWASP Dependency-Check, `--format XML`, in all versions of its schema, which say the same as its JSON:
 * https://dependency-check.github.io/DependencyCheck/
 */
export const dependencyCheckXml: ReportReader = {
  tool: "dependencyCheck",
  format: "dependency-check-xml",
  lists: ["$.dependencies.dependency"],
  recognises: (document) =>
    document instanceof XmlElement && document.name === "analysis" && document.first("projectInfo") !== undefined,
  read: (document, path) => dependencyCheck.read(document instanceof XmlElement ? asJson(document) : document, path),
};

type Fields = Record<string, unknown>;

function asJson(report: XmlElement): Fields {
  const scan = report.first("scanInfo");
  const dependencies = report.first("dependencies");
  return {
    scanInfo: scan && { ...scan.fields(), analysisExceptions: exceptionsIn(scan) },
    projectInfo: report.first("projectInfo")?.fields(),
    ...(dependencies && { dependencies: dependencies.all("dependency").map(dependencyAsJson) }),
  };
}

/** Any of the nested messages tells what went wrong; the first does. */
function exceptionsIn(scan: XmlElement): Fields[] {
  const exceptions = scan.first("analysisExceptions")?.all("exception") ?? [];
  return exceptions.map((exception) => ({ message: exception.first("message")?.text.trim() }));
}

function dependencyAsJson(dependency: XmlElement): Fields {
  const list = (name: string) => dependency.first("vulnerabilities")?.all(name).map(vulnerabilityAsJson) ?? [];
  const related = dependency.first("relatedDependencies")?.all("relatedDependency") ?? [];
  return {
    ...dependency.fields(),
    packages: packagesIn(dependency.first("identifiers")),
    relatedDependencies: related.map((copy) => copy.fields()),
    vulnerabilities: list("vulnerability"),
    suppressedVulnerabilities: list("suppressedVulnerability"),
    ...emptied(dependency, ["identifiers", "evidenceCollected", "projectReferences", "includedBy"]),
  };
}

/** Schema 2 has package URLs; schema 1 has Maven coordinates among the identifiers. */
function packagesIn(identifiers: XmlElement | undefined): Fields[] {
  const purls = (identifiers?.all("package") ?? []).map((entry) => entry.first("id")?.text.trim());
  const coordinates = (identifiers?.all("identifier") ?? [])
    .filter(({ attributes }) => attributes.get("type") === "maven")
    .map((entry) => entry.first("name")?.text.trim().split(":") ?? [])
    .flatMap(([group, name, version]) => (name === undefined ? [] : `pkg:maven/${group}/${name}@${version ?? ""}`));
  return [...purls, ...coordinates].map((id) => ({ id }));
}

function vulnerabilityAsJson(vulnerability: XmlElement): Fields {
  const fields = vulnerability.fields();
  const references = vulnerability.first("references")?.all("reference") ?? [];
  return {
    name: fields.name,
    severity: fields.severity,
    source: vulnerability.attributes.get("source"),
    cwes: [...(vulnerability.first("cwes") ?? vulnerability).all("cwe")].map(({ text }) => text.trim()),
    references: references.map((reference) => reference.fields()),
    cvssv2: scoreIn(vulnerability.first("cvssV2"), "score") ?? scoreIn(vulnerability, "cvssScore", "score"),
    cvssv3: scoreIn(vulnerability.first("cvssV3"), "baseScore"),
    cvssv4: scoreIn(vulnerability.first("cvssV4"), "baseScore"),
  };
}

/** XML knows no numbers: a text that is none stays what it is, and is refused with its place. */
function scoreIn(element: XmlElement | undefined, name: string, key = name): Fields | undefined {
  const text = element?.first(name)?.text.trim();
  if (!text) return undefined;
  return {
    [key]: Number.isNaN(Number(text)) ? text : Number(text),
    vectorString: element?.first("vectorString")?.text.trim(),
  };
}

/** What is not read is left out, where its text would be nothing but white space. */
function emptied(element: XmlElement, names: readonly string[]): Fields {
  return Object.fromEntries(names.filter((name) => element.first(name)).map((name) => [name, undefined]));
}
