import { Entry, isMap } from "../entry.js";
import type { Artifact, Finding } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { ReportError } from "../report-error.js";
import { knownScanner } from "./cyclonedx.js";
import { lineNumber } from "./line-number.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { webLinks } from "./web-links.js";

/** The reports of GitLab's security jobs: https://docs.gitlab.com/development/integrations/secure/#report */
export const gitlab: ReportReader = {
  tool: "gitlab",
  format: "gitlab-json",
  lists: ["$.vulnerabilities.*"],
  recognises: (document) =>
    isMap(document) &&
    isMap(document.scan) &&
    typeof document.scan.type === "string" &&
    Array.isArray(document.vulnerabilities),
  toolOf: scannerOf,
  read: (document, path) => {
    const tool = scannerOf(document) ?? "gitlab";
    const report = new Entry(document, path);
    const scan = report.requiredEntry("scan");
    const entries = report.entries("vulnerabilities");
    const image = entries[0]?.entry("location")?.text("image");
    const artifact: Artifact =
      image === undefined ? { name: "", type: "repository" } : { name: image, type: "container_image" };
    const category = categoryOf(scan);
    return {
      toolVersion: scan.entry("scanner")?.text("version"),
      createdAt: endOf(scan),
      artifact,
      findings: entries.map((entry) =>
        vulnerability(entry, { category, tool, source: scan.entry("scanner")?.text("id") }),
      ),
      suppressed: [],
      usesDatabase: category === "dependency" || category === "image",
      ...healthOf(scan),
    };
  },
};

/** Trivy, Semgrep, Docker Scout and others write this format too. */
function scannerOf(document: unknown): string | undefined {
  const scanner = isMap(document) && isMap(document.scan) ? document.scan.scanner : undefined;
  const names = isMap(scanner) ? [scanner.name, scanner.id] : [];
  const known = names.map((name) =>
    typeof name === "string" ? (knownScanner(name) ?? knownScanner(name.replaceAll("-", " "))) : undefined,
  );
  return known.find((it) => it !== undefined);
}

const categories: Readonly<Record<string, Finding["category"]>> = {
  api_fuzzing: "dynamic",
  cluster_image_scanning: "image",
  container_scanning: "image",
  coverage_fuzzing: "dynamic",
  dast: "dynamic",
  dependency_scanning: "dependency",
  sast: "code",
  secret_detection: "secret",
};

function categoryOf(scan: Entry): Finding["category"] {
  const type = scan.requiredText("type");
  const category = Object.hasOwn(categories, type) ? categories[type] : undefined;
  if (category) return category;
  throw new ReportError({
    path: scan.path,
    place: { pointer: `${scan.pointer}/type` },
    found: `must be one of ${Object.keys(categories).join(", ")}`,
    remedy: "Read the report with a newer sallyport, or get it again.",
  });
}

/** A `warn` is a part that failed, a `fatal` the end of the scan; a partial scan looked at what changed and no further. */
function healthOf(scan: Entry): Pick<ReportContent, "health" | "healthReasons"> {
  const messages = scan.entries("messages").map((message) => {
    return { level: message.requiredText("level"), value: message.text("value") ?? "no more is said" };
  });
  const status = scan.text("status");
  const failures = messages
    .filter(({ level }) => level === "fatal")
    .map(({ value }) => `the scan ended early: ${value}`);
  if (status === "failure") failures.unshift("the scan has status failure");
  if (failures.length > 0) return { health: "failed", healthReasons: failures };
  const reasons = [
    status === "success" ? [] : `the scan has ${status === undefined ? "no status" : `status ${status}`}`,
    messages.filter(({ level }) => level !== "info").map(({ value }) => `the scanner warns: ${value}`),
    scan.entry("partial_scan") ? "the scan is partial: it left out what had not changed" : [],
  ].flat();
  return { health: reasons.length === 0 ? "ok" : "partial", healthReasons: reasons };
}

/** `raw_source_code_extract`, `details` and `evidence` are not read: they may show a secret. */
function vulnerability(
  entry: Entry,
  { category, tool, source }: { category: Finding["category"]; tool: string; source: string | undefined },
): Finding {
  const location = entry.requiredEntry("location");
  const ids = idsOf(entry);
  const dependency = location.entry("dependency");
  const name = dependency?.entry("package")?.text("name");
  const image = location.text("image");
  const artifact: Artifact =
    image === undefined ? { name: "", type: "repository" } : { name: image, type: "container_image" };
  const path = location.text("file") ?? location.text("path") ?? image ?? "";
  const resource = location.text("method") ?? location.text("class");
  return {
    fingerprint: fingerprintOf({
      category,
      id: ids[0] ?? "",
      artifact,
      place: [name, path === image ? undefined : path, resource, location.text("param")],
    }),
    ids,
    category,
    title: entry.text("name") ?? entry.text("message") ?? ids[0] ?? "",
    package: name === undefined ? undefined : { name, version: dependency?.text("version") },
    fixedVersions: [],
    remedy: entry.text("solution"),
    location: { path, line: lineNumber(location, "start_line"), resource },
    artifact,
    label: entry.text("severity"),
    labelSource: source,
    scores: [],
    links: webLinks([
      ...entry.entries("identifiers").map((identifier) => identifier.text("url")),
      ...entry.entries("links").map((link) => link.text("url")),
    ]),
    scanner: tool,
    pointer: entry.pointer,
  };
}

/** The first identifier is the scanner's own. A CWE or OWASP number is a kind of weakness, not another name of this one. */
function idsOf(entry: Entry): string[] {
  const [first, ...others] = entry.requiredEntries("identifiers");
  if (!first) {
    throw new ReportError({
      path: entry.path,
      place: { pointer: `${entry.pointer}/identifiers` },
      found: "must have at least one identifier here",
      remedy: "Get the report from the scanner again; one that was edited or damaged cannot be judged.",
    });
  }
  const aliases = others.filter((identifier) => !["cwe", "owasp"].includes(identifier.text("type") ?? ""));
  return [...new Set([first, ...aliases].map((identifier) => identifier.requiredText("value")))];
}

/** GitLab's times are UTC and do not say so. */
function endOf(scan: Entry): string | undefined {
  const end = scan.instant("end_time");
  return end === undefined || /(Z|[+-]\d\d:?\d\d)$/i.test(end) ? end : `${end}Z`;
}
