import * as z from "zod";
import { problemAt } from "./issue.js";
import type { LayerFile } from "./layer-file.js";
import type { LayerStack, StackLeaves } from "./layer-stack.js";
import { Policy } from "./policy.js";
import { mergeLayers } from "./presets.js";
import { dottedPath, shortJson } from "./printable.js";
import type { Place, Problem } from "./problem.js";
import { settingAt } from "./setting.js";
import { type Leaf, type WeakerLeaf, weakerLeaves } from "./strength.js";
import type { Waiver } from "./waiver.js";
import type { Demand } from "./weakening.js";

/** Kinds of finding that always block, and risks that nobody may accept: requirements, not choices of an organisation. */
const neverWaived =
  /^(?:gate\.categories|gate\.scanners\.\w+)\.(?:secret|malware|compliance)(?:\.|$)|^exceptions\.never(?:\.|$)/;

export function cannotBeWaived(path: string): boolean {
  return neverWaived.test(path);
}

/** True when a dotted path is another one, or lies inside it. */
export function isInside(path: string, around: string): boolean {
  return path === around || path.startsWith(`${around}.`);
}

/** The waivers of a stack of files, and which of them were needed. */
export class Waivers {
  readonly #used = new Set<Waiver>();

  readonly #stack: LayerStack;
  readonly #repositories: readonly string[];
  readonly #today: string | undefined;

  /**
   * @param repositories Names of the repositories that the policy is about.
   * @param today Day on which waivers are judged. Without it none counts.
   */
  constructor(stack: LayerStack, repositories: readonly string[], today: string | undefined) {
    this.#stack = stack;
    this.#repositories = repositories;
    this.#today = today;
  }

  /** True when the file that asks lets everybody whom the file below speaks for be this weak. */
  excuse({ by }: Demand, { key, below: weak }: WeakerLeaf, below: number, leaves: StackLeaves): boolean {
    const subjects = this.#subjectsOf(below);
    if (cannotBeWaived(key) || subjects.length === 0) return false;
    const allowing = this.#about(by, weak).filter((waiver) => this.#allows(waiver, by, below, leaves));
    const isExcused = subjects.every((subject) => allowing.some((waiver) => waiver.for === subject));
    if (isExcused) for (const waiver of allowing) if (subjects.includes(waiver.for)) this.#used.add(waiver);
    return isExcused;
  }

  /** Place of a waiver that is about a leaf and somebody below, but does not excuse it. */
  near(by: number, weak: Leaf, below: number): Place | undefined {
    const { waivers = [], source } = this.#stack.files[by] ?? {};
    const [near] = this.#about(by, weak).filter((waiver) => this.#subjectsOf(below).includes(waiver.for));
    return near && source?.locate(["waivers", waivers.indexOf(near)]);
  }

  /** What is wrong with the waivers themselves, and which of them nobody needs. */
  problems(): Problem[] {
    const subjects = this.#stack.files.flatMap((_, index) => this.#subjectsOf(index));
    const isChecked = this.#stack.files.length - 1;
    return this.#stack.files.flatMap((file, by) =>
      file.waivers.flatMap((waiver, index) => {
        const wrong = waiverProblems(file, waiver, index);
        if (wrong.length > 0) return wrong;
        if (by !== isChecked && !subjects.includes(waiver.for)) return [];
        if (this.#today !== undefined && waiver.expires < this.#today) return [expired(file, index)];
        return by === isChecked || this.#used.has(waiver) ? [] : [unused(file, waiver, index)];
      }),
    );
  }

  #about(by: number, { path }: Leaf): Waiver[] {
    return this.#stack.files[by]?.waivers.filter((waiver) => isInside(dottedPath(path), waiver.path)) ?? [];
  }

  #allows({ path, to, expires }: Waiver, by: number, below: number, leaves: StackLeaves): boolean {
    if (this.#today === undefined || expires < this.#today || cannotBeWaived(path)) return false;
    const bound = leaves.of(mergeLayers(this.#stack.whole(by, below), nested(path.split("."), to)) as object);
    return weakerLeaves(bound, leaves.at(below)).every(({ below: weak }) => !isInside(dottedPath(weak.path), path));
  }

  #subjectsOf(index: number): string[] {
    const layer = this.#stack.files[index]?.layer;
    if (layer === undefined || layer === "organization") return [];
    return layer === "repository" ? this.#repositories.map((name) => `repository:${name}`) : [layer];
  }
}

function nested(path: readonly string[], value: unknown): unknown {
  return path.reduceRight((inner, key) => ({ [key]: inner }), value);
}

function waiverProblems(file: LayerFile, waiver: Waiver, index: number): Problem[] {
  const at = (setting: string, message: string, remedy: string, found?: string) =>
    problemAt(file.source, ["waivers", index, setting], { message, remedy, ...(found !== undefined && { found }) });
  if (file.layer === "repository") {
    return [
      at(
        "for",
        "lets nobody do anything: no file lies below the one of a repository",
        "Put the waiver into the file above whose rule is in the way.",
      ),
    ];
  }
  if (cannotBeWaived(waiver.path)) {
    return [at("path", `is ${waiver.path}, which nobody can waive`, "Remove the waiver.")];
  }
  const setting = settingAt(waiver.path.split("."), Policy);
  const { stronger, none } = setting?.strength ?? {};
  if (!setting || (stronger === undefined && none === undefined) || stronger === "free") {
    return [
      at(
        "path",
        "is no setting that can be stronger or weaker",
        "Write it as the error says it, such as protection.reviews.required.",
        shortJson(waiver.path),
      ),
    ];
  }
  return [
    ...(z.safeParse(setting.schema, waiver.to).success
      ? []
      : [
          at(
            "to",
            `is nothing that ${waiver.path} accepts`,
            "Write the weakest value that is allowed.",
            shortJson(waiver.to),
          ),
        ]),
    ...(waiver.approvedBy === waiver.for
      ? [at("approvedBy", "is the team that it is for", "Have somebody else approve it.")]
      : []),
  ];
}

function expired({ source }: LayerFile, index: number): Problem {
  const said = { message: "is over: the waiver has expired", remedy: "Remove the waiver, or have it approved anew." };
  return problemAt(source, ["waivers", index, "expires"], said);
}

function unused({ source }: LayerFile, waiver: Waiver, index: number): Problem {
  const said = { message: `is needed by nobody: ${waiver.for} is not weaker in ${waiver.path}`, remedy: "Remove it." };
  return { ...problemAt(source, ["waivers", index], said), level: "warning" };
}
