import { generatedFile, replacedIn } from "@sallyport/github-api";
import { Document, isMap, isScalar, type Pair, visit, type YAMLMap } from "yaml";
import { pinnedAction } from "./action-catalog.js";
import { isOwnAction } from "./central.js";
import { partsCommit, type RepositoryFile, repositoryFile } from "./repository-file.js";
import type { Permissions, Workflow } from "./workflow.js";
import { workflowProblems } from "./workflow-check.js";
import { WorkflowError } from "./workflow-error.js";

/**
 * A workflow as the text of its file: each action with its version, each right with its reason, and a header whose digest
 * shows an edit by hand.
 *
 * @throws {WorkflowError} with every reason why it must not be written.
 */
export function workflowYaml(document: Workflow): string {
  const problems = workflowProblems(document);
  if (problems.length > 0) throw new WorkflowError(problems);
  return generatedFile(renderBody(document));
}

/**
 * A file at the commit that brings the parts it calls, with the digest of its new text. A file that calls none stays as
 * it is.
 *
 * @param commit The full id, which takes the place of `partsCommit`.
 */
export function atPartsCommit(file: RepositoryFile, commit: string): RepositoryFile {
  if (!/^[0-9a-f]{40}$/.test(commit)) throw new RangeError(`${JSON.stringify(commit)} is no full commit id`);
  if (!file.content.includes(`@${partsCommit}`)) return file;
  return repositoryFile({ ...file, content: replacedIn(file.content, `@${partsCommit}`, `@${commit}`) });
}

/** The document as it stands in the file: rights without their reasons, which become comments. */
export function plainWorkflow({ about: _, ...document }: Workflow): Record<string, unknown> {
  return {
    ...document,
    permissions: plainPermissions(document.permissions),
    jobs: Object.fromEntries(
      Object.entries(document.jobs).map(([id, job]) => [
        id,
        { ...job, permissions: plainPermissions(job.permissions) },
      ]),
    ),
  };
}

function plainPermissions(permissions: Permissions): Record<string, string> {
  return Object.fromEntries(
    Object.entries(permissions).map(([scope, grant]) => [scope, typeof grant === "string" ? grant : grant.access]),
  );
}

function renderBody(document: Workflow): string {
  const yaml = new Document(plainWorkflow(document), { aliasDuplicateObjects: false });
  nameVersions(yaml);
  giveReasons(yaml, ["permissions"], document.permissions);
  for (const [id, { permissions }] of Object.entries(document.jobs)) {
    giveReasons(yaml, ["jobs", id, "permissions"], permissions);
  }
  separate(yaml.contents);
  separate(yaml.get("jobs"));
  if (document.about !== undefined) yaml.commentBefore = ` ${wrapped(document.about).join("\n ")}`;
  return yaml.toString({ lineWidth: 0, nullStr: "" });
}

/** `uses: actions/checkout@3d3c42e5... # v7.0.1`, which people and update bots read. */
function nameVersions(yaml: Document): void {
  visit(yaml, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== "uses" || !isScalar(value)) return;
      const version = versionOf(String(value.value));
      if (version !== undefined) value.comment = ` ${version}`;
    },
  });
}

/** Undefined for what has no version but its commit: a workflow, or an action of ours. */
function versionOf(reference: string): string | undefined {
  const isOurs = isOwnAction(reference) || reference.includes("/.github/workflows/");
  return isOurs ? undefined : pinnedAction(reference).tag;
}

/** Text in lines of at most 100 characters, broken between words. */
function wrapped(text: string): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && last.length + 1 + word.length > 100) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}

function giveReasons(yaml: Document, path: readonly string[], permissions: Permissions): void {
  for (const [scope, grant] of Object.entries(permissions)) {
    const node = yaml.getIn([...path, scope], true);
    if (typeof grant === "object" && isScalar(node)) node.comment = ` ${grant.why}`;
  }
}

/** An empty line before each entry but the first. */
function separate(node: unknown): void {
  if (!isMap(node)) return;
  for (const { key } of (node as YAMLMap).items.slice(1) as Pair[]) if (isScalar(key)) key.spaceBefore = true;
}
