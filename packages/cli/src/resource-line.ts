/** What is shown of a resource. */
export interface DescribedResource {
  type: string;
  name: string;
  inputs: Readonly<Record<string, unknown>>;
  secretInputs: readonly string[];
}

/** `aws:ecr/repository:Repository` as `ecr Repository`; of the Kubernetes API groups only the kind. */
export function shortType(type: string): string {
  const [, module = "", kind = type] = type.split(":");
  const group = module.split("/")[0] ?? "";
  return type.startsWith("aws:") ? `${group} ${kind}` : kind;
}

/** The inputs that say what a resource does, by the word of its provider. First come, first shown. */
const telling = [
  "enforcement",
  "environment",
  "preventSelfReview",
  "waitTimer",
  "backend",
  "path",
  "roleType",
  "tokenTtl",
  "imageTagMutability",
  "objectLockEnabled",
  "enableKeyRotation",
  "chart",
  "version",
  "metadata.namespace",
  "type",
  "target",
  "repository",
  "bucket",
  "description",
] as const;

/**
 * The two or three inputs of a resource that matter most, in one line.
 *
 * @param room Characters that the line may have.
 */
export function describeInputs({ name, inputs, secretInputs }: DescribedResource, room: number): string {
  const known = telling.filter((path) => valueAt(inputs, path) !== undefined);
  const others = Object.keys(inputs).filter((path) => !known.some((shown) => shown === path));
  const parts = [...known, ...others]
    .map((path) => ({ path, value: valueAt(inputs, path) }))
    .filter(({ path, value }) => isScalar(value) && value !== name && value !== "" && !path.startsWith("__"))
    .slice(0, 3)
    .map(({ path, value }) => `${path.split(".").at(-1)} ${secretInputs.includes(path) ? "[secret]" : oneLine(value)}`);
  while (parts.length > 1 && parts.join(", ").length > room) parts.pop();
  return parts.join(", ");
}

function valueAt(inputs: Readonly<Record<string, unknown>>, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], inputs);
}

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function oneLine(value: unknown): string {
  const text = String(value).replaceAll(/\s+/g, " ");
  return text.length > 48 ? `${text.slice(0, 47)}…` : text;
}
