import { parsePurl } from "../../purl.js";
import type { Exception } from "../exception.js";
import { pathMatcher } from "../path-glob.js";
import { type CompileTarget, generatedFrom, statementOf } from "./compile-target.js";
import { isPlainGlob, isVulnerabilityId, nativeId } from "./expressible.js";
import { yamlFile } from "./yaml-file.js";

const lists = ["vulnerabilities", "misconfigurations", "secrets", "licenses"] as const;

interface TrivyEntry {
  list: (typeof lists)[number];
  ignored: { id: string; paths?: string[]; purls?: string[]; expired_at: string; statement: string };
}

/** Names that Trivy gives to packages without a lock file; it holds globs against them as if they were files. */
const namesOfNoFile = ["Node.js", "Java", "Python", "Ruby", "x (alpine 3)"];

/** https://trivy.dev/docs/latest/configuration/filtering/#trivyignoreyaml */
export const trivy: CompileTarget<TrivyEntry> = {
  name: "trivy",
  scanner: "trivy",
  limit: "Trivy holds no package URL against a package that has none: there the id and the path alone decide.",
  word({ exception, until, versions }, accepts) {
    const { finding, scope } = exception;
    if (scope.digest !== undefined) return { why: "is for one image by its digest, which Trivy's file cannot say" };
    const isPackage = scope.purl !== undefined || isVulnerabilityId(finding);
    const why = scope.path === undefined ? undefined : whyNotPath(scope.path, isPackage);
    if (why !== undefined) return { why };
    const ignored = {
      id: nativeId(finding),
      ...(scope.path !== undefined && { paths: [scope.path] }),
      ...(scope.purl !== undefined && { purls: purlsOf(scope.purl, versions) }),
      expired_at: until,
      statement: statementOf(exception),
    };
    const { list, category } = isPackage ? vulnerabilities : kindOfRule(finding);
    if (category !== undefined && !accepts(category))
      return { why: `is for a ${category}, which nobody may accept (exceptions.never.categories)` };
    return { entries: [{ list, ignored }] };
  },
  render(entries, source) {
    const document = Object.fromEntries(
      lists.flatMap((name) => {
        const ignored = entries.filter(({ list }) => list === name).map((entry) => entry.ignored);
        return ignored.length > 0 ? [[name, ignored]] : [];
      }),
    );
    return [{ path: ".trivyignore.yaml", content: yamlFile(document, generatedFrom(source)) }];
  },
};

interface Kind {
  list: TrivyEntry["list"];
  category?: "secret" | "misconfiguration" | "licence";
}

const vulnerabilities: Kind = { list: "vulnerabilities" };

/** Names of Trivy's rules tell their kind: `github-pat` is a secret, `DS-0002` a misconfiguration, `GPL-3.0` a licence. */
function kindOfRule(id: string): Kind {
  if (/^[a-z\d]+(-[a-z\d]+)*$/.test(id)) return { list: "secrets", category: "secret" };
  if (/^(AVD-)?[A-Z]{2,}-?\d{3,}$|^AVD-[A-Z]+-\d+$/.test(id)) {
    return { list: "misconfigurations", category: "misconfiguration" };
  }
  return { list: "licenses", category: "licence" };
}

function whyNotPath(path: string, isPackage: boolean): string | undefined {
  if (!isPlainGlob(path)) return "has a path that means something else to Trivy";
  const matches = pathMatcher(path);
  return isPackage && path !== "**" && namesOfNoFile.some((name) => matches(name))
    ? "has a path that Trivy would hold against packages without a file too"
    : undefined;
}

function purlsOf(purl: Exception["scope"]["purl"] & string, versions: readonly string[]): string[] {
  const parsed = parsePurl(purl);
  if (!parsed || parsed.version || versions.length === 0) return [purl];
  return versions.map((version) => Object.assign(parsePurl(purl) ?? parsed, { version }).toString());
}
