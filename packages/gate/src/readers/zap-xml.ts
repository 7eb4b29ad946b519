import { XmlElement } from "../xml-element.js";
import type { ReportReader } from "./reader.js";
import { zap } from "./zap.js";

/**
 * The traditional XML report of ZAP, which says the same as its JSON:
 * https://www.zaproxy.org/docs/desktop/addons/report-generation/report-traditional-xml/
 */
export const zapXml: ReportReader = {
  tool: "zap",
  format: "zap-xml",
  lists: ["$.site.*.alerts.alertitem"],
  recognises: (document) => document instanceof XmlElement && document.name === "OWASPZAPReport",
  read: (document, path) => zap.read(document instanceof XmlElement ? asJson(document) : document, path),
};

function asJson(report: XmlElement): Record<string, unknown> {
  return {
    ...attributesOf(report),
    created: report.attributes.get("created"),
    site: report.all("site").map(siteAsJson),
  };
}

function siteAsJson(site: XmlElement): Record<string, unknown> {
  const alerts = site.first("alerts");
  return { ...attributesOf(site), ...(alerts && { alerts: alerts.all("alertitem").map(alertAsJson) }) };
}

function alertAsJson(alert: XmlElement): Record<string, unknown> {
  const instances = alert.first("instances")?.all("instance") ?? [];
  return { ...alert.fields(), instances: instances.map((instance) => instance.fields()) };
}

function attributesOf({ attributes }: XmlElement): Record<string, unknown> {
  return Object.fromEntries([...attributes].map(([name, value]) => [`@${name}`, value]));
}
