import { Entry, isMap } from "../entry.js";
import type { Finding } from "../finding.js";
import { describeCount, healthOf, npmContent } from "./npm-audit.js";
import { advisoryScores, npmFingerprint } from "./npm-finding.js";
import { advisoryId } from "./npm-via.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { sourceFiles } from "./source-finding.js";
import { describeUnknownLists } from "./unknown-lists.js";
import { webLinks } from "./web-links.js";

/** `npm audit --json` of npm 6, `pnpm audit --json` (https://pnpm.io/cli/audit): advisories by number. */
export const npmAdvisories: ReportReader = {
  tool: "npmAudit",
  format: "npm-audit-v1-json",
  recognises: (document) => isMap(document) && isMap(document.advisories) && isMap(document.metadata),
  read: (document, path) => readAdvisories(new Entry(document, path)),
};

/** What the registry answered. */
export function readAdvisories(report: Entry): ReportContent {
  const byNumber = report.requiredEntry("advisories");
  const advisories = byNumber.keys().map((key) => byNumber.requiredEntry(key));
  const metadata = report.requiredEntry("metadata");
  return {
    ...npmContent,
    ...healthOf(
      [
        ...describeLeftOut(metadata.requiredEntry("vulnerabilities"), advisories),
        ...describeUnknownLists(report, ["actions"]),
      ],
      metadata.number("totalDependencies"),
    ),
    findings: advisories.map(advisoryFinding),
  };
}

/** The metadata count every path to a vulnerable package, or every advisory: more than both means that some are missing. */
function describeLeftOut(counts: Entry, advisories: readonly Entry[]): string[] {
  const counted = counts.keys().reduce((sum, key) => sum + (counts.number(key) ?? 0), 0);
  const paths = advisories.flatMap(pathsOf).length;
  return counted > Math.max(paths, advisories.length) ? describeCount(counted, advisories.length) : [];
}

function pathsOf(advisory: Entry): string[] {
  return advisory.entries("findings").flatMap((place) => place.texts("paths"));
}

/** An advisory of the registry, as npm 6, pnpm and yarn repeat it. */
export function advisoryFinding(advisory: Entry): Finding {
  const id = advisoryId(advisory);
  // The registry leaves the name out of some advisories.
  const name = advisory.text("module_name");
  const [path] = pathsOf(advisory);
  return {
    fingerprint: npmFingerprint(id, name ?? ""),
    ids: [...new Set([id, ...advisory.texts("cves")])],
    category: "dependency",
    title: advisory.text("title") ?? id,
    detail: path === undefined ? undefined : `Comes with ${path}`,
    package: name === undefined ? undefined : { name, version: advisory.entries("findings")[0]?.text("version") },
    fixedVersions: patchedVersions(advisory.text("patched_versions")),
    location: { path: name === undefined ? "node_modules" : `node_modules/${name}` },
    artifact: sourceFiles,
    label: advisory.text("severity"),
    labelSource: "ghsa",
    scores: advisoryScores(advisory),
    links: webLinks([advisory.text("url")]),
    scanner: "npmAudit",
    pointer: advisory.pointer,
  };
}

/** `">=0.2.1 <1.0.0 || >=1.2.3"` as the two versions where it is fixed; `<0.0.0` stands for no fix. */
function patchedVersions(range: string | undefined): string[] {
  return (range ?? "").split("||").flatMap((part) => />=?\s*([^\s<]+)/.exec(part)?.[1] ?? []);
}
