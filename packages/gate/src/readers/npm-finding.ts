import type { Entry } from "../entry.js";
import type { Finding, Score } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { advisoryId } from "./npm-via.js";
import { scoreField } from "./score-field.js";
import { sourceFiles } from "./source-finding.js";
import { webLinks } from "./web-links.js";

/** An advisory as it concerns a package: its own, or that of a package which it depends on. */
export function npmFinding(entry: Entry, advisory: Entry): Finding {
  const name = entry.requiredText("name");
  const origin = advisory.text("name") ?? name;
  const id = advisoryId(advisory);
  const title = advisory.text("title") ?? `${id} in ${origin}`;
  return {
    ...npmPackageFinding(entry),
    fingerprint: npmFingerprint(id, name),
    ids: [id],
    title: origin === name ? title : `${name} depends on a vulnerable ${origin}: ${title}`,
    label: advisory.text("severity"),
    labelSource: "ghsa",
    scores: advisoryScores(advisory),
    links: webLinks([advisory.text("url")]),
  };
}

/** A vulnerable package, whatever makes it so. */
export function npmPackageFinding(entry: Entry): Finding {
  const name = entry.requiredText("name");
  const id = `npm:${name}`;
  const [path = `node_modules/${name}`] = entry.texts("nodes");
  return {
    fingerprint: npmFingerprint(id, name),
    ids: [id],
    category: "dependency",
    title: `${name} is vulnerable`,
    package: { name, path },
    fixedVersions: fixOf(entry, name),
    location: { path },
    artifact: sourceFiles,
    label: entry.text("severity"),
    scores: [],
    links: [],
    scanner: "npmAudit",
    pointer: entry.pointer,
  };
}

/** The same for all versions of npm and for pnpm. */
export function npmFingerprint(id: string, name: string): string {
  return fingerprintOf({ category: "dependency", id, artifact: sourceFiles, place: [name] });
}

/** `cvss` of an advisory; a score of 0 without a vector stands for none. */
export function advisoryScores(advisory: Entry): Score[] {
  const cvss = advisory.entry("cvss");
  const vector = cvss?.text("vectorString");
  if (!cvss || (vector === undefined && cvss.number("score") === 0)) return [];
  return scoreField(cvss, "score", { source: "ghsa", version: vector?.startsWith("CVSS:4") ? "4" : "3", vector });
}

/** `fixAvailable` names the direct dependency to change, or says only that a fix is there. */
function fixOf(entry: Entry, name: string): string[] {
  const fix = entry.flagOrEntry("fixAvailable");
  if (fix === undefined || fix === false) return [];
  if (fix === true) return [`a version outside ${entry.text("range") ?? "the vulnerable range"}`];
  const [from, version] = [fix.requiredText("name"), fix.requiredText("version")];
  return [from === name ? version : `the one that ${from} ${version} brings`];
}
