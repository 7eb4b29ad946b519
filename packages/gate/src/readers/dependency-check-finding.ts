import type { Entry } from "../entry.js";
import type { Artifact, Finding, Score } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { unstatedFix } from "../fix.js";
import { parsePurl } from "../purl.js";
import { repositoryPath } from "./repository-path.js";
import { scoreField } from "./score-field.js";
import { webLinks } from "./web-links.js";

/** The vulnerabilities of one dependency, or those that a suppression file leaves out. */
export function dependencyCheckFindings(
  dependency: Entry,
  key: "vulnerabilities" | "suppressedVulnerabilities",
  artifact: Artifact,
): Finding[] {
  const file = dependency.requiredText("fileName");
  const path = repositoryPath(dependency.text("filePath") ?? file);
  const affected = { ...packageOf(dependency, file), path };
  return dependency.entries(key).map((vulnerability) => {
    const id = vulnerability.requiredText("name");
    return {
      fingerprint: fingerprintOf({ category: "dependency", id, artifact, place: [affected.name, file] }),
      ids: [id],
      category: "dependency",
      title: `${id} in ${affected.name}`,
      detail: copiesOf(dependency),
      package: affected,
      fixedVersions: [],
      location: { path },
      artifact,
      label: vulnerability.text("severity")?.toLowerCase(),
      labelSource: vulnerability.text("source")?.toLowerCase(),
      scores: scoresOf(vulnerability),
      ...kindsOf(vulnerability),
      status: unstatedFix,
      links: webLinks(vulnerability.entries("references").map((reference) => reference.text("url"))),
      scanner: "dependencyCheck",
      pointer: vulnerability.pointer,
    };
  });
}

/** The first package URL; without one the file is all that is known. */
function packageOf(dependency: Entry, file: string): NonNullable<Finding["package"]> {
  const purl = dependency.entries("packages").map((entry) => entry.text("id"))[0];
  const parsed = purl === undefined ? undefined : parsePurl(purl);
  if (!parsed) return { name: file };
  const { type, namespace, name, version } = parsed;
  const full = namespace ? `${namespace}${type === "maven" ? ":" : "/"}${name}` : name;
  return { name: full, version: version ?? undefined, purl };
}

/** The same file in other places: they are affected too. */
function copiesOf(dependency: Entry): string | undefined {
  const related = dependency.entries("relatedDependencies").flatMap((entry) => entry.text("filePath") ?? []);
  return related.length === 0 ? undefined : `Also in ${related.map(repositoryPath).join(", ")}`;
}

function scoresOf(vulnerability: Entry): Score[] {
  const source = vulnerability.text("source")?.toLowerCase() ?? "dependencyCheck";
  const given = (key: string, field: string, version: Score["version"]) => {
    const score = vulnerability.entry(key);
    return score ? scoreField(score, field, { source, version, vector: score.text("vectorString") }) : [];
  };
  return [...given("cvssv2", "score", "2"), ...given("cvssv3", "baseScore", "3"), ...given("cvssv4", "baseScore", "4")];
}

/** The words `NVD-CWE-Other` and the like name no kind. */
function kindsOf(vulnerability: Entry): Pick<Finding, "cwes"> {
  const cwes = vulnerability.texts("cwes").flatMap((text) => /^CWE-\d+/.exec(text)?.[0] ?? []);
  return cwes.length > 0 ? { cwes } : {};
}
