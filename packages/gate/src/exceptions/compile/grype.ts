import { type CompileTarget, generatedFrom, statementOf } from "./compile-target.js";
import { isPlainGlob, isVulnerabilityId, nativeId, plainPurl } from "./expressible.js";
import { yamlFile } from "./yaml-file.js";

interface GrypeRule {
  vulnerability: string;
  reason: string;
  "fix-state"?: string;
  package?: { name?: string; version?: string; type?: string; location?: string };
}

/** Grype's types of packages whose names hold everything that a package URL says: https://github.com/anchore/syft/blob/main/syft/pkg/type.go */
const types: Readonly<Record<string, string>> = {
  cargo: "rust-crate",
  composer: "php-composer",
  gem: "gem",
  golang: "go-module",
  npm: "npm",
  nuget: "dotnet",
  pypi: "python",
};

/** https://github.com/anchore/grype#specifying-matches-to-ignore */
export const grype: CompileTarget<GrypeRule> = {
  name: "grype",
  scanner: "grype",
  seesFixes: true,
  limit:
    "Grype knows no last day: compile again when an exception ends. It goes by its own id of a vulnerability, GHSA-... for packages of languages, and by no other. A package in several places is left out when one of them matches.",
  word({ exception, versions }) {
    const { finding, scope, endsOn } = exception;
    if (scope.digest !== undefined) return { why: "is for one image by its digest, which Grype's file cannot say" };
    if (scope.purl === undefined && !isVulnerabilityId(finding)) return { why: "is about no vulnerability" };
    if (scope.path !== undefined && !isPlainGlob(scope.path)) {
      return { why: "has a path that means something else to Grype" };
    }
    const named = scope.purl === undefined ? {} : packageOf(scope.purl);
    if (typeof named === "string") return { why: named };
    const states = endsOn.includes("fixReleased") ? ["not-fixed", "wont-fix"] : [undefined];
    // Grype begins the paths of images with a slash, and those of folders depending on its version.
    const locations = scope.path === undefined ? [undefined] : [scope.path, `/${scope.path}`];
    const entries = states.flatMap((state) =>
      locations.flatMap((location) =>
        (versions.length === 0 ? [undefined] : versions).map((version) =>
          ruleOf(nativeId(finding), statementOf(exception), state, {
            ...named,
            ...(version !== undefined && { version }),
            ...(location !== undefined && { location }),
          }),
        ),
      ),
    );
    return { entries };
  },
  render(entries, source) {
    return [{ path: ".grype.yaml", content: yamlFile({ ignore: entries }, generatedFrom(source)) }];
  },
};

function ruleOf(
  vulnerability: string,
  reason: string,
  state: string | undefined,
  named: NonNullable<GrypeRule["package"]>,
): GrypeRule {
  return {
    vulnerability,
    reason,
    ...(state !== undefined && { "fix-state": state }),
    ...(Object.keys(named).length > 0 && { package: named }),
  };
}

/** Name and type of a package as Grype has them, or why it has none. */
function packageOf(purl: string): { name: string; type: string } | string {
  const plain = plainPurl(purl);
  if (!plain) return "names a package by qualifiers, which Grype's file cannot say";
  const type = Object.hasOwn(types, plain.type) ? types[plain.type] : undefined;
  if (type === undefined) return `names a ${plain.type} package, whose group or distribution Grype's file cannot say`;
  const name = plain.namespace === "" ? plain.name : `${plain.namespace}/${plain.name}`;
  // Grype takes the name as a regular expression.
  return { name: name.replaceAll(/[.+*?^$()[\]{}|\\]/g, "\\$&"), type };
}
