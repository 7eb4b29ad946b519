import type * as z from "zod";
import { issueProblems, problemAt } from "./issue.js";
import { Policy } from "./policy.js";
import { PolicyFile } from "./policy-file.js";
import { policyKind } from "./policy-kind.js";
import { isPresetName } from "./presets.js";
import { shortJson } from "./printable.js";
import { PolicyError, type Problem, problemLimit } from "./problem.js";
import type { Source } from "./source.js";
import type { Waiver } from "./waiver.js";

/** One file of a policy: whose rules it holds, what it says, and what it lets those below it do. */
export interface LayerFile {
  source: Source;
  /** `organization`, `team:SLUG` or `repository`. */
  layer: string;
  /** What it says of the policy itself, as it stands in the file. */
  settings: Record<string, unknown>;
  waivers: Waiver[];
  /** What is wrong with `layer` and `waivers`. */
  problems: Problem[];
}

/** Where a file says what lies above it: the path, as written; undefined where it extends a preset. */
export function pathAbove({ value }: Source): string | undefined {
  const above = isMap(value) ? value.extends : undefined;
  return typeof above === "string" && !isPresetName(above) && PolicyFile.shape.extends.safeParse(above).success
    ? above
    : undefined;
}

/** @throws {PolicyError} when the file is no map of settings. */
export function layerFile(source: Source): LayerFile {
  const { value } = source;
  if (!isMap(value)) throw new PolicyError([problemAt(source, [], notAMap(value))]);
  const settings = Object.fromEntries(Object.entries(value).filter(([name]) => !isAboutLayers(name)));
  if (pathAbove(source) !== undefined) delete settings.extends;
  const problems: Problem[] = [];
  const read = <T>(name: "layer" | "waivers", schema: z.ZodType<T>, fallback: T): T => {
    const parsed = schema.safeParse(value[name], { reportInput: true });
    if (parsed.success) return parsed.data;
    problems.push(...issueProblems(parsed.error.issues.slice(0, problemLimit + 1), [name], source));
    return fallback;
  };
  const { layer, waivers } = PolicyFile.shape;
  return {
    source,
    settings,
    layer: read("layer", layer, "repository"),
    waivers: read("waivers", waivers, []),
    problems,
  };
}

/** `the organisation`, `team:payments`, `the repository`: whose rules a file holds, in a sentence. */
export function describeLayer(layer: string): string {
  if (layer === "organization") return "the organisation";
  return layer === "repository" ? "the repository" : layer;
}

/** True for what stands in a file and not in the policy that comes of it. */
function isAboutLayers(name: string): boolean {
  return Object.hasOwn(PolicyFile.shape, name) && !Object.hasOwn(Policy.shape, name);
}

function notAMap(value: unknown) {
  return value === null
    ? { message: "the file holds no settings", remedy: policyKind.start }
    : { message: "a policy is a map of settings", found: shortJson(value), remedy: "Begin with `version: 1`." };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
