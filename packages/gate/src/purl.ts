import { PackageURL } from "packageurl-js";

/** A package URL in its parts (https://github.com/package-url/purl-spec); undefined for a text that is none. */
export function parsePurl(purl: string): PackageURL | undefined {
  try {
    return PackageURL.fromString(purl);
  } catch {
    return undefined;
  }
}
