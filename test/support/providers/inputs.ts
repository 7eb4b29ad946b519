import type { ResourceKind } from "./provider-facts.ts";

export type Properties = Record<string, unknown>;

/** What the engine puts where a value is not known before the deployment. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Why the inputs cannot be accepted, one entry per problem. Values that are not known yet are not judged. */
export function problemsOf(kind: ResourceKind, inputs: Properties): { property: string; reason: string }[] {
  const missing = (kind.required ?? [])
    .filter((path) => isMissing(inputs, path))
    .map((property) => ({ property, reason: "is required" }));
  const given = (kind.exactlyOne ?? []).filter((path) => valuesAt(inputs, path).length > 0);
  const ambiguous =
    kind.exactlyOne && given.length !== 1
      ? [{ property: kind.exactlyOne[0] ?? "", reason: `exactly one of ${kind.exactlyOne.join(", ")} must be given` }]
      : [];
  const refused = Object.entries(kind.allowed ?? {}).flatMap(([property, allowed]) =>
    knownAt(inputs, property)
      .filter((value) => !allowed.includes(value))
      .map((value) => ({ property, reason: `must be one of ${allowed.join(", ")}, got ${JSON.stringify(value)}` })),
  );
  const outside = Object.entries(kind.range ?? {}).flatMap(([property, [low, high]]) =>
    knownAt(inputs, property)
      .filter((value) => typeof value !== "number" || value < low || value > high)
      .map((value) => ({ property, reason: `must be between ${low} and ${high}, got ${JSON.stringify(value)}` })),
  );
  const malformed = Object.entries(kind.pattern ?? {}).flatMap(([property, pattern]) =>
    knownAt(inputs, property)
      .filter((value) => typeof value !== "string" || !pattern.test(value))
      .map((value) => ({ property, reason: `must match ${pattern.source}, got ${JSON.stringify(value)}` })),
  );
  const foreign = (kind.lacks ?? [])
    .filter((path) => valuesAt(inputs, path).length > 0)
    .map((property) => ({ property, reason: "does not exist here" }));
  return [...missing, ...ambiguous, ...refused, ...outside, ...malformed, ...foreign];
}

/** The inputs that changed, and those among them that force a replacement. */
export function differences(kind: ResourceKind, olds: Properties, news: Properties) {
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter((key) => !key.startsWith("__"));
  const changed = keys.filter((key) => !sameJson(olds[key], news[key]));
  const replaces = kind.replaceOn.filter((path) => !sameJson(valuesAt(olds, path), valuesAt(news, path)));
  return { changed, replaces, deleteBeforeReplace: replaces.length > 0 && deletesFirst(kind, news) };
}

function deletesFirst({ autoName, deleteBeforeReplace }: ResourceKind, news: Properties): boolean {
  if (deleteBeforeReplace !== "when named") return deleteBeforeReplace === "always";
  return autoName === undefined || !autoNamed(news).includes(autoName);
}

/** Inputs with the automatic name filled in: the old one if there is one, else `name-` and a suffix. */
export function withAutoName(kind: ResourceKind, olds: Properties, news: Properties, proposal: string): Properties {
  const { autoName } = kind;
  if (autoName === undefined || valuesAt(news, autoName).length > 0) return news;
  const old = autoNamed(olds).includes(autoName) ? valuesAt(olds, autoName)[0] : undefined;
  return { ...withValue(news, autoName.split("."), old ?? proposal), __defaults: [autoName] };
}

function autoNamed(inputs: Properties): unknown[] {
  return Array.isArray(inputs.__defaults) ? inputs.__defaults : [];
}

/** The text at a path, or the given default. */
export function textAt(inputs: Properties, path: string, otherwise = ""): string {
  const [value] = valuesAt(inputs, path);
  return typeof value === "string" ? value : otherwise;
}

/** Every value at a path. A list on the way that is not known yet counts as one unknown value. */
export function valuesAt(value: unknown, path: string): unknown[] {
  return path.split(".").reduce<unknown[]>(
    (values, step) =>
      values.flatMap((each) => {
        if (each === unknown) return [unknown];
        const found = isMap(each) ? each[step.replace("[]", "")] : undefined;
        if (found === undefined || found === null) return [];
        return step.endsWith("[]") && Array.isArray(found) ? found : [found];
      }),
    [value],
  );
}

/** Whether a map that is there lacks the last part of the path. */
function isMissing(inputs: Properties, path: string): boolean {
  const end = path.lastIndexOf(".");
  const owners = end < 0 ? [inputs] : valuesAt(inputs, path.slice(0, end));
  return owners.some((owner) => valuesAt(owner, path.slice(end + 1)).length === 0);
}

function knownAt(inputs: Properties, path: string): unknown[] {
  return valuesAt(inputs, path).filter((value) => value !== unknown);
}

function withValue(target: Properties, [step = "", ...rest]: string[], value: unknown): Properties {
  const inner = isMap(target[step]) ? target[step] : {};
  return { ...target, [step]: rest.length === 0 ? value : withValue(inner, rest, value) };
}

function isMap(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON text of both with sorted keys is the same. */
function sameJson(one: unknown, other: unknown): boolean {
  return sortedJson(one) === sortedJson(other);
}

function sortedJson(value: unknown): string | undefined {
  return JSON.stringify(value, (_, inner) =>
    isMap(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
