import { isDeepStrictEqual } from "node:util";

/** What of a resource is compared. */
export interface ComparedResource {
  urn: string;
  type: string;
  name: string;
  /** False for a component, which is nothing by itself. */
  custom: boolean;
  inputs: Readonly<Record<string, unknown>>;
  /** Dotted paths of the inputs that are marked secret. */
  secretInputs?: readonly string[] | undefined;
  protect?: boolean | undefined;
}

export interface ComparedFile {
  repository: string;
  path: string;
  content: string;
}

export interface ComparedNote {
  level: string;
  message: string;
}

/** What of a plan is compared. */
export interface ComparedPlan {
  resources: readonly ComparedResource[];
  files: readonly ComparedFile[];
  notes: readonly ComparedNote[];
}

/** One input that is not what it was; a value is undefined where there was or is none, and where it is secret. */
export interface ChangedInput {
  /** Dotted path. */
  path: string;
  before: unknown;
  after: unknown;
  /** True where neither value may be shown. */
  secret: boolean;
}

export interface ChangedResource {
  resource: ComparedResource;
  inputs: ChangedInput[];
}

export interface ChangedFile {
  file: ComparedFile;
  /** Lines that only the new file has, and that only the old one had. */
  linesAdded: number;
  linesRemoved: number;
}

interface Difference<Item, Changed = never> {
  added: Item[];
  removed: Item[];
  changed: Changed[];
}

/** What a change of the policy leads to. */
export interface PlanDifference {
  resources: Difference<ComparedResource, ChangedResource>;
  files: Difference<ComparedFile, ChangedFile>;
  notes: Pick<Difference<ComparedNote>, "added" | "removed">;
}

/** What one plan has and another has not, in an order that depends on nothing but the two. */
export function planDifference(before: ComparedPlan, after: ComparedPlan): PlanDifference {
  const { added, removed } = difference(notesOf(before), notesOf(after), () => undefined);
  return {
    resources: difference(resourcesOf(before), resourcesOf(after), changedResource),
    files: difference(filesOf(before), filesOf(after), changedFile),
    notes: { added, removed },
  };
}

/** True where two plans lead to the same. */
export function isSamePlan({ resources, files, notes }: PlanDifference): boolean {
  const lists = [resources, files, { ...notes, changed: [] }];
  return lists.every(({ added, removed, changed }) => added.length + removed.length + changed.length === 0);
}

function difference<Item, Changed>(
  before: ReadonlyMap<string, Item>,
  after: ReadonlyMap<string, Item>,
  compare: (old: Item, now: Item) => Changed | undefined,
): Difference<Item, Changed> {
  const keys = (items: ReadonlyMap<string, Item>) => [...items.keys()].toSorted();
  return {
    added: keys(after).flatMap((key) => (before.has(key) ? [] : (after.get(key) as Item))),
    removed: keys(before).flatMap((key) => (after.has(key) ? [] : (before.get(key) as Item))),
    changed: keys(after).flatMap((key) => {
      const changed = before.has(key) ? compare(before.get(key) as Item, after.get(key) as Item) : undefined;
      return changed === undefined ? [] : [changed];
    }),
  };
}

/** Components are left out: what is in them is compared. */
function resourcesOf({ resources }: ComparedPlan): Map<string, ComparedResource> {
  return new Map(resources.filter(({ custom }) => custom).map((resource) => [resource.urn, resource]));
}

function filesOf({ files }: ComparedPlan): Map<string, ComparedFile> {
  return new Map(files.map((file) => [`${file.repository}/${file.path}`, file]));
}

/** Where in which file a note points to is another place in every plan, and says nothing new. */
function notesOf({ notes }: ComparedPlan): Map<string, ComparedNote> {
  return new Map(notes.map((note) => [`${note.level} ${note.message.replaceAll(/\S+:\d+:\d+/g, "")}`, note]));
}

function changedResource(before: ComparedResource, after: ComparedResource): ChangedResource | undefined {
  const secrets = [...(before.secretInputs ?? []), ...(after.secretInputs ?? [])];
  const inputs = changedValues(
    { ...before.inputs, ...protection(before) },
    { ...after.inputs, ...protection(after) },
    "",
  ).map((change) =>
    secrets.some((path) => covers(path, change.path))
      ? { path: change.path, before: undefined, after: undefined, secret: true }
      : { ...change, secret: false },
  );
  return inputs.length > 0 ? { resource: after, inputs } : undefined;
}

/** Whether Pulumi refuses to delete it, which is no input but matters as much. */
function protection({ protect }: ComparedResource) {
  return protect ? { "(protect)": true } : {};
}

/** A secret may lie below what changed, or above. */
function covers(secret: string, path: string): boolean {
  return path === secret || path.startsWith(`${secret}.`) || secret.startsWith(`${path}.`);
}

/** Maps are compared key by key, lists of one length entry by entry, documents in JSON by what they say. */
function changedValues(before: unknown, after: unknown, path: string): Omit<ChangedInput, "secret">[] {
  if (isDeepStrictEqual(before, after)) return [];
  const [old, now] = [entriesOf(before), entriesOf(after)];
  if (!old || !now || Array.isArray(old) !== Array.isArray(now)) return [{ path, before, after }];
  if (Array.isArray(old) && Array.isArray(now) && old.length !== now.length) return [{ path, before, after }];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].toSorted();
  return keys.flatMap((key) =>
    changedValues(old[key as keyof typeof old], now[key as keyof typeof now], path === "" ? key : `${path}.${key}`),
  );
}

/** What is in a map, a list, or a document in JSON; undefined for any other value. */
function entriesOf(value: unknown): Record<string, unknown> | unknown[] | undefined {
  if (typeof value === "object" && value !== null) return value as Record<string, unknown> | unknown[];
  if (typeof value !== "string" || !/^[[{]/.test(value)) return undefined;
  try {
    return JSON.parse(value) as Record<string, unknown> | unknown[];
  } catch {
    return undefined;
  }
}

function changedFile(before: ComparedFile, after: ComparedFile): ChangedFile | undefined {
  if (before.content === after.content) return undefined;
  const [old, now] = [linesOf(before), linesOf(after)];
  return { file: after, linesAdded: surplus(now, old), linesRemoved: surplus(old, now) };
}

/** How often each line stands in a file; the digest in the header changes with every other line, and is none. */
function linesOf({ content }: ComparedFile): Map<string, number> {
  const lines = content.split("\n").filter((line) => !line.startsWith("# sha256: "));
  return new Map([...Map.groupBy(lines, (line) => line)].map(([line, same]) => [line, same.length]));
}

function surplus(lines: ReadonlyMap<string, number>, others: ReadonlyMap<string, number>): number {
  return [...lines].reduce((sum, [line, count]) => sum + Math.max(0, count - (others.get(line) ?? 0)), 0);
}
