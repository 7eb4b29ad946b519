import semver from "semver";
import { parsePurl } from "../../purl.js";
import type { Exception } from "../exception.js";

/** Series of vulnerability ids: https://ossf.github.io/osv-schema/#id-modified-fields */
const series =
  /^(A|ALAS\d*|ALBA|ALEA|ALPINE|ALSA|ASB|BIT|CGA|CURL|CVE|DEBIAN|DLA|DSA|DTSA|ELA|ELSA|GHSA|GO|GSD|HSEC|KUBE|LBSEC|MAL|MGASA|OESA|OSV|PHSA|PSF|PUB|PYSEC|RHBA|RHEA|RHSA|RLSA|RSEC|RUSTSEC|RXSA|SUSE|TEMP|UBUNTU|USN|V8)-/i;

/** True for the id of a vulnerability of packages, as opposed to that of a rule. */
export function isVulnerabilityId(id: string): boolean {
  return series.test(id);
}

/** An id as the databases write it: tools tell ids apart by case. */
export function nativeId(id: string): string {
  if (/^cve-/i.test(id)) return id.toUpperCase();
  return id.replace(/^ghsa-.*$/i, (text) => `GHSA-${text.slice("GHSA-".length).toLowerCase()}`);
}

/**
 * The exact versions that an exception is for; empty where it is for any version.
 *
 * @returns undefined for a range, which no tool knows.
 */
export function exactVersions({ scope: { purl, versions } }: Exception): string[] | undefined {
  const parsed = purl === undefined ? undefined : parsePurl(purl);
  if (versions === undefined) return parsed?.version ? [parsed.version] : [];
  const alternatives = versions.split("||").map((text) => text.trim());
  const exact = alternatives.map((text) => (parsed?.type === "pypi" ? pythonVersion(text) : semanticVersion(text)));
  return exact.every((version) => version !== undefined) ? exact : undefined;
}

function semanticVersion(text: string): string | undefined {
  return semver.valid(text.replace(/^=\s*/, "")) ? text.replace(/^=\s*/, "") : undefined;
}

/** `==1.2` is 1.2.0 too and `==1.2.*` a range: only what cannot be written otherwise is exact. */
function pythonVersion(text: string): string | undefined {
  return /^===\s*([\w.!+-]+)$/.exec(text)?.[1];
}

/** True for a glob that means the same to every tool: names, `*` and `?` inside them, and `**` for folders. */
export function isPlainGlob(glob: string): boolean {
  return !/[[\]{}()\\|]/.test(glob) && glob.split("/").every((part) => part === "**" || !part.includes("**"));
}

/** The name of a package without its version, in the one way to write it; undefined where it says more than a name. */
export function plainPurl(purl: string): { type: string; namespace: string; name: string; bare: string } | undefined {
  const parsed = parsePurl(purl);
  if (!parsed || parsed.subpath || Object.keys(parsed.qualifiers ?? {}).length > 0) return undefined;
  const { type, namespace, name, version } = parsed;
  const whole = parsed.toString();
  const bare = version ? whole.slice(0, whole.lastIndexOf("@")) : whole;
  return { type, namespace: namespace ?? "", name, bare };
}
