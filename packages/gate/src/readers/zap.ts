import { Entry, isMap } from "../entry.js";
import type { Artifact, Finding } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import type { ReportReader } from "./reader.js";
import { webLinks } from "./web-links.js";

/** The traditional JSON report of ZAP: https://www.zaproxy.org/docs/desktop/addons/report-generation/report-traditional-json/ */
export const zap: ReportReader = {
  tool: "zap",
  format: "zap-json",
  lists: ["$.site.*.alerts.*"],
  recognises: (document) =>
    isMap(document) &&
    Object.hasOwn(document, "@version") &&
    Array.isArray(document.site) &&
    document.site.every(isMap),
  read: (document, path) => {
    const report = new Entry(document, path);
    const sites = report.requiredEntries("site");
    const read = sites.flatMap((site) =>
      site.requiredEntries("alerts").map((alert) => zapAlert(alert, artifactOf(site))),
    );
    return {
      artifact: sites[0] ? artifactOf(sites[0]) : { name: "", type: "unknown" },
      toolVersion: report.text("@version"),
      createdAt: report.instant("created"),
      health: sites.length > 0 ? "ok" : "empty",
      healthReasons: sites.length > 0 ? [] : ["it has no site: nothing was tested"],
      findings: read.filter(({ suppression }) => !suppression),
      suppressed: read.filter(({ suppression }) => suppression),
      usesDatabase: false,
    };
  },
};

function artifactOf(site: Entry): Artifact {
  return { name: site.requiredText("@name"), type: "url" };
}

/** What the codes 0 to 3 mean. */
const risks = ["Informational", "Low", "Medium", "High"];

/** Neither parameters, attack nor evidence is read: they may hold what a user or a server keeps secret. */
function zapAlert(alert: Entry, artifact: Artifact): Finding {
  const id = alert.text("alertRef") ?? alert.requiredText("pluginid");
  const cwe = alert.text("cweid");
  const places = alert.entries("instances").map(describeInstance);
  const solution = alert.text("solution");
  return {
    fingerprint: fingerprintOf({ category: "dynamic", id, artifact, place: [] }),
    ids: [id],
    category: "dynamic",
    title: alert.text("name") ?? alert.requiredText("alert"),
    ...(places.length > 0 && { detail: describePlaces(places) }),
    fixedVersions: [],
    ...(solution !== undefined && { remedy: withoutTags(solution) }),
    location: { path: places[0]?.address ?? artifact.name },
    artifact,
    label: risks[Number(alert.text("riskcode") ?? Number.NaN)],
    scores: [],
    ...(cwe !== undefined && Number(cwe) > 0 && { cwes: [`CWE-${Number(cwe)}`] }),
    links: webLinks(withoutTags(alert.text("reference") ?? "").split(" ")),
    scanner: "zap",
    pointer: alert.pointer,
    // Confidence 0 is ZAP's word for a false positive.
    ...(alert.text("confidence") === "0" && { suppression: { status: "false positive" } }),
  };
}

interface Place {
  method: string;
  address: string;
}

function describeInstance(instance: Entry): Place {
  const uri = instance.text("uri") ?? "";
  // Query and fragment may carry tokens, and so may the part before the host.
  const address = uri.replace(/[?#].*$/s, "").replace(/^(\w+:\/\/)[^/@]*@/, "$1");
  return { method: instance.text("method") ?? "", address };
}

function describePlaces(places: readonly Place[]): string {
  const named = [...new Set(places.map(({ method, address }) => `${method} ${address}`.trim()))];
  const rest = named.length > 3 ? ` and ${named.length - 3} more` : "";
  return `Seen at ${named.slice(0, 3).join(", ")}${rest}`;
}

function withoutTags(text: string): string {
  return text
    .replaceAll(/<[^<>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}
