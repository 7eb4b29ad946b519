import { generatedFile } from "@sallyport/github-api";
import { Document, isMap, isScalar, type Pair, visit, type YAMLMap } from "yaml";
import { pinnedAction } from "../catalogue/action-catalog.js";
import { isOwnAction } from "../workflows/central.js";
import { isCall, type Permissions, type Step, type Workflow } from "./workflow.js";
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
  const plain = plainWorkflow(document);
  const jobs = Object.entries(document.jobs).map(([id, job]) => jobText(id, job));
  const marks = Object.fromEntries(jobs.map((_, index) => [`job-${index}`, null]));
  const yaml = new Document({ ...plain, jobs: marks }, { aliasDuplicateObjects: false });
  giveReasons(yaml, ["permissions"], document.permissions);
  separate(yaml.contents);
  separate(yaml.get("jobs"));
  if (document.about !== undefined) yaml.commentBefore = ` ${wrapped(document.about).join("\n ")}`;
  return yaml.toString(style).replaceAll(/^ {2}job-(\d+):\n/gm, (_, index) => jobs[Number(index)] ?? "");
}

const style = { lineWidth: 0, nullStr: "" } as const;

/** A job as it stands in the file, from its id on. */
function jobText(id: string, job: Workflow["jobs"][string]): string {
  const steps = isCall(job) ? [] : job.steps;
  const frame = isCall(job) ? job : { ...job, steps: steps.map((_, index) => `step-${index}`) };
  const text = remembered(frameTexts, JSON.stringify([id, frame]), () => frameText(id, frame));
  return text.replaceAll(/^ {6}- step-(\d+)\n/gm, (_, index) => {
    const step = steps[Number(index)];
    return step ? remembered(stepTexts, JSON.stringify(step), () => stepText(step)) : "";
  });
}

function frameText(id: string, frame: { permissions: Permissions }): string {
  const plain = { ...frame, permissions: plainPermissions(frame.permissions) };
  const yaml = new Document({ [id]: plain }, { aliasDuplicateObjects: false });
  nameVersions(yaml);
  giveReasons(yaml, [id, "permissions"], frame.permissions);
  return indented(yaml.toString(style), "  ");
}

function stepText(step: Step): string {
  const yaml = new Document([step], { aliasDuplicateObjects: false });
  nameVersions(yaml);
  return indented(yaml.toString(style), "      ");
}

function indented(text: string, by: string): string {
  return text.replaceAll(/^(?=.)/gm, by);
}

/** Writing YAML takes longest of all that a plan does, and most of it is the same in many repositories. */
const frameTexts = new Map<string, string>();
const stepTexts = new Map<string, string>();

function remembered(known: Map<string, string>, key: string, make: () => string): string {
  const text = known.get(key) ?? make();
  if (known.size >= 2_000) known.clear();
  known.set(key, text);
  return text;
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
