import type { Artifact } from "../finding.js";
import { namesImage, repositoryOf } from "../image-name.js";
import { type Check, type Evidence, short } from "./check.js";

export const agreesOnTheCommit: Check = ({ report, record }) => {
  const { commit } = record.target;
  const scanned = report.artifact.commit;
  if (scanned === undefined || commit === undefined || scanned === commit) return undefined;
  const found = `is of commit ${short(scanned)}, its run record of ${short(commit)}`;
  return { found, remedy: "Write the record of the run that made the report." };
};

export const isOfTheCommit: Check = ({ report, record, expected }) => {
  if (expected.commit === undefined) return undefined;
  const { commit, digest } = record.target;
  const other = [commit, report.artifact.commit].find((value) => value !== undefined && value !== expected.commit);
  if (other !== undefined) {
    const found = `is of commit ${short(other)}; commit ${short(expected.commit)} is judged`;
    return { found, remedy: "Run the scanner on the commit that is judged." };
  }
  if (commit !== undefined || judgedDigests({ record, expected }).includes(digest ?? "")) return undefined;
  const found = `does not say which commit was scanned; commit ${short(expected.commit)} is judged`;
  return { found, remedy: "Write the run record with the commit." };
};

export const isOfTheImage: Check = ({ report, record, expected }) => {
  const { kind, name, digest } = record.target;
  if (kind !== "image") return undefined;
  const scanned = report.artifact;
  if (scanned.name === scanned.digest && scanned.digest !== undefined && scanned.digest !== digest) {
    const found = `is about the image ${scanned.digest}, its run record about ${name}${digest === undefined ? " without a digest" : `@${digest}`}`;
    return { found, remedy: "Write the record of the run that made the report, with the digest of the image." };
  }
  if (scanned.type === "container_image" && !isNameless(scanned) && !sameImage(scanned.name, name)) {
    const found = `is about the image ${scanned.name}, its run record about ${name}`;
    return { found, remedy: "Write the record of the run that made the report." };
  }
  const judged = judgedDigests({ record, expected });
  if (judged.length === 0 || (digest !== undefined && judged.includes(digest))) return undefined;
  const found =
    digest === undefined
      ? `does not say which digest of ${name} was scanned; ${judged.join(", ")} is judged`
      : `is of ${name}@${digest}; ${judged.join(", ")} is judged`;
  return { found, remedy: "Scan the image that is judged, and record its digest." };
};

/** Digests that are judged under the name of the record's target. */
function judgedDigests({ record, expected }: Omit<Evidence, "report">): string[] {
  return (expected.images ?? []).filter(({ name }) => namesImage(record.target.name, name)).map(({ digest }) => digest);
}

/** One may be said with registry and owner, the other without. */
function sameImage(one: string, other: string): boolean {
  return namesImage(one, repositoryOf(other)) || namesImage(other, repositoryOf(one));
}

/** The report knows the image as a file, or by its digest only. */
function isNameless({ name, digest }: Artifact): boolean {
  return name === digest || /\.(tar|tar\.gz|tgz)$/.test(name);
}
