import type { XmlElement } from "../xml-element.js";
import { cwesIn, listIn, numberOrText, refOf, rootPlace, textIn } from "./cyclonedx-xml-fields.js";

type Fields = Record<string, unknown>;

/**
 * The vulnerabilities of the extension that CycloneDX XML had before 1.4, as the JSON of today has them: inside the component
 * that they affect, or beside the components with the reference of one (http://cyclonedx.org/schema/ext/vulnerability/1.0).
 */
export function legacyVulnerabilities(bom: XmlElement): Fields[] {
  const root = bom.first("metadata")?.first("component");
  const inside = (component: XmlElement, place: string): Fields[] => [
    ...listIn(component, "vulnerabilities", "vulnerability").map((it) => asJson(it, refOf(component, place))),
    ...listIn(component, "components", "component").flatMap((it, index) => inside(it, `${place}/${index}`)),
  ];
  return [
    ...(root ? inside(root, rootPlace) : []),
    ...listIn(bom, "components", "component").flatMap((it, index) => inside(it, `/${index}`)),
    ...listIn(bom, "vulnerabilities", "vulnerability").flatMap((it) => {
      const ref = it.attributes.get("ref");
      return ref === undefined ? [] : [asJson(it, ref)];
    }),
  ];
}

function asJson(vulnerability: XmlElement, ref: string): Fields {
  const source = vulnerability.first("source");
  const name = source?.attributes.get("name");
  const advice = listIn(vulnerability, "recommendations", "recommendation").map(({ text }) => text.trim());
  return {
    id: textIn(vulnerability, "id"),
    source: { name, url: textIn(source, "url") },
    ratings: listIn(vulnerability, "ratings", "rating").map((rating) => ratingAsJson(rating, name)),
    cwes: cwesIn(vulnerability),
    recommendation: advice.join(" ") || undefined,
    advisories: listIn(vulnerability, "advisories", "advisory").map(({ text }) => ({ url: text.trim() })),
    affects: [{ ref }],
  };
}

/** Who rated it is not said: it is whoever published it. */
function ratingAsJson(rating: XmlElement, publisher: string | undefined): Fields {
  return {
    source: { name: /^nvd/i.test(publisher ?? "") ? "nvd" : publisher },
    score: numberOrText(textIn(rating.first("score"), "base")),
    severity: textIn(rating, "severity")?.toLowerCase(),
    method: textIn(rating, "method"),
    vector: textIn(rating, "vector"),
  };
}
