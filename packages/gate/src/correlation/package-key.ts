import type { Finding } from "../finding.js";
import { parsePurl } from "../purl.js";

/** Types of packages whose namespace is the distribution, which one scanner names and the other does not. */
const systemTypes: readonly (string | null | undefined)[] = ["alpm", "apk", "deb", "rpm"];

/** The name of a package in a form in which scanners agree: `group:artifact`, `group/artifact` and the purl are the same. */
export function packageKey({ name, purl }: NonNullable<Finding["package"]>): string {
  const parsed = purl === undefined ? undefined : parsePurl(purl);
  const namespace = systemTypes.includes(parsed?.type) ? undefined : parsed?.namespace;
  const full = parsed ? [namespace, parsed.name].filter((part) => part).join("/") : name;
  return full
    .toLowerCase()
    .replaceAll(":", "/")
    .replaceAll(/[._-]+/g, "-");
}

/** The version without the `v` that Go modules have; empty where the scanner says none. */
export function versionKey({ version = "" }: NonNullable<Finding["package"]>): string {
  return version.replace(/^v(?=\d)/, "");
}
