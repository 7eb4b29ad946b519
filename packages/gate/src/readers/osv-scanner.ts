import { Entry, isMap } from "../entry.js";
import type { Artifact, Finding } from "../finding.js";
import { osvLicence, osvProblem } from "./osv-finding.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { repositoryPath } from "./repository-path.js";
import { sourceFiles } from "./source-finding.js";
import { describeUnknownLists } from "./unknown-lists.js";

/** `osv-scanner scan --format json`: https://google.github.io/osv-scanner/output */
export const osvScanner: ReportReader = {
  tool: "osvScanner",
  format: "osv-scanner-json",
  lists: ["$.results.*.packages.*"],
  recognises: (document) =>
    isMap(document) &&
    Array.isArray(document.results) &&
    document.results.every((result) => isMap(result) && isMap(result.source) && Object.hasOwn(result, "packages")) &&
    (document.results.length > 0 || Object.keys(document).every((key) => keysOfEmpty.includes(key))),
  read: (document, path) => {
    const report = new Entry(document, path);
    const results = report.requiredEntries("results");
    const artifact: Artifact = report.entry("image_metadata") ? { name: "", type: "container_image" } : sourceFiles;
    const packages = results.flatMap((result) => result.entries("packages"));
    return {
      artifact,
      ...healthOf(report, packages),
      findings: results.flatMap((result) => findingsOf(result, artifact)),
      suppressed: [],
      // Whether OSV.dev or a database on the disk was asked, the report does not say.
      usesDatabase: true,
    };
  },
};

/** Other scanners write an empty list of results too. */
const keysOfEmpty = ["results", "experimental_config", "image_metadata"];

const packageKeys = ["vulnerabilities", "groups", "licenses", "license_violations", "dependency_groups"];

const nothingListed =
  "it lists no packages, as a run without a database does too: run osv-scanner with --all-packages, which lists what was scanned";

function healthOf(report: Entry, packages: readonly Entry[]): Pick<ReportContent, "health" | "healthReasons"> {
  if (packages.length === 0) return { health: "empty", healthReasons: [nothingListed] };
  const healthReasons = [
    ...describeUnknownLists(report, ["results"]),
    ...packages.flatMap((entry) => describeUnknownLists(entry, packageKeys)),
  ];
  return { health: healthReasons.length === 0 ? "ok" : "partial", healthReasons };
}

function findingsOf(result: Entry, artifact: Artifact): Finding[] {
  const file = repositoryPath(result.requiredEntry("source").requiredText("path"));
  return result.requiredEntries("packages").flatMap((entry) => {
    const place = { artifact, file, affected: entry.requiredEntry("package") };
    const vulnerabilities = entry.entries("vulnerabilities");
    const groups = entry.entries("groups");
    const grouped = groups.flatMap((group) => group.texts("ids"));
    return [
      ...groups.map((group) => osvProblem(membersOf(group, vulnerabilities), place, group)),
      // Reports before groups, and whatever no group names.
      ...vulnerabilities
        .filter((vulnerability) => !grouped.includes(vulnerability.requiredText("id")))
        .map((vulnerability) => osvProblem([vulnerability], place)),
      ...entry.texts("license_violations").map((licence) => osvLicence(licence, place, entry)),
    ];
  });
}

/** The records of OSV that describe one problem: GHSA, PYSEC, GO and RUSTSEC ids of one CVE. */
function membersOf(group: Entry, vulnerabilities: readonly Entry[]): Entry[] {
  const ids = group.texts("ids");
  return vulnerabilities.filter((vulnerability) => ids.includes(vulnerability.requiredText("id")));
}
