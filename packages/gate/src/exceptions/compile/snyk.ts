import { beginningOf } from "../exception.js";
import { type CompileTarget, generatedFrom, statementOf } from "./compile-target.js";
import { plainPurl } from "./expressible.js";
import { yamlFile } from "./yaml-file.js";

interface SnykEntry {
  id: string;
  ignored: { reason: string; expires: string; created: string };
}

/** Ecosystems as ids of Snyk write them, where the rest of the id is the name of one package. */
const ecosystems: Readonly<Record<string, readonly string[]>> = {
  composer: ["PHP"],
  gem: ["RUBY"],
  npm: ["JS"],
  pypi: ["PYTHON"],
};

/** https://docs.snyk.io/manage-risk/policies/the-.snyk-file */
export const snyk: CompileTarget<SnykEntry> = {
  name: "snyk",
  scanner: "snyk",
  word({ exception, until, versions }) {
    const { finding, scope } = exception;
    const why = (text: string) => ({ why: `${text}, which Snyk's file cannot say` });
    if (!/^SNYK-[A-Z]+-/i.test(finding)) return { why: "does not name the finding by Snyk's own id (SNYK-...)" };
    if (scope.digest !== undefined) return why("is for one image by its digest");
    if (scope.path !== undefined) return why("is for files by their path");
    if (versions.length > 0) return why("is for some versions of a package");
    if (scope.purl !== undefined && !isAboutPackage(finding, scope.purl)) {
      return why("is for a package that the id does not show");
    }
    const ignored = { reason: statementOf(exception), expires: until, created: beginningOf(exception) };
    return { entries: [{ id: finding, ignored }] };
  },
  render(entries, source) {
    const ids = [...new Set(entries.map(({ id }) => id))];
    const ignore = Object.fromEntries(
      ids.map((id) => [id, entries.filter((entry) => entry.id === id).map(({ ignored }) => ({ "*": ignored }))]),
    );
    const document = { version: "v1.25.0", ignore, patch: {} };
    return [{ path: ".snyk", content: yamlFile(document, generatedFrom(source)) }];
  },
};

/** `SNYK-JS-LODASH-590103` is about lodash of npm, and so leaves out nothing else. */
function isAboutPackage(id: string, purl: string): boolean {
  const plain = plainPurl(purl);
  const [, ecosystem = "", name = ""] = /^SNYK-([A-Z]+)-([A-Z\d]+)-\d+$/i.exec(id) ?? [];
  if (!plain || !ecosystems[plain.type]?.includes(ecosystem.toUpperCase())) return false;
  return `${plain.namespace}${plain.name}`.replaceAll(/[^a-z\d]/gi, "").toUpperCase() === name.toUpperCase();
}
