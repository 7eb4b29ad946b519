import { readVex } from "../vex/read-vex.js";
import { parseXmlFile } from "../xml-file.js";
import { Loose } from "./loose-document.js";
import type { FoundSuppression } from "./suppression.js";

/** Reads a file of a scanner. The path says for which folder it speaks, where that matters. */
type Reader = (text: string, path: string) => FoundSuppression[];

/** Entries of one scanner and setting, each for ids and paths; one that names neither leaves out everything. */
function entry(
  scanner: string,
  marker: string,
  ids: readonly string[],
  paths: readonly string[] = [],
): FoundSuppression {
  return { scanner, ids, marker, paths };
}

/** An entry for ids, or none where there are none. */
function skips(scanner: string, marker: string, ids: readonly string[]): FoundSuppression[] {
  return ids.map((id) => entry(scanner, marker, [id]));
}

/** Files that are not looked at. */
function exclusions(scanner: string, marker: string, paths: readonly string[]): FoundSuppression[] {
  return paths.length === 0 ? [] : [entry(scanner, marker, [], paths)];
}

/** https://trivy.dev/docs/latest/configuration/filtering/#trivyignoreyaml */
export const trivyIgnoreYaml: Reader = (text) =>
  Loose.yaml(text)
    .entries()
    .flatMap(([kind, list]) =>
      list.list().map((ignored) => entry("trivy", kind, ignored.at("id").texts(), ignored.at("paths").texts())),
    );

/** https://github.com/anchore/grype#specifying-matches-to-ignore */
export const grypeYaml: Reader = (text) => {
  const grype = Loose.yaml(text);
  return [
    ...grype
      .at("ignore")
      .list()
      .map((rule) =>
        entry("grype", "ignore", rule.at("vulnerability").texts(), rule.at("package", "location").texts()),
      ),
    ...exclusions("grype", "exclude", grype.at("exclude").texts()),
    ...["only-fixed", "only-notfixed"].flatMap((name) => (grype.at(name).isTrue() ? [entry("grype", name, [])] : [])),
  ];
};

/** https://docs.snyk.io/manage-risk/policies/the-.snyk-file */
export const snykPolicy: Reader = (text) => {
  const snyk = Loose.yaml(text);
  return [
    ...snyk
      .at("ignore")
      .entries()
      .map(([id]) => entry("snyk", "ignore", [id])),
    ...snyk
      .at("exclude")
      .entries()
      .flatMap(([group, files]) => {
        const globs = files.list().flatMap((file) => file.text() ?? file.entries().map(([glob]) => glob));
        return exclusions("snyk", `exclude.${group}`, globs);
      }),
  ];
};

/** https://google.github.io/osv-scanner/configuration/ */
export const osvScannerToml: Reader = (text, path) => {
  const osv = Loose.toml(text);
  // It speaks for the files beside it only.
  const folder = [path.replace(/[^/]+$/, "*")];
  return [
    ...osv
      .at("IgnoredVulns")
      .list()
      .map((ignored) => entry("osvScanner", "IgnoredVulns", ignored.at("id").texts(), folder)),
    ...osv
      .at("PackageOverrides")
      .list()
      .filter((override) => override.at("ignore").isTrue() || override.at("vulnerability", "ignore").isTrue())
      .map(() => entry("osvScanner", "PackageOverrides", [], folder)),
  ];
};

/** https://github.com/gitleaks/gitleaks#configuration */
export const gitleaksToml: Reader = (text) => {
  const gitleaks = Loose.toml(text);
  const allowed = (part: Loose, ids: readonly string[]) =>
    [...part.at("allowlist").list(), ...part.at("allowlists").list()].map((list) =>
      entry(
        "gitleaks",
        "allowlist",
        ids,
        list
          .at("paths")
          .list()
          .flatMap((path) => path.text() ?? []),
      ),
    );
  return [
    ...allowed(gitleaks, []),
    ...gitleaks
      .at("rules")
      .list()
      .flatMap((rule) => allowed(rule, rule.at("id").texts())),
    ...skips("gitleaks", "disabledRules", gitleaks.at("extend", "disabledRules").texts()),
  ];
};

function banditSettings(bandit: Loose): FoundSuppression[] {
  return [
    ...skips("bandit", "skips", bandit.at("skips").texts()),
    ...exclusions("bandit", "exclude_dirs", bandit.at("exclude_dirs").texts()),
  ];
}

/** https://bandit.readthedocs.io/en/latest/config.html */
export const banditYaml: Reader = (text) => banditSettings(Loose.yaml(text));

/** `[tool.bandit]` among what other tools keep there. */
export const pyproject: Reader = (text) => banditSettings(Loose.toml(text).at("tool", "bandit"));

/** https://www.checkov.io/2.Basics/CLI%20Command%20Reference.html */
export const checkovYaml: Reader = (text) => {
  const checkov = Loose.yaml(text);
  return [
    ...skips("checkov", "skip-check", checkov.at("skip-check").texts()),
    ...exclusions("checkov", "skip-path", checkov.at("skip-path").texts()),
    ...(checkov.at("skip-framework").texts().length > 0 ? [entry("checkov", "skip-framework", [])] : []),
  ];
};

/** https://github.com/hadolint/hadolint#configure */
export const hadolintYaml: Reader = (text) => skips("hadolint", "ignored", Loose.yaml(text).at("ignored").texts());

/** Ids as keys: https://github.com/jeemok/better-npm-audit#readme */
export const nsprc: Reader = (text) =>
  Loose.yaml(text)
    .entries()
    .map(([id]) => entry("npmAudit", ".nsprc", [id]));

/** Ids, or paths `ID|package`, as texts or as keys: https://github.com/IBM/audit-ci#readme */
export const auditCi: Reader = (text) => {
  const allowlist = Loose.yaml(withoutLineComments(text)).at("allowlist").list();
  const named = allowlist.flatMap((allowed) => allowed.text() ?? allowed.entries().map(([key]) => key));
  return skips(
    "npmAudit",
    "allowlist",
    named.map((name) => name.split("|")[0] ?? name),
  );
};

/** JSON with comments, which YAML does not have. */
function withoutLineComments(text: string): string {
  return text.replaceAll(/^[ \t]*\/\/.*$/gm, "");
}

const namesOfIds = ["cve", "vulnerabilityName", "cwe", "cpe"];

/** https://jeremylong.github.io/DependencyCheck/general/suppression.html */
export const dependencyCheckXml: Reader = (text) => {
  const root = parseXmlFile(Buffer.from(text), "");
  return [root, ...root.all("suppressionGroup")]
    .flatMap((group) => group.all("suppress"))
    .map((rule) => {
      const named = namesOfIds.flatMap((name) => rule.all(name)).map((element) => element.text.trim());
      return entry(
        "dependencyCheck",
        "suppress",
        named,
        rule.all("filePath").map((file) => file.text.trim()),
      );
    });
};

/** VEX that says that there is nothing to fix. */
export const vexDocument: Reader = (text) =>
  readVex(Buffer.from(text), "")
    .statements.filter(({ status }) => status === "not_affected" || status === "fixed")
    .map(({ ids: [id = ""], status }) => entry("vex", status, [id]));
