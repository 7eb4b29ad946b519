import { Entry, isMap } from "../entry.js";
import type { Artifact, Finding } from "../finding.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { baseImageOf } from "./snyk-base-image.js";
import { mergePaths, type SnykProject, vulnerability } from "./snyk-finding.js";
import { misconfiguration } from "./snyk-iac.js";
import { describeUnknownLists } from "./unknown-lists.js";

/** `snyk test|container test|iac test --json`: https://docs.snyk.io/developer-tools/snyk-cli/commands/test#json */
export const snykProject: ReportReader = {
  tool: "snyk",
  format: "snyk-json",
  recognises: isProject,
  read: (document, path) => joinProjects([new Entry(document, path)]),
};

/** The same of several projects, such as `snyk test --all-projects --json`: a list of them. */
export const snykProjects: ReportReader = {
  tool: "snyk",
  format: "snyk-json-multi",
  recognises: (document) => Array.isArray(document) && document.length > 0 && document.every(isProject),
  read: (document, path) =>
    joinProjects((document as unknown[]).map((project, index) => new Entry(project, path, `/${index}`))),
};

function isProject(document: unknown): boolean {
  if (!isMap(document)) return false;
  if (document.ok === false && typeof document.error === "string") return true;
  if (Array.isArray(document.infrastructureAsCodeIssues)) return true;
  if (!Array.isArray(document.vulnerabilities)) return false;
  if (typeof document.ok === "boolean" || Array.isArray(document.issues)) return true;
  return document.vulnerabilities.length > 0 && document.vulnerabilities.every(hasDependencyPath);
}

function hasDependencyPath(entry: unknown): boolean {
  return isMap(entry) && Array.isArray(entry.from) && Object.hasOwn(entry, "packageName");
}

interface ProjectContent {
  artifact: Artifact;
  /** One for each dependency path, as Snyk lists them. */
  listed: readonly Finding[];
  suppressed: readonly Finding[];
  reasons: readonly string[];
  outcome: "tested" | "nothing to test" | "failed";
}

function joinProjects(entries: readonly Entry[]): ReportContent {
  const projects = entries.map(readProject);
  const listed = projects.flatMap((project) => project.listed);
  const reasons = projects.flatMap((project) => project.reasons);
  const content = {
    artifact: projects[0]?.artifact ?? { name: "", type: "unknown" },
    findings: mergePaths(listed),
    listed,
    suppressed: mergePaths(projects.flatMap((project) => project.suppressed)),
    // Snyk looks everything up at its service: there is no database here that could be old.
    usesDatabase: false,
  };
  if (projects.every(({ outcome }) => outcome === "failed")) {
    return { ...content, health: "failed", healthReasons: reasons };
  }
  if (reasons.length > 0) return { ...content, health: "partial", healthReasons: reasons };
  if (projects.every(({ outcome }) => outcome === "nothing to test")) {
    return { ...content, health: "empty", healthReasons: ["it has no dependencies: Snyk found nothing to test"] };
  }
  return { ...content, health: "ok", healthReasons: [] };
}

/** `issues` repeats the vulnerabilities of C and C++; the successes are checks that passed. */
const knownLists = [
  "vulnerabilities",
  "applications",
  "issues",
  "infrastructureAsCodeIssues",
  "infrastructureAsCodeSuccesses",
];

function readProject(entry: Entry): ProjectContent {
  const project = projectOf(entry);
  const error = entry.text("error");
  if (error !== undefined) {
    const reason = `${entry.pointer || "Snyk"} could not test ${entry.text("path") ?? "the project"}: ${error}`;
    return { artifact: project.artifact, listed: [], suppressed: [], reasons: [reason], outcome: "failed" };
  }
  const applications = entry.entries("applications");
  const parts = [readPart(entry, project), ...applications.map((part) => readPart(part, projectOf(part, project)))];
  const listed = parts.flatMap((part) => part.listed);
  const suppressed = parts.flatMap((part) => part.suppressed);
  const nothing = entry.number("dependencyCount") === 0 && entry.entry("meta") === undefined;
  return {
    artifact: project.artifact,
    listed,
    suppressed,
    reasons: [...contradictions(entry, listed), ...parts.flatMap((part) => part.unknown)],
    outcome: nothing && listed.length === 0 && applications.length === 0 ? "nothing to test" : "tested",
  };
}

function readPart(entry: Entry, project: SnykProject) {
  const filtered = entry.entry("filtered");
  const issues = entry.entries("infrastructureAsCodeIssues");
  const ignored = (issue: Entry) => issue.flag("isIgnored") === true;
  return {
    listed: [
      ...entry.entries("vulnerabilities").map((found) => vulnerability(found, project)),
      ...issues.filter((issue) => !ignored(issue)).map((issue) => misconfiguration(issue, project)),
    ],
    suppressed: [
      ...(filtered?.entries("ignore") ?? []).map((found) => suppressed("ignored", found, project)),
      ...(filtered?.entries("patch") ?? []).map((found) => suppressed("patched", found, project)),
      ...issues
        .filter(ignored)
        .map((issue) => ({ ...misconfiguration(issue, project), suppression: { status: "ignored" } })),
    ],
    unknown: describeUnknownLists(entry, knownLists),
  };
}

function suppressed(status: string, entry: Entry, project: SnykProject): Finding {
  const [rule] = entry.entry("filtered")?.entries("ignored") ?? [];
  const suppression = { status, statement: rule?.text("reason"), source: rule?.text("source") };
  return { ...vulnerability(entry, project), suppression };
}

/** `docker` stands in projects that are images; the parts of an image inherit it. */
function projectOf(entry: Entry, image?: SnykProject): SnykProject {
  const path = entry.text("path") ?? "";
  const file = entry.text("displayTargetFile") ?? entry.text("targetFile");
  if (image?.artifact.type === "container_image") return { artifact: image.artifact, file, inSystem: false };
  const docker = entry.entry("docker");
  if (docker) {
    return {
      artifact: { name: path, type: "container_image" },
      file,
      inSystem: true,
      baseImage: baseImageOf(docker),
    };
  }
  return { artifact: { name: entry.text("projectName") ?? path, type: "project" }, file, inSystem: false };
}

/** A report that says it found more than it lists was cut down. */
function contradictions(entry: Entry, listed: readonly Finding[]): string[] {
  const found = entry.number("uniqueCount") ?? (entry.flag("ok") === false ? 1 : 0);
  const unique = new Set(listed.map(({ ids }) => ids[0])).size;
  if (unique >= found) return [];
  return [`${entry.pointer || "it"} says that Snyk found ${found} weaknesses or more, and lists ${unique}`];
}
