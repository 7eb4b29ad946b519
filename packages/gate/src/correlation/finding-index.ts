import type { Artifact, Finding } from "../finding.js";
import { isVulnerability } from "../fix.js";
import type { List } from "../list.js";
import { PackageKeys, versionKey } from "./package-key.js";
import { placeHash } from "./source-place.js";

/** A vulnerability of a package, as scanners can agree on it; an empty text is what the scanner did not say. */
export interface PackageVulnerability {
  ids: readonly string[];
  package: string;
  version: string;
  /** File or folder, as the report writes it. */
  path: string;
  isInImage: boolean;
  /** True where the path is the folder that npm put the package into, of a workspace too, not the lock file that asks for it. */
  isInstalled: boolean;
}

/** What correlation needs to know of each finding of a report, so that the findings themselves may stand on disk. */
export class FindingIndex {
  /** Every artifact that a finding is about, once. */
  readonly artifacts: Artifact[] = [];
  /** Empty while all findings are about the first artifact. */
  readonly #artifactOf: number[] = [];
  readonly #keys: (PackageVulnerability | number | undefined)[] = [];
  readonly #byName = new Map<string, number>();
  readonly #packages = new PackageKeys();
  #last: Artifact | undefined;
  #lastNumber = 0;

  add(finding: Finding): void {
    const artifact = this.#numberOf(finding.artifact);
    if (artifact > 0 && this.#artifactOf.length === 0) {
      for (let before = 0; before < this.length; before += 1) this.#artifactOf.push(0);
    }
    if (this.artifacts.length > 1) this.#artifactOf.push(artifact);
    this.#keys.push(this.#keyOf(finding));
  }

  get length(): number {
    return this.#keys.length;
  }

  /** Place of the finding's artifact among {@link artifacts}. */
  artifactOf(index: number): number {
    return this.#artifactOf[index] ?? 0;
  }

  /** A vulnerability of a package; a number, the same for findings in the same place of a file; or neither. */
  keyOf(index: number): PackageVulnerability | number | undefined {
    return this.#keys[index];
  }

  #keyOf(finding: Finding): PackageVulnerability | number | undefined {
    const { category, package: affected, ids } = finding;
    if (!isVulnerability(category) || !affected) return placeHash(finding);
    const path = pathOf(finding);
    return {
      ids,
      package: this.#packages.keyOf(affected),
      version: versionKey(affected),
      path,
      isInImage: finding.artifact.type === "container_image",
      isInstalled: finding.scanner === "npmAudit" && path.includes("/node_modules/"),
    };
  }

  /** Most reports are about one artifact, which their findings share. */
  #numberOf(artifact: Artifact): number {
    if (artifact === this.#last) return this.#lastNumber;
    const { type, name, digest = "" } = artifact;
    const key = `${type} ${digest} ${name}`;
    const known = this.#byName.get(key);
    this.#last = artifact;
    this.#lastNumber = known ?? this.artifacts.push(artifact) - 1;
    if (known === undefined) this.#byName.set(key, this.#lastNumber);
    return this.#lastNumber;
  }
}

/** The index of findings that have none yet. */
export function indexOf(findings: List<Finding>): FindingIndex {
  const index = new FindingIndex();
  for (const finding of findings) index.add(finding);
  return index;
}

/** The file of a package of the system is the package manager's database, and an image is no place inside itself. */
function pathOf({ category, package: affected, location, artifact }: Finding): string {
  if (category === "image") return "";
  const path = affected?.path ?? location.path;
  return path === artifact.name || path === "." ? "" : path;
}
