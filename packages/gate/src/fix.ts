import type { Finding } from "./finding.js";
import { parsePurl } from "./purl.js";
import { smallestFix } from "./render/smallest-fix.js";

/** What to do about a finding: one sentence. */
export function describeFix(finding: Finding): string {
  switch (finding.category) {
    case "secret":
      return `Revoke and rotate it where it is valid, then remove it from ${finding.location.path} and from the history.`;
    case "dependency":
    case "image":
      return describeUpgrade(finding);
    case "licence":
      return finding.remedy ?? `Replace ${finding.package?.name ?? "it"}, or have the licence accepted.`;
    default:
      return finding.remedy === undefined ? "The scanner names no fix: see the links." : sentence(finding.remedy);
  }
}

/** State of a fix where the format has no room for it. */
export const unstatedFix = "the report does not say";

/** True for a vulnerability that no version fixes yet, of the package or of the base image, as far as the report says. */
export function lacksFix({ category, fixedVersions, status, layer }: Finding): boolean {
  return (
    isVulnerability(category) &&
    fixedVersions.length === 0 &&
    status !== unstatedFix &&
    newerBaseOf(layer) === undefined
  );
}

/** The base image that is without the weakness, where it came with the one in use. */
function newerBaseOf(layer: Finding["layer"]): string | undefined {
  return layer?.origin === "base" ? layer.newerBase : undefined;
}

/** True for the categories that hold vulnerabilities of packages. */
export function isVulnerability(category: Finding["category"]): boolean {
  return category === "dependency" || category === "image";
}

/** A package of the base image comes with it again at the next build, so the base image is what to upgrade. */
function describeUpgrade({ package: affected, fixedVersions, status, remedy, layer }: Finding): string {
  const newerBase = newerBaseOf(layer);
  if (newerBase !== undefined) return describeBaseUpgrade(newerBase, layer?.baseImage);
  const name = affected?.name ?? "it";
  const from = affected?.version === undefined ? "" : ` from ${affected.version}`;
  const [first, ...others] = fixedVersions;
  if (first === undefined) {
    const state = status === undefined ? "" : ` (status: ${status})`;
    return remedy ?? `No fix is known yet${state}: replace ${name}, or shield what it does.`;
  }
  const to = others.length === 0 ? first : smallestUpgrade(affected, fixedVersions);
  return `Upgrade ${name}${from} to ${to ?? `one of ${fixedVersions.join(", ")}`}.`;
}

function smallestUpgrade(affected: Finding["package"], fixedVersions: readonly string[]): string | undefined {
  const type = affected?.purl === undefined ? undefined : (parsePurl(affected.purl)?.type ?? undefined);
  return smallestFix(type, affected?.version, [fixedVersions])?.version;
}

function describeBaseUpgrade(newerBase: string, baseImage: string | undefined): string {
  return `Upgrade the base image to ${newerBase}${baseImage === undefined ? "" : ` (now ${baseImage})`}.`;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
