import type { Finding } from "../finding.js";
import { parsePurl } from "../purl.js";

type Package = NonNullable<Finding["package"]>;

/** Types of packages whose namespace is the distribution, which one scanner names and the other does not. */
const systemTypes: readonly (string | null | undefined)[] = ["alpm", "apk", "deb", "rpm"];

/** Names of packages in a form in which scanners agree: `group:artifact`, `group/artifact` and the purl are the same. */
export class PackageKeys {
  /** A report lists one package many times, in many versions; taking a purl apart is dear. */
  readonly #byText = new Map<string, string>();

  keyOf({ name, purl }: Package): string {
    const text = purl === undefined ? name : withoutVersion(purl);
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const key = agreedName(name, purl === undefined ? undefined : text);
    this.#byText.set(text, key);
    return key;
  }
}

/** The name of one package in that form. */
export function packageKey({ name, purl }: Package): string {
  return agreedName(name, purl);
}

function agreedName(name: string, purl: string | undefined): string {
  const parsed = purl === undefined ? undefined : parsePurl(purl);
  const namespace = systemTypes.includes(parsed?.type) ? undefined : parsed?.namespace;
  const full = parsed ? [namespace, parsed.name].filter((part) => part).join("/") : name;
  return full
    .toLowerCase()
    .replaceAll(":", "/")
    .replaceAll(/[._-]+/g, "-");
}

/** The version stands behind the last `@` of the last part of the path; a scope that is not escaped has one before. */
function withoutVersion(purl: string): string {
  const end = /[?#]/.exec(purl)?.index ?? purl.length;
  const at = purl.lastIndexOf("@", end);
  return at > purl.lastIndexOf("/", end) ? purl.slice(0, at) + purl.slice(end) : purl;
}

/** The version without the `v` that Go modules have; empty where the scanner says none. */
export function versionKey({ version = "" }: Package): string {
  return version.replace(/^v(?=\d)/, "");
}
