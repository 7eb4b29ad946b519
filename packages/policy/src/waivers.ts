import type { LayerStack, StackLeaves } from "./layer-stack.js";
import type { Policy } from "./policy.js";
import { mergeLayers } from "./presets.js";
import { dottedPath } from "./printable.js";
import type { Place, Problem } from "./problem.js";
import { type Leaf, type WeakerLeaf, weakerLeaves } from "./strength.js";
import { cannotBeWaived, type Waiver } from "./waiver.js";
import { expired, unused, waiverProblems } from "./waiver-problems.js";
import type { Demand } from "./weakening.js";

/** True when a dotted path is another one, or lies inside it. */
function isInside(path: string, around: string): boolean {
  return path === around || path.startsWith(`${around}.`);
}

/** The waivers of a stack of files, and which of them were needed. */
export class Waivers {
  readonly #used = new Set<Waiver>();

  readonly #stack: LayerStack;
  readonly #policy: Partial<Policy>;
  readonly #today: string | undefined;

  /**
   * @param policy The sections that are sound: they say which repositories it is about, and who is who.
   * @param today Day on which waivers are judged. Without it none counts.
   */
  constructor(stack: LayerStack, policy: Partial<Policy>, today: string | undefined) {
    this.#stack = stack;
    this.#policy = policy;
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
        const wrong = waiverProblems(file, waiver, index, this.#policy.organization);
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
    if (layer !== "repository") return [layer];
    return this.#policy.repositories?.map(({ name }) => `repository:${name}`) ?? [];
  }
}

function nested(path: readonly string[], value: unknown): unknown {
  return path.reduceRight((inner, key) => ({ [key]: inner }), value);
}
