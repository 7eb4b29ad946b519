import { Entry, isMap } from "../entry.js";
import type { Finding } from "../finding.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { hotspot, issue } from "./sonarqube-finding.js";

/**
 * The answers of SonarQube's `api/issues/search` and `api/hotspots/search`, and what sonar-report makes of both:
 * https://docs.sonarsource.com/sonarqube-server/latest/extension-guide/web-api/
 */
export const sonarqube: ReportReader = {
  tool: "sonarqube",
  format: "sonarqube-json",
  recognises: (document) => {
    if (!isMap(document)) return false;
    const answers = isMap(document.paging) || typeof document.sonarBaseURL === "string";
    return answers && (Array.isArray(document.issues) || Array.isArray(document.hotspots));
  },
  read: (document, path) => {
    const report = new Entry(document, path);
    const issues = report.entries("issues");
    const hotspots = report.entries("hotspots");
    return {
      ...contentOf([...issues.map(issue), ...hotspots.map(hotspot)]),
      artifact: { name: projectOf(report, [...issues, ...hotspots]), type: "repository" },
      ...healthOf(report, issues.length + hotspots.length),
    };
  },
};

/** The hotspots alone, as a list. */
export const sonarqubeHotspots: ReportReader = {
  tool: "sonarqube",
  format: "sonarqube-json-array",
  recognises: (document) =>
    Array.isArray(document) &&
    document.length > 0 &&
    document.every((entry) => isMap(entry) && Object.hasOwn(entry, "vulnerabilityProbability")),
  read: (document, path) => {
    const hotspots = (document as unknown[]).map((entry, index) => new Entry(entry, path, `/${index}`));
    return {
      ...contentOf(hotspots.map(hotspot)),
      artifact: { name: hotspots[0]?.text("project") ?? "", type: "repository" },
      health: "ok",
      healthReasons: [],
    };
  },
};

function contentOf(all: readonly Finding[]) {
  return {
    findings: all.filter(({ suppression }) => suppression === undefined),
    suppressed: all.filter(({ suppression }) => suppression !== undefined),
    usesDatabase: false,
  };
}

/** A page is whole when it is the first and lists as many as there are in total. */
function healthOf(report: Entry, listed: number): Pick<ReportContent, "health" | "healthReasons"> {
  const paging = report.entry("paging");
  const page = paging?.number("pageIndex") ?? 1;
  const total = Math.max(report.number("total") ?? 0, paging?.number("total") ?? 0);
  const reasons = [
    page === 1 ? [] : `it is page ${page} of several`,
    total <= listed ? [] : `it lists ${listed} of ${total} findings: get the other pages too`,
  ].flat();
  return { health: reasons.length === 0 ? "ok" : "partial", healthReasons: reasons };
}

function projectOf(report: Entry, entries: readonly Entry[]): string {
  return entries[0]?.text("project") ?? report.text("sonarComponent") ?? "";
}
