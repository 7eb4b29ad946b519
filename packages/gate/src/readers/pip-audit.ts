import { Entry, isMap } from "../entry.js";
import type { Finding } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import type { ReportContent, ReportReader } from "./reader.js";

/** `pip-audit -f json`: https://github.com/pypa/pip-audit#examples */
export const pipAudit: ReportReader = {
  tool: "pipAudit",
  format: "pip-audit-json",
  lists: ["$.dependencies.*"],
  recognises: (document) =>
    isMap(document) &&
    Object.hasOwn(document, "dependencies") &&
    Object.keys(document).every((key) => key === "dependencies" || key === "fixes") &&
    isDependencyList(document.dependencies),
  read: (document, path) => contentOf(new Entry(document, path).requiredEntries("dependencies")),
};

/** pip-audit before 2.0: the list of dependencies alone. */
export const pipAuditLegacy: ReportReader = {
  tool: "pipAudit",
  format: "pip-audit-json-legacy-array",
  recognises: (document) => isDependencyList(document) && document.length > 0,
  read: (document, path) =>
    contentOf((document as unknown[]).map((dependency, index) => new Entry(dependency, path, `/${index}`))),
};

function isDependencyList(value: unknown): value is unknown[] {
  return (
    Array.isArray(value) &&
    value.every(
      (entry) =>
        isMap(entry) &&
        Object.hasOwn(entry, "name") &&
        (Object.hasOwn(entry, "vulns") || Object.hasOwn(entry, "skip_reason")),
    )
  );
}

/** The report does not say which environment or file was audited. */
const artifact = { name: "", type: "unknown" };

function contentOf(dependencies: readonly Entry[]): ReportContent {
  const skipped = dependencies.filter((dependency) => dependency.text("skip_reason") !== undefined);
  return {
    artifact,
    ...healthOf(skipped, dependencies.length),
    findings: dependencies.flatMap((dependency) => {
      const listed = skipped.includes(dependency) ? dependency.entries("vulns") : dependency.requiredEntries("vulns");
      return listed.map((vulnerability) => finding(vulnerability, dependency));
    }),
    suppressed: [],
    // PyPI or OSV is asked at the time of the run.
    usesDatabase: false,
  };
}

/** A skipped dependency has no vulnerabilities in the report because nobody looked for them. */
function healthOf(skipped: readonly Entry[], total: number): Pick<ReportContent, "health" | "healthReasons"> {
  if (total === 0) return { health: "empty", healthReasons: ["it has no dependencies: nothing was audited"] };
  if (skipped.length === 0) return { health: "ok", healthReasons: [] };
  const [first] = skipped;
  const names = skipped.slice(0, 5).map((dependency) => dependency.requiredText("name"));
  const others = skipped.length > names.length ? ", ..." : "";
  const reason = `${skipped.length} of ${total} dependencies were not audited (${names.join(", ")}${others}): ${first?.text("skip_reason")}`;
  return { health: skipped.length === total ? "empty" : "partial", healthReasons: [reason] };
}

/** pip-audit gives neither severity nor score. */
function finding(vulnerability: Entry, dependency: Entry): Finding {
  const id = vulnerability.requiredText("id");
  const name = dependency.requiredText("name");
  const version = dependency.text("version");
  return {
    fingerprint: fingerprintOf({ category: "dependency", id, artifact, place: [name] }),
    ids: [...new Set([id, ...vulnerability.texts("aliases")])],
    category: "dependency",
    title: `${id} in ${name}`,
    package: { name, version, purl: purlOf(name, version) },
    fixedVersions: vulnerability.texts("fix_versions"),
    location: { path: "Python environment" },
    artifact,
    scores: [],
    links: [],
    scanner: "pipAudit",
    pointer: vulnerability.pointer,
  };
}

/** https://github.com/package-url/purl-spec/blob/main/types-doc/pypi-definition.md */
function purlOf(name: string, version: string | undefined): string {
  const purl = `pkg:pypi/${encodeURIComponent(name.toLowerCase().replaceAll("_", "-"))}`;
  return version === undefined ? purl : `${purl}@${encodeURIComponent(version)}`;
}
