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
  const title = paint(options)("bold", `${counted(made.length, "resource")} would exist`);
  return `${title}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}`;
}

function planeSection(plane: Resource["plane"], plan: Plan, options: PlanRendering): string {
  const resources = plan.resources.filter((resource) => resource.plane === plane);
  // What spans the planes holds nothing of its own: its parts are shown where they live.
  if (!resources.some(({ custom }) => custom)) return "";
  const color = paint(options);
  const typeWidth = Math.min(Math.max(...resources.map(({ type }) => shortType(type).length)), 32);
  const nameWidth = Math.min(Math.max(...resources.map(({ name }) => name.length)), 40);
  const lines = resources
    .filter(({ custom }) => custom)
    .map((resource) => {
      const start = `  ${shortType(resource.type).padEnd(typeWidth)}  ${color("bold", resource.name.padEnd(nameWidth))}  `;
      const room = options.width - typeWidth - nameWidth - 6;
      return `${start}${color("dim", describeInputs(resource, Math.max(room, 24)))}`.trimEnd();
    });
  return [color(["bold", "cyan"], `${planeNames[plane]} (${lines.length})`), ...lines].join("\n");
}

function fileSection({ files }: Plan, options: PlanRendering): string {
  if (files.length === 0) return "";
  const color = paint(options);
  const lines = files.map(({ repository, path, content }) => {
    const place = options.out === undefined ? `${repository}: ${path}` : `${options.out}/${repository}/${path}`;
    return `  ${place}  ${color("dim", counted(content.split("\n").length - 1, "line"))}`;
  });
  const title = options.out === undefined ? "Workflow files (--out FOLDER writes them)" : "Workflow files, written";
  return [color(["bold", "cyan"], `${title} (${files.length})`), ...lines].join("\n");
}

function noteSection({ notes }: Plan, options: PlanRendering): string {
  if (notes.length === 0) return "";
  const color = paint(options);
  const lines = notes.map(({ level, message }) =>
    level === "warning" ? `  ${color("yellow", "warning")}  ${message}` : `  note     ${message}`,
  );
  return [color(["bold", "cyan"], `Worth knowing (${notes.length})`), ...lines].join("\n");
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
