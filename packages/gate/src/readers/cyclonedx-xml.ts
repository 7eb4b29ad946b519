import { XmlElement } from "../xml-element.js";
import { cyclonedx } from "./cyclonedx.js";
import { cwesIn, listIn, numberOrText, refOf, rootPlace, textIn } from "./cyclonedx-xml-fields.js";
import { legacyVulnerabilities } from "./cyclonedx-xml-legacy.js";
import type { ReportReader } from "./reader.js";

/**
 * CycloneDX XML of any version, which says the same as its JSON (https://cyclonedx.org/docs/1.7/xml/). Before 1.4
 * vulnerabilities stood in an extension: https://cyclonedx.org/ext/vulnerability/
 */
export const cyclonedxXml: ReportReader = {
  tool: "cyclonedx",
  format: "cyclonedx-xml",
  recognises: isCyclonedxXml,
  toolOf: (document) =>
    document instanceof XmlElement
      ? cyclonedx.toolOf?.({ metadata: metadataAsJson(document.first("metadata")) })
      : undefined,
  read: (document, path) => cyclonedx.read(document instanceof XmlElement ? cyclonedxAsJson(document) : document, path),
};

/** True for the root element of CycloneDX XML, whatever prefix its namespace has. */
export function isCyclonedxXml(document: unknown): document is XmlElement {
  return (
    document instanceof XmlElement &&
    document.name === "bom" &&
    [...document.attributes].some(
      ([name, value]) => /^xmlns(:|$)/.test(name) && value.startsWith("http://cyclonedx.org/schema/bom/"),
    )
  );
}

type Fields = Record<string, unknown>;

/** The JSON that the same document would be. */
export function cyclonedxAsJson(bom: XmlElement): Fields {
  const components = listIn(bom, "components", "component").map((it, index) => componentAsJson(it, `/${index}`));
  const current = listIn(bom, "vulnerabilities", "vulnerability").filter((it) => !it.attributes.has("ref"));
  return {
    bomFormat: "CycloneDX",
    serialNumber: bom.attributes.get("serialNumber"),
    version: numberOrText(bom.attributes.get("version")),
    metadata: metadataAsJson(bom.first("metadata")),
    components,
    dependencies: listIn(bom, "dependencies", "dependency").map(dependencyAsJson),
    vulnerabilities: [...current.map(vulnerabilityAsJson), ...legacyVulnerabilities(bom)],
  };
}

function metadataAsJson(metadata: XmlElement | undefined): Fields | undefined {
  const tools = metadata?.first("tools");
  const named = (element: XmlElement) => ({ name: textIn(element, "name"), version: textIn(element, "version") });
  const component = metadata?.first("component");
  return (
    metadata && {
      timestamp: textIn(metadata, "timestamp"),
      authors: listIn(metadata, "authors", "author").map((author) => ({ name: textIn(author, "name") })),
      tools: tools && {
        components: [...tools.all("tool"), ...listIn(tools, "components", "component")].map(named),
        services: listIn(tools, "services", "service").map(named),
      },
      component: component && componentAsJson(component, rootPlace),
    }
  );
}

function componentAsJson(component: XmlElement, place: string): Fields {
  return {
    "bom-ref": refOf(component, place),
    type: component.attributes.get("type"),
    group: textIn(component, "group"),
    name: textIn(component, "name"),
    version: textIn(component, "version"),
    purl: textIn(component, "purl"),
    properties: propertiesIn(component),
    components: listIn(component, "components", "component").map((it, index) =>
      componentAsJson(it, `${place}/${index}`),
    ),
  };
}

function propertiesIn(holder: XmlElement): Fields[] {
  return listIn(holder, "properties", "property").map((it) => ({
    name: it.attributes.get("name"),
    value: it.text.trim(),
  }));
}

function dependencyAsJson(dependency: XmlElement): Fields {
  return {
    ref: dependency.attributes.get("ref"),
    dependsOn: dependency.all("dependency").map((on) => on.attributes.get("ref")),
  };
}

function vulnerabilityAsJson(vulnerability: XmlElement): Fields {
  const analysis = vulnerability.first("analysis");
  return {
    ...vulnerability.fields(),
    source: vulnerability.first("source")?.fields(),
    references: listIn(vulnerability, "references", "reference").map((reference) => ({ id: textIn(reference, "id") })),
    ratings: listIn(vulnerability, "ratings", "rating").map(ratingAsJson),
    cwes: cwesIn(vulnerability),
    advisories: listIn(vulnerability, "advisories", "advisory").map((advisory) => advisory.fields()),
    analysis: analysis?.fields(),
    affects: listIn(vulnerability, "affects", "target").map((target) => ({
      ref: textIn(target, "ref"),
      versions: listIn(target, "versions", "version").map((version) => version.fields()),
    })),
    properties: propertiesIn(vulnerability),
  };
}

function ratingAsJson(rating: XmlElement): Fields {
  return { ...rating.fields(), source: rating.first("source")?.fields(), score: numberOrText(textIn(rating, "score")) };
}
