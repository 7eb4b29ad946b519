import { hash } from "node:crypto";
import type { Artifact, Finding } from "./finding.js";
import { repositoryOf } from "./image-name.js";
import type { RepeatCounter } from "./repeat-counter.js";

/** What makes a weakness the same one in the next run. Lines, versions, titles and order are left out on purpose. */
export interface Identity {
  category: Finding["category"];
  /** The scanner's id. */
  id: string;
  artifact: Artifact;
  /** Package, file, resource: whatever tells this place from others in the artifact. */
  place: readonly (string | undefined)[];
}

/** A stable name for a weakness: 32 hex digits. */
export function fingerprintOf({ category, id, artifact, place }: Identity): string {
  const parts = [category, id, artifact.type, withoutTag(artifact), ...place.map((part) => part ?? "")];
  return hash("sha256", JSON.stringify(parts)).slice(0, 32);
}

/** The second and later findings with the same fingerprint get a number, so that one more of a kind is a new finding. */
export function numbered(finding: Finding, repeats: RepeatCounter): Finding {
  const count = repeats.count(finding.fingerprint);
  return count === 1 ? finding : { ...finding, fingerprint: `${finding.fingerprint}-${count}` };
}

/** An image keeps its identity from build to build. */
function withoutTag({ name, type }: Artifact): string {
  return type === "container_image" ? repositoryOf(name) : name;
}
