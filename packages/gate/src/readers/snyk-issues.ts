import { Entry, isMap } from "../entry.js";
import type { Finding } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { ReportError } from "../report-error.js";
import { lineNumber } from "./line-number.js";
import type { ReportContent, ReportReader } from "./reader.js";

/** A page of the issues in Snyk's service: https://apidocs.snyk.io/#get-/orgs/-org_id-/issues */
export const snykIssues: ReportReader = {
  tool: "snyk",
  format: "snyk-issues-api-json",
  recognises: (document) =>
    isMap(document) &&
    isMap(document.jsonapi) &&
    Array.isArray(document.data) &&
    document.data.length > 0 &&
    document.data.every((entry) => isMap(entry) && entry.type === "issue"),
  read: (document, path) => {
    const report = new Entry(document, path);
    const all = report.entries("data").map(issue);
    return {
      artifact: all[0]?.artifact ?? { name: "", type: "repository" },
      findings: all.filter(({ suppression }) => suppression === undefined),
      suppressed: all.filter(({ suppression }) => suppression !== undefined),
      usesDatabase: false,
      ...healthOf(report.entry("links")),
    };
  },
};

/** Issues come in pages, and each but the last says where the next one is. */
function healthOf(links: Entry | undefined): Pick<ReportContent, "health" | "healthReasons"> {
  const isOnePage = links?.text("next") !== undefined || links?.text("prev") !== undefined;
  if (!isOnePage) return { health: "ok", healthReasons: [] };
  return { health: "partial", healthReasons: ["it is one page of several: links name another"] };
}

const categories: Readonly<Record<string, Finding["category"]>> = {
  cloud: "misconfiguration",
  code: "code",
  config: "misconfiguration",
  license: "licence",
  package_vulnerability: "dependency",
};

function issue(entry: Entry): Finding {
  const attributes = entry.requiredEntry("attributes");
  const ids = idsOf(attributes);
  const category = categoryOf(attributes);
  const [place] = attributes.entries("coordinates").flatMap((one) => one.entries("representations"));
  const source = place?.entry("sourceLocation");
  const dependency = place?.entry("dependency");
  const name = dependency?.text("package_name");
  const project = entry.entry("relationships")?.entry("scan_item")?.entry("data")?.text("id") ?? "";
  const artifact = { name: project, type: "repository", commit: source?.text("commit_id") };
  const path = source?.text("file") ?? place?.text("resourcePath") ?? name ?? "";
  const suppressed = suppressionOf(attributes);
  return {
    fingerprint: fingerprintOf({ category, id: ids[0] ?? "", artifact, place: [path] }),
    ids,
    category,
    title: attributes.text("title") ?? ids[0] ?? "",
    detail: attributes.text("description"),
    package: name === undefined ? undefined : { name, version: dependency?.text("package_version") },
    fixedVersions: [],
    location: { path, line: lineNumber(source?.entry("region")?.entry("start"), "line") },
    artifact,
    label: attributes.text("effective_severity_level"),
    scores: [],
    links: [],
    scanner: "snyk",
    pointer: entry.pointer,
    ...(suppressed !== undefined && { suppression: { status: suppressed } }),
  };
}

function suppressionOf(attributes: Entry): string | undefined {
  if (attributes.flag("ignored") === true) return "ignored";
  return attributes.text("status") === "resolved" ? "resolved" : undefined;
}

/** The key names the issue itself; the problems in it may have names that others know. */
function idsOf(attributes: Entry): string[] {
  const problems = attributes.entries("problems").filter((problem) => problem.text("source") !== "CWE");
  const names = problems.map((problem) => problem.requiredText("id"));
  return names.length === 0 ? [attributes.requiredText("key")] : [...new Set(names)];
}

function categoryOf(attributes: Entry): Finding["category"] {
  const type = attributes.requiredText("type");
  const category = Object.hasOwn(categories, type) ? categories[type] : undefined;
  if (category) return category;
  throw new ReportError({
    path: attributes.path,
    place: { pointer: `${attributes.pointer}/type` },
    found: `must be one of ${Object.keys(categories).join(", ")}`,
    remedy: "Read the report with a newer sallyport, or get it again.",
  });
}
