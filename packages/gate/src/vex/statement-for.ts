import type { Artifact, Finding } from "../finding.js";
import { namesImage, repositoryOf } from "../image-name.js";
import { parsePurl } from "../purl.js";
import { type ReadVexStatement, statuses, type VexDocument, type VexProduct } from "./document.js";
import { coversPurl } from "./purl-match.js";

/** A statement and the document that makes it. */
export interface AppliedStatement {
  statement: ReadVexStatement;
  document: VexDocument;
}

/**
 * The statement that applies to a finding: the newest of those that name its vulnerability and its product. Of several of
 * the same time, the one that asks for most care, so that a contradiction excuses nothing.
 *
 * A statement about subcomponents applies where the product is what was scanned and a subcomponent is the package. One
 * without applies to the product, or to the package where that is the product. A digest or a version that the finding
 * does not have matches nothing.
 */
export function statementFor(finding: Finding, documents: readonly VexDocument[]): AppliedStatement | undefined {
  const applying = documents.flatMap((document) =>
    document.statements
      .filter(({ ids, products }) => sharesId(finding, ids) && products.some((product) => isProduct(finding, product)))
      .map((statement) => ({ statement, document })),
  );
  return applying.toSorted((a, b) => newestThenCareful(a.statement, b.statement))[0];
}

/** Of two statements about the same thing, the one to follow comes first. */
export function newestThenCareful(a: ReadVexStatement, b: ReadVexStatement): number {
  const [timeA, timeB] = [timeOf(a), timeOf(b)];
  if (timeA !== timeB) return timeA > timeB ? -1 : 1;
  return statuses.indexOf(a.status) - statuses.indexOf(b.status);
}

/** One without a time is older than any other. */
function timeOf({ timestamp }: ReadVexStatement): number {
  return timestamp === undefined ? Number.NEGATIVE_INFINITY : Date.parse(timestamp);
}

/** GHSA ids are written in lower case or not; CVE ids likewise. */
function sharesId(finding: Finding, ids: readonly string[]): boolean {
  const known = new Set(finding.ids.map((id) => id.toLowerCase()));
  return ids.some((id) => known.has(id.toLowerCase()));
}

function isProduct(finding: Finding, product: VexProduct): boolean {
  const purl = finding.package?.purl;
  const covers = (stated: string | undefined) => !!stated && !!purl && coversPurl(stated, purl);
  const isScanned = isArtifact(finding.artifact, product) || isRoot(finding.dependencyPath?.[0], product);
  if (product.subcomponents.length > 0) return isScanned && product.subcomponents.some(covers);
  return isScanned || covers(product.purl);
}

/** The image by digest, else by repository and tag; anything else by its name. */
function isArtifact(artifact: Artifact, { id, purl, digest }: VexProduct): boolean {
  if (digest !== undefined) return artifact.digest === digest;
  const parts = purl === undefined ? undefined : parsePurl(purl);
  if (parts?.type !== "oci" && parts?.type !== "docker") return id !== undefined && isNamed(artifact, id);
  const version = parts.version ?? undefined;
  if (version?.startsWith("sha256:")) return artifact.digest === version;
  const repository = parts.qualifiers?.repository_url ?? [parts.namespace, parts.name].filter(Boolean).join("/");
  const tag = parts.type === "docker" ? version : parts.qualifiers?.tag;
  return (
    artifact.type === "container_image" &&
    namesImage(artifact.name, repository) &&
    (tag === undefined || tagOf(artifact.name) === tag)
  );
}

function isNamed({ name, digest }: Artifact, id: string): boolean {
  return (
    name !== "" && (id === name || (digest !== undefined && [digest, `${repositoryOf(name)}@${digest}`].includes(id)))
  );
}

function tagOf(reference: string): string | undefined {
  return /:([^:/@]+)(?:@.*)?$/.exec(reference)?.[1];
}

/** The project itself, which scanners write as `name@version`. */
function isRoot(root: string | undefined, { purl }: VexProduct): boolean {
  const parts = purl === undefined ? undefined : parsePurl(purl);
  if (!parts || root === undefined) return false;
  const name = [parts.namespace, parts.name].filter(Boolean).join("/");
  return parts.version ? root === `${name}@${parts.version}` : root === name || root.startsWith(`${name}@`);
}
