/** What is shown of a resource. */
export interface DescribedResource {
  type: string;
  name: string;
  inputs: Readonly<Record<string, unknown>>;
  /** Dotted paths of the inputs that are marked secret. */
  secretInputs: readonly string[];
}

/** `aws:ecr/repository:Repository` as `ecr Repository`; elsewhere the kind alone tells. */
export function shortType(type: string): string {
  const [plane = "", module = "", kind = type] = type.split(":");
  return plane === "aws" ? `${module.split("/")[0]} ${kind}` : kind;
}

/** The inputs that say what a resource does, in the words of its provider. The first three that a resource has are shown. */
const telling: readonly (readonly string[])[] = [
  // GitHub
  ["reviewers", "0", "teams"],
  ["reviewers", "0", "users"],
  ["branchPattern"],
  ["tagPattern"],
  ["waitTimer"],
  ["preventSelfReview"],
  ["rules", "pullRequest", "requiredApprovingReviewCount"],
  ["rules", "requiredStatusChecks", "requiredChecks", "0", "context"],
  ["rules", "filePathRestriction", "restrictedFilePaths"],
  ["conditions", "refName", "includes"],
  ["enforcement"],
  // Vault
  ["boundClaims", "environment"],
  ["boundClaims", "repository_id"],
  ["tokenTtl"],
  ["path"],
  ["mount"],
  ["maxVersions"],
  ["casRequired"],
  // AWS
  ["imageTagMutability"],
  ["imageScanningConfiguration", "scanOnPush"],
  ["encryptionConfigurations", "0", "encryptionType"],
  ["rotationPeriodInDays"],
  ["objectLockEnabled"],
  ["rule", "defaultRetention", "mode"],
  ["rule", "defaultRetention", "days"],
  ["rule", "objectOwnership"],
  ["restrictPublicBuckets"],
  ["rules", "0", "applyServerSideEncryptionByDefault", "sseAlgorithm"],
  ["rules", "0", "transitions", "0", "storageClass"],
  ["versioningConfiguration", "status"],
  // Kubernetes
  ["chart"],
  ["version"],
  ["metadata", "labels", "pod-security.kubernetes.io/enforce"],
  ["metadata", "namespace"],
  ["namespace"],
  ["spec", "policyTypes"],
  // Anywhere
  ["type"],
  ["description"],
  ["name"],
];

/**
 * The two or three inputs of a resource that matter most, in one line.
 *
 * @param room Characters that the line may have.
 */
export function describeInputs({ name, inputs, secretInputs }: DescribedResource, room: number): string {
  const parts = telling
    .map((path) => ({ path, value: shortValue(valueAt(inputs, path)) }))
    .filter(({ value }) => value !== undefined && value !== name)
    .slice(0, 3)
    .map(({ path, value }) => `${path.at(-1)} ${secretInputs.includes(path.join(".")) ? "[secret]" : value}`);
  while (parts.length > 1 && parts.join(", ").length > room) parts.pop();
  return parts.join(", ");
}

function valueAt(inputs: unknown, path: readonly string[]): unknown {
  return path.reduce((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], inputs);
}

/** Plain values and lists of them as short text; undefined for anything else. */
function shortValue(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const items = value.map(shortValue).filter((item) => item !== undefined);
    return items.length > 0 ? items.join(" ") : undefined;
  }
  if (!["string", "number", "boolean"].includes(typeof value)) return undefined;
  const text = String(value).replaceAll(/\s+/g, " ");
  return text.length > 48 ? `${text.slice(0, 47)}…` : text;
}
