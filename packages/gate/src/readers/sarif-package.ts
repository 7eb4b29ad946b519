import type { Entry } from "../entry.js";
import type { Finding } from "../finding.js";
import { unstatedFix } from "../fix.js";
import { versionList } from "./trivy-finding.js";

/** The package of a vulnerability, as far as a log says it. */
export type SarifPackage = Pick<Finding, "package" | "fixedVersions" | "status">;

/**
 * SARIF has no field for packages. Trivy (in the message) and Grype (in the help of the rule) write lines such as
 * `Package: apt`; Docker Scout writes properties.
 */
export function sarifPackage(message: string, rule: Entry | undefined): SarifPackage {
  const properties = rule?.entry("properties");
  const purl = properties?.freeTexts("purls")[0];
  const lines = linesOf(`${rule?.entry("help")?.text("text") ?? ""}\n${message}`);
  const name = purl === undefined ? lines.get("package") : nameIn(purl);
  const fix = properties?.freeTexts("fixed_version")[0] ?? lines.get("fixed version") ?? lines.get("fix version");
  const version = lines.get("installed version") ?? lines.get("version") ?? (purl && versionIn(purl));
  return {
    package: name === undefined ? undefined : { name, version: version || undefined, purl },
    fixedVersions: fix === "not fixed" ? [] : versionList(fix),
    status: fix === undefined ? unstatedFix : undefined,
  };
}

/** True where the rule says that the package came with the operating system. */
export function isOfSystem(rule: Entry | undefined): boolean {
  const help = rule?.entry("help")?.text("text") ?? "";
  return rule?.text("name") === "OsPackageVulnerability" || /^Type: (apk|deb|rpm|alpm|portage)$/m.test(help);
}

function linesOf(text: string): ReadonlyMap<string, string> {
  const matches = text.matchAll(/^[ \t]*([A-Za-z][A-Za-z ]*?)[ \t]*:[ \t]*(.*?)[ \t]*$/gm);
  return new Map([...matches].map(([, key = "", value = ""]) => [key.toLowerCase(), value]));
}

function nameIn(purl: string): string {
  const path = purl.replace(/^pkg:[^/]*\//, "").replace(/[?#].*$/, "");
  return path.replace(/@[^/@]*$/, "");
}

function versionIn(purl: string): string | undefined {
  return /@([^/@?#]+)(?:[?#]|$)/.exec(purl)?.[1];
}
