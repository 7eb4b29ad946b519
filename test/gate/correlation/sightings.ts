import type { Finding, Report } from "@sallyport/gate";

export type Draft = Partial<Finding> & Pick<Finding, "ids">;

const image = { name: "shop/api:1.4", type: "container_image", digest: `sha256:${"a".repeat(64)}` };

/** A finding in a package of an image, unless the draft says otherwise. */
export function finding(scanner: string, { ids, ...draft }: Draft, index = 0): Finding {
  return {
    fingerprint: `${scanner}-${ids.join("-")}-${index}`,
    ids,
    category: "image",
    title: ids[0] ?? "",
    package: { name: "openssl", version: "3.0.1" },
    fixedVersions: [],
    location: { path: image.name },
    artifact: image,
    scores: [],
    links: [],
    scanner,
    pointer: `/findings/${index}`,
    ...draft,
  };
}

/** A report of one scanner, healthy. */
export function report(scanner: string, drafts: readonly Draft[], fields: Partial<Report> = {}): Report {
  return {
    path: `${scanner}.json`,
    tool: scanner,
    format: `${scanner}-json`,
    health: "ok",
    healthReasons: [],
    counts: { critical: 0, high: 0, medium: 0, low: 0, info: 0, unscored: 0, suppressed: 0 },
    findings: drafts.map((draft, index) => finding(scanner, draft, index)),
    suppressed: [],
    sha256: "0".repeat(64),
    bytes: 1,
    artifact: image,
    usesDatabase: true,
    ...fields,
  };
}
