import { markdownCode, markdownText } from "@sallyport/gate";
import {
  type ChangedFile,
  type ChangedInput,
  type ChangedResource,
  type ComparedFile,
  type ComparedNote,
  type ComparedResource,
  isSamePlan,
  type PlanDifference,
} from "./plan-difference.js";
import { shortType } from "./resource-line.js";

/** Most bytes of the Markdown: a comment on GitHub takes 65,536 characters. */
export const maximumDifferenceBytes = 60_000;

/** Inputs that are shown of one resource. */
const shownInputs = 20;

/** The difference of two plans for people, as Markdown. The same two plans give the same text. */
export function renderPlanDifference(difference: PlanDifference): string {
  const { resources, files, notes } = difference;
  if (isSamePlan(difference)) return "### The policy changes, and what it leads to does not\n";
  return fitted([
    "### What this change of the policy leads to",
    "",
    counts("Resources", resources),
    counts("Files", files),
    "",
    ...section("Removed resources", resources.removed, resourceLine),
    ...section("Changed resources", resources.changed, changedResourceLines),
    ...section("New resources", resources.added, resourceLine),
    ...section("Removed files", files.removed, fileLine),
    ...section("Changed files", files.changed, changedFileLine),
    ...section("New files", files.added, fileLine),
    ...section("New notes", notes.added, noteLine),
    ...section("Notes that are gone", notes.removed, noteLine),
  ]);
}

function counts(noun: string, { added, removed, changed }: Record<"added" | "removed" | "changed", unknown[]>): string {
  return `- ${noun}: ${added.length} new, ${changed.length} changed, ${removed.length} removed`;
}

function section<Item>(title: string, items: readonly Item[], line: (item: Item) => string | string[]): string[] {
  if (items.length === 0) return [];
  return [`#### ${title} (${items.length})`, "", ...items.flatMap(line), ""];
}

function resourceLine({ type, name }: ComparedResource): string {
  return `- ${markdownCode(shortType(type))} ${markdownCode(name)}`;
}

function changedResourceLines({ resource, inputs }: ChangedResource): string[] {
  const more = inputs.length - shownInputs;
  return [
    resourceLine(resource),
    ...inputs.slice(0, shownInputs).map(inputLine),
    ...(more > 0 ? [`  - and ${more} more`] : []),
  ];
}

function inputLine({ path, before, after, secret }: ChangedInput): string {
  return `  - ${markdownCode(path)}: ${secret ? "a secret value" : `${valueText(before)} → ${valueText(after)}`}`;
}

function valueText(value: unknown): string {
  if (value === undefined) return "nothing";
  return markdownCode(typeof value === "string" && value !== "" ? value : JSON.stringify(value), 120);
}

function fileLine({ repository, path }: ComparedFile): string {
  return `- ${markdownCode(`${repository}/${path}`)}`;
}

function changedFileLine({ file, linesAdded, linesRemoved }: ChangedFile): string {
  return `${fileLine(file)}: ${linesAdded} lines new, ${linesRemoved} gone`;
}

function noteLine({ level, message }: ComparedNote): string {
  return `- ${level === "warning" ? "**Warning:** " : ""}${markdownText(message, 1000)}`;
}

/** As many lines as fit, and how many do not. */
function fitted(lines: readonly string[]): string {
  const cut = (left: number) => `\n_${left} more lines are not shown: \`sallyport plan\` shows all._\n`;
  const room = maximumDifferenceBytes - Buffer.byteLength(cut(lines.length));
  let bytes = 0;
  const end = lines.findIndex((line) => {
    bytes += Buffer.byteLength(line) + 1;
    return bytes > room;
  });
  const text = (shown: readonly string[]) => `${shown.join("\n").trimEnd()}\n`;
  return end === -1 ? text(lines) : text(lines.slice(0, end)) + cut(lines.length - end);
}
