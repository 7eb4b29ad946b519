import type { Entry } from "../entry.js";
import type { Finding } from "../finding.js";
import { repositoryPath } from "./repository-path.js";
import { sourceFinding } from "./source-finding.js";

/** Kinds of findings by framework (https://www.checkov.io/5.Policy%20Index/all.html); all others check configuration. */
const categories: ReadonlyMap<string, Finding["category"]> = new Map([
  ["secrets", "secret"],
  ["sca_package", "dependency"],
  ["sca_image", "image"],
]);

/** One check that failed or was skipped. `code_block` is not read: it shows the source, secrets included. */
export function checkovFinding(check: Entry, framework: string): Finding {
  const id = check.requiredText("check_id");
  const category = categories.get(framework) ?? "misconfiguration";
  const vulnerability = check.entry("vulnerability_details");
  const packageName = vulnerability?.text("package_name");
  const fixedVersion = vulnerability?.text("lowest_fixed_version");
  return sourceFinding(check, {
    scanner: "checkov",
    ids: [id, ...[vulnerability?.text("id"), check.text("bc_check_id")].filter((alias) => alias !== undefined)],
    category,
    title: check.text("check_name") ?? id,
    label: check.text("severity"),
    // The path is relative to the scanned folder, and begins with a slash all the same.
    path: repositoryPath(check.requiredText("file_path")).replace(/^\/+/, ""),
    line: check.numbers("file_line_range").find((line) => Number.isSafeInteger(line) && line > 0),
    // The resource of a secret is a hash of its value.
    resource: category === "secret" ? undefined : check.text("resource"),
    links: [check.text("guideline")],
    ...(packageName !== undefined && {
      package: { name: packageName, version: vulnerability?.text("package_version") },
    }),
    fixedVersions: fixedVersion === undefined ? [] : [fixedVersion],
  });
}
