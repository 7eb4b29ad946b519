import { stringify, TomlDate } from "smol-toml";
import { type CompileTarget, generatedFrom, statementOf } from "./compile-target.js";
import { isVulnerabilityId, nativeId } from "./expressible.js";

interface OsvEntry {
  /** Where its file stands. */
  folder: string;
  id: string;
  until: string;
  reason: string;
}

/** https://google.github.io/osv-scanner/configuration/ */
export const osvScanner: CompileTarget<OsvEntry> = {
  name: "osv-scanner",
  scanner: "osvScanner",
  limit: "OSV-Scanner leaves out what it knows as an alias too, and each file speaks for the files beside it only.",
  word({ exception, until }) {
    const { finding, scope } = exception;
    if (!isVulnerabilityId(finding)) return { why: "is about no vulnerability" };
    if (scope.digest !== undefined)
      return { why: "is for one image by its digest, which OSV-Scanner's file cannot say" };
    // PackageOverrides would leave out every vulnerability of the package.
    if (scope.purl !== undefined) {
      return { why: "is for one package, and OSV-Scanner leaves out an id in all packages or all ids of a package" };
    }
    const folder = scope.path === undefined ? "" : folderOf(scope.path);
    if (folder === undefined) return { why: "has a path that is no folder (FOLDER/* or FOLDER/**)" };
    return { entries: [{ folder, id: nativeId(finding), until, reason: statementOf(exception) }] };
  },
  render(entries, source) {
    const folders = Map.groupBy(entries, ({ folder }) => folder);
    return [...folders].map(([folder, inside]) => ({
      path: `${folder}osv-scanner.toml`,
      content: `${generatedFrom(source)
        .map((line) => `# ${line}\n`)
        .join("")}\n${stringify({ IgnoredVulns: firstOfEach(inside).map(ignoredOf) })}`,
    }));
  },
};

function ignoredOf({ id, until, reason }: OsvEntry) {
  return { id, ignoreUntil: new TomlDate(until), reason };
}

/** OSV-Scanner goes by the first entry of an id: the one that lasts longest. */
function firstOfEach(entries: readonly OsvEntry[]): OsvEntry[] {
  const byId = Map.groupBy(entries, ({ id }) => id);
  return [...byId.values()].flatMap((same) => same.toSorted((a, b) => (a.until > b.until ? -1 : 1)).slice(0, 1));
}

/** `services/api/*` stands for the folder `services/api/`. */
function folderOf(glob: string): string | undefined {
  const [, folder] = /^((?:[^*?[\]{}()!\\|/]+\/)*)\*\*?$/.exec(glob) ?? [];
  return folder?.split("/").some((part) => part === "." || part === "..") ? undefined : folder;
}
