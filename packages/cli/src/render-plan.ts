import type { Plan } from "@sallyport/pipeline";
import type { Terminal } from "./output.js";
import { paint } from "./paint.js";
import { describeInputs, shortType } from "./resource-line.js";

type Resource = Plan["resources"][number];

const planeNames = {
  github: "GitHub",
  vault: "Vault",
  aws: "AWS",
  kubernetes: "Kubernetes",
  pipeline: "Across planes",
} as const satisfies Record<Resource["plane"], string>;

export interface PlanRendering extends Terminal {
  /** Folder that the files were written to, as it was given. */
  out?: string;
}

/** A plan for people: resources by plane, files, and what is worth knowing. Ends with a line break. */
export function renderPlan(plan: Plan, options: PlanRendering): string {
  const planes = Object.keys(planeNames) as Resource["plane"][];
  const sections = [
    summary(plan, planes, options),
    ...planes.map((plane) => planeSection(plane, plan, options)),
    fileSection(plan, options),
    budgetSection(plan, options),
    noteSection(plan, options),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function summary({ resources }: Plan, planes: readonly Resource["plane"][], options: PlanRendering): string {
  const made = resources.filter(({ custom }) => custom);
  const parts = planes
    .map((plane) => ({ plane, count: made.filter((resource) => resource.plane === plane).length }))
    .filter(({ count }) => count > 0)
    .map(({ plane, count }) => `${planeNames[plane]} ${count}`);
  const total = paint(options)("bold", `${counted(made.length, "resource")} would exist`);
  return `${total}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}`;
}

function planeSection(plane: Resource["plane"], { resources }: Plan, options: PlanRendering): string {
  const made = resources.filter((resource) => resource.custom && resource.plane === plane);
  if (made.length === 0) return "";
  const groups = Map.groupBy(made, ({ parent }) => parent);
  const lines = [...groups].flatMap(([parent, children]) => {
    const component = resources.find(({ urn }) => urn === parent);
    return componentLines(component, children, options);
  });
  return [title(`${planeNames[plane]} (${made.length})`, options), ...lines].join("\n");
}

/** A component and what is in it. A child that is called like its component is not named again. */
function componentLines(
  component: Resource | undefined,
  children: readonly Resource[],
  options: PlanRendering,
): string[] {
  const color = paint(options);
  const typeWidth = Math.max(...children.map(({ type }) => shortType(type).length));
  const room = Math.max(options.width - typeWidth - 6, 60);
  const lines = children.map((child) => {
    const sameName = child.name === component?.name;
    const inputs = describeInputs(child, sameName ? room : room - child.name.length - 2);
    const name = sameName && inputs !== "" ? "" : `  ${child.name}`;
    return `    ${shortType(child.type).padEnd(typeWidth)}${name}${inputs === "" ? "" : `  ${color("dim", inputs)}`}`;
  });
  if (!component) return lines;
  return [`  ${shortType(component.type)} ${color("bold", component.name)}`, ...lines];
}

function fileSection({ files }: Plan, options: PlanRendering): string {
  if (files.length === 0) return "";
  const color = paint(options);
  const lines = files.map(({ repository, path, content }) => {
    const place = options.out === undefined ? `${repository}: ${path}` : `${options.out}/${repository}/${path}`;
    return `  ${place}  ${color("dim", counted(content.split("\n").length - 1, "line"))}`;
  });
  const heading = options.out === undefined ? "Files (--out FOLDER writes them)" : "Files, written";
  return [title(`${heading} (${files.length})`, options), ...lines].join("\n");
}

/** What a first `pulumi up` takes of GitHub's API, beside what GitHub allows. */
function budgetSection({ budget }: Plan, options: PlanRendering): string {
  const { repositories, requests, reads, writes, points, contentWrites, minutes, boundBy, saving } = budget;
  if (requests === 0) return "";
  const number = (value: number) => value.toLocaleString("en-US");
  const lines = [
    `${counted(repositories, "repository", "repositories")}: ${number(requests)} requests (${number(reads)} read, ${number(writes)} write), ${number(points)} points, ${number(contentWrites)} content writes`,
    `takes at least ${minutes === 1 ? "a minute" : `${number(minutes)} minutes`} of GitHub's limits: 900 points and 80 content writes a minute, 500 content writes and 5,000 requests an hour${minutes === 1 ? "" : ` (${boundBy} decide)`}`,
    ...(saving
      ? [
          `${saving.path}: ${saving.value} would save ${number(saving.requests)} requests, ${number(saving.points)} points and ${number(saving.contentWrites)} content writes`,
        ]
      : []),
  ];
  const wrapped = lines.map((line) => `  ${wrap(line, Math.max(options.width - 2, 40)).join("\n  ")}`);
  return [title("GitHub API, first `pulumi up`", options), ...wrapped].join("\n");
}

function noteSection({ notes }: Plan, options: PlanRendering): string {
  if (notes.length === 0) return "";
  const color = paint(options);
  const lines = notes.map(({ level, message }) => {
    const label = level === "warning" ? color("yellow", "warning") : "note   ";
    return `  ${label}  ${wrap(message, Math.max(options.width - 11, 40)).join("\n           ")}`;
  });
  return [title(`Worth knowing (${notes.length})`, options), ...lines].join("\n");
}

/** Text in lines of a width, broken between words. */
function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}

function title(text: string, options: PlanRendering): string {
  return paint(options)(["bold", "cyan"], text);
}

function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
