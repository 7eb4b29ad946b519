import { Entry, isMap } from "../entry.js";
import type { Artifact, Finding, Score } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import type { ReportReader } from "./reader.js";
import { scoreField } from "./score-field.js";
import { webLinks } from "./web-links.js";

/** A vulnerability report of Clair 4 (`clairctl report --out json`): https://quay.github.io/clair/reference/api.html */
export const clair: ReportReader = {
  tool: "clair",
  format: "clair-v4-json",
  recognises: (document) =>
    isMap(document) &&
    typeof document.manifest_hash === "string" &&
    isMap(document.vulnerabilities) &&
    isMap(document.package_vulnerabilities),
  read: (document, path) => {
    const report = new Entry(document, path);
    const digest = report.requiredText("manifest_hash");
    const artifact: Artifact = { name: digest, type: "container_image", digest };
    const packages = report.requiredEntry("packages");
    const scanned = packages.keys().length > 0;
    return {
      artifact,
      findings: findingsOf(report, packages, artifact),
      suppressed: [],
      usesDatabase: true,
      health: scanned ? "ok" : "empty",
      healthReasons: scanned ? [] : ["it lists no packages: nothing was looked up"],
    };
  },
};

/** `package_vulnerabilities` joins packages and vulnerabilities by their ids; an id that leads nowhere is damage. */
function findingsOf(report: Entry, packages: Entry, artifact: Artifact): Finding[] {
  const byPackage = report.requiredEntry("package_vulnerabilities");
  const vulnerabilities = report.requiredEntry("vulnerabilities");
  return byPackage.keys().flatMap((packageId) =>
    byPackage.texts(packageId).map((id) => {
      const inPackage = packages.requiredEntry(packageId);
      const given = { artifact, scores: scoresOf(report, id), ...layerOf(report, packageId) };
      return finding(vulnerabilities.requiredEntry(id), inPackage, given);
    }),
  );
}

/** The layer that brought the package; none where several did. */
function layerOf(report: Entry, packageId: string): Pick<Finding, "layer"> {
  const environments = report.entry("environments")?.entries(packageId) ?? [];
  const [digest, ...others] = new Set(environments.flatMap((environment) => environment.text("introduced_in") ?? []));
  return digest !== undefined && others.length === 0 ? { layer: { digest } } : {};
}

function finding(entry: Entry, inPackage: Entry, given: Pick<Finding, "artifact" | "scores" | "layer">): Finding {
  const title = entry.requiredText("name");
  const ids = idsOf(title);
  const name = inPackage.requiredText("name");
  const fixed = entry.text("fixed_in_version");
  // A matcher may know the same advisory of several feeds: they are told apart by who published them.
  const place = [name, entry.text("updater"), entry.entry("repository")?.text("name")];
  return {
    fingerprint: fingerprintOf({
      category: "image",
      id: ids[0] ?? "",
      artifact: { ...given.artifact, name: "" },
      place,
    }),
    ids,
    category: "image",
    title,
    package: { name, version: inPackage.text("version") },
    fixedVersions: fixed === undefined ? [] : [fixed],
    location: { path: given.artifact.name },
    label: entry.text("normalized_severity"),
    links: webLinks((entry.text("links") ?? "").split(/\s+/)),
    scanner: "clair",
    pointer: entry.pointer,
    ...given,
  };
}

/** Names are `CVE-2026-1 ...`, `RHSA-2026:1: a title`, `pyup.io-1 (CVE-2026-1)`. */
function idsOf(title: string): string[] {
  const first = title.split(/:?\s/)[0] || title;
  return [...new Set([first, ...(title.match(/CVE-\d{4}-\d+/g) ?? [])])];
}

/** The CVSS enricher takes its scores from NVD: https://quay.github.io/clair/concepts/updatersandenrichers.html */
function scoresOf(report: Entry, id: string): Score[] {
  const enrichments = report.entry("enrichments");
  const cvss = enrichments?.keys().filter((key) => key.includes("clair.cvss")) ?? [];
  const maps = cvss.flatMap((key) => enrichments?.entries(key) ?? []);
  return maps
    .flatMap((map) => map.entries(id))
    .flatMap((score) => {
      const vector = score.text("vectorString");
      const version = vector?.startsWith("CVSS:4") ? "4" : vector?.startsWith("CVSS:3") ? "3" : "2";
      return scoreField(score, "baseScore", { source: "nvd", version, vector });
    });
}
