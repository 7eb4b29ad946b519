import { Entry, isMap } from "../entry.js";
import type { Artifact } from "../finding.js";
import { dependencyCheckFindings } from "./dependency-check-finding.js";
import type { ReportReader } from "./reader.js";
import { describeUnknownLists } from "./unknown-lists.js";

/** OWASP Dependency-Check, `--format JSON`: https://dependency-check.github.io/DependencyCheck/ */
export const dependencyCheck: ReportReader = {
  tool: "dependencyCheck",
  format: "dependency-check-json",
  lists: ["$.dependencies.*"],
  recognises: (document) =>
    isMap(document) &&
    Object.hasOwn(document, "reportSchema") &&
    isMap(document.scanInfo) &&
    isMap(document.projectInfo),
  read: (document, path) => {
    const report = new Entry(document, path);
    const scan = report.requiredEntry("scanInfo");
    const project = report.requiredEntry("projectInfo");
    const artifact: Artifact = { name: project.text("name") ?? "", type: "project" };
    const dependencies = report.requiredEntries("dependencies");
    const list = (key: "vulnerabilities" | "suppressedVulnerabilities") =>
      dependencies.flatMap((dependency) => dependencyCheckFindings(dependency, key, artifact));
    return {
      artifact,
      toolVersion: scan.text("engineVersion"),
      createdAt: project.instant("reportDate"),
      ...healthOf(scan, dependencies),
      findings: list("vulnerabilities"),
      suppressed: list("suppressedVulnerabilities").map((finding) => ({
        ...finding,
        suppression: { status: "suppressed" },
      })),
      usesDatabase: true,
    };
  },
};

/** Lists of a dependency; one that is not known may hold vulnerabilities. */
const known = [
  "includedBy",
  "packages",
  "projectReferences",
  "relatedDependencies",
  "suppressedVulnerabilities",
  "suppressedVulnerabilityIds",
  "vulnerabilities",
  "vulnerabilityIds",
];

function healthOf(scan: Entry, dependencies: readonly Entry[]) {
  const gaps = [
    ...scan.textsAndEntries("analysisExceptions").map(describeException),
    ...dependencies.flatMap((dependency) => describeUnknownLists(dependency, known)),
  ];
  if (gaps.length > 0) return { health: "partial", healthReasons: gaps } as const;
  if (dependencies.length > 0) return { health: "ok", healthReasons: [] } as const;
  return { health: "empty", healthReasons: ["it lists no dependencies: nothing was looked up"] } as const;
}

function describeException(exception: string | Entry): string {
  const text = typeof exception === "string" ? exception : messageIn(exception);
  return `the analysis met an error${text === undefined ? "" : `: ${text.split("\n", 1)[0]}`}`;
}

function messageIn(exception: Entry): string | undefined {
  return exception.text("message") ?? exception.entry("exception")?.text("message");
}
