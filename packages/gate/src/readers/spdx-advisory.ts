import type { Entry } from "../entry.js";
import type { Artifact, Finding, Score } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { unstatedFix } from "../fix.js";
import { webLinks } from "./web-links.js";

/** What the document says around a reference to an advisory. */
export interface AdvisoryContext {
  /** Where the reference stands. */
  entry: Entry;
  found: NonNullable<Finding["package"]>;
  artifact: Artifact;
  /** Tool that wrote the document. */
  tool: string;
  label?: string | undefined;
  scores?: readonly Score[];
}

const systemPackage = /^pkg:(alpm|apk|deb|rpm)\//;

/** A package and an advisory that may affect it; the id is the one inside the address, else the address. */
export function advisoryFinding(
  locator: string,
  { entry, found, artifact, tool, label, scores = [] }: AdvisoryContext,
): Finding {
  const [id = locator] = /CVE-\d{4}-\d{4,}|GHSA(-[0-9a-z]{4}){3}/i.exec(locator) ?? [];
  const inImage = artifact.type === "container_image" && systemPackage.test(found.purl ?? "");
  const category = inImage ? "image" : "dependency";
  return {
    fingerprint: fingerprintOf({ category, id, artifact, place: [found.name] }),
    ids: [id],
    category,
    title: `${id} in ${found.name}`,
    package: found,
    fixedVersions: [],
    status: unstatedFix,
    location: { path: artifact.name },
    artifact,
    label,
    scores: [...scores],
    links: webLinks([locator]),
    scanner: tool,
    pointer: entry.pointer,
  };
}
