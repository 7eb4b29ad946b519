import { type AccessRule, type Capability, contains } from "./access-rule.js";
import type { PathRule } from "./reach.js";
import { readVaultPolicy, VaultPolicyError } from "./read-vault-policy.js";

/** Somebody who gets Vault policies, and what they may reach at most. */
export interface RoleReach {
  /** Who it is, as the beginning of a sentence: `the Vault role github-900123-production`. */
  by: string;
  vaultPolicies: readonly { name: string; policy: string }[];
  /** What the policy file grants. */
  limits: readonly AccessRule[];
  /** Mount path of the key-value store. */
  kv: string;
  /**
   * The folder of the key-value store that is a job's own, `payments-api/production`.
   *
   * @default - it is no job
   */
  home?: string | undefined;
}

/**
 * Where a role reaches further than the policy file says: into another environment, with a wildcard that reaches further than
 * it looks, to another engine, to Vault itself. Each rule is looked at by itself, so a rule that another one outweighs is a
 * problem, too. A policy that cannot be read is one.
 */
export function reachProblems(role: RoleReach): string[] {
  return role.vaultPolicies.flatMap(({ name, policy }) => {
    const by = `${role.by} brings the Vault policy ${name}, which`;
    if (name === "root") return [`${by} opens everything`];
    return problemsOf(role, policy).map((problem) => `${by} ${problem}`);
  });
}

function problemsOf(role: RoleReach, policy: string): string[] {
  try {
    return readVaultPolicy(policy).flatMap((rule) => ruleProblems(role, rule));
  } catch (error) {
    if (error instanceof VaultPolicyError) return [`cannot be read: ${error.message}`];
    throw error;
  }
}

function ruleProblems(role: RoleReach, { path, capabilities }: PathRule): string[] {
  const shape = shapeProblem(path);
  if (shape !== undefined) return [`${shape} (${path})`];
  const given = capabilities.filter((capability) => capability !== "deny");
  if (given.length === 0) return [];
  const foreign = storeProblem(role, path);
  if (foreign !== undefined) return [`lets it ${given.join(", ")} ${path}, ${foreign}`];
  const beyond = given.filter((capability) => !isGranted(role.limits, path, capability));
  return beyond.length === 0 ? [] : [`lets it ${beyond.join(", ")} ${path}, which sallyport.yaml does not grant it`];
}

function shapeProblem(path: string): string | undefined {
  if (path.split("/").includes("+")) return "has a + that stands for every name";
  if (/\*./.test(path)) return "has a * in the middle";
  return path.endsWith("*") && !path.endsWith("/*") ? "has a * that is not a whole folder" : undefined;
}

/** What holds whatever the policy file grants: a value lies in one environment of one repository, and jobs stay in theirs. */
function storeProblem({ kv, home }: RoleReach, path: string): string | undefined {
  if (contains(path, `${kv}/data/any`)) return "secrets of every repository";
  if (!path.startsWith(`${kv}/`)) return undefined;
  const [kind, repository, environment] = path.slice(kv.length + 1).split("/");
  const isWide = repository === "*" || environment === "*";
  if (isWide && kind !== "metadata") return "secrets of more than one environment";
  return home === undefined || `${repository}/${environment}` === home ? undefined : `outside of its own ${home}`;
}

function isGranted(limits: readonly AccessRule[], path: string, capability: Capability): boolean {
  return limits.some((limit) => limit.capabilities.includes(capability) && contains(limit.path, path));
}
