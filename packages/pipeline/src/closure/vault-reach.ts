import { type Policy, rotationEnvironment, rotationScope, teamAccessName, workloadLoginName } from "@sallyport/policy";
import type { AccessRule, RoleReach } from "@sallyport/vault";
import type { PlannedResource } from "../plan.js";
import { planes } from "../planes.js";
import type { RepositoryNames } from "./github-ends.js";

/** A policy with secrets. */
type WithSecrets = Pick<Policy, "repositories"> & { secrets: NonNullable<Policy["secrets"]> };

/** What the policy file grants to somebody; undefined when it knows nobody of that name. */
interface Granted {
  limits: readonly AccessRule[];
  home?: string;
}

/** Somebody to whom Vault gives policies at a login. */
interface Holder {
  by: string;
  policies: readonly string[];
  granted: Granted | undefined;
}

/**
 * Where somebody reaches further in Vault than the policy file says: every Vault policy of the plan is held against everyone
 * who gets it, whoever wrote its text.
 */
export function vaultReachProblems(
  { repositories, secrets }: Pick<Policy, "repositories" | "secrets">,
  resources: readonly PlannedResource[],
  names: RepositoryNames,
): string[] {
  if (!secrets) return [];
  const texts = resources
    .filter(({ type }) => type === "vault:index/policy:Policy")
    .map(({ inputs }) => inputs as { name: string; policy: string });
  return resources
    .flatMap((resource) => holderOf({ repositories, secrets }, resource, names) ?? [])
    .flatMap(({ by, policies, granted }) => {
      if (!granted) return [`${by} gets Vault policies, and sallyport.yaml knows nobody of that name.`];
      const unknown = policies.filter((policy) => !texts.some(({ name }) => name === policy));
      const vaultPolicies = texts.filter(({ name }) => policies.includes(name));
      const role: RoleReach = { by, vaultPolicies, kv: secrets.engines.kv.path, ...granted };
      return [
        ...unknown.map(
          (name) => `${by} brings the Vault policy ${name}, which is not in the plan, so nobody knows its reach.`,
        ),
        ...planes.vault.reachProblems(role).map((problem) => `${problem}.`),
      ];
    });
}

function holderOf(
  policy: WithSecrets,
  { type, name, inputs }: PlannedResource,
  names: RepositoryNames,
): Holder | undefined {
  if (!type.startsWith("vault:")) return undefined;
  const policies = policiesIn(inputs);
  if (policies.length === 0) return undefined;
  const read = holders[type];
  return read ? { ...read(policy, inputs, names), policies } : { by: `${type} ${name}`, policies, granted: undefined };
}

/** Under whatever name a resource of the provider has them. */
function policiesIn(inputs: Record<string, unknown>): string[] {
  return Object.entries(inputs)
    .filter(([key]) => /policies$/i.test(key))
    .flatMap(([, value]) => (Array.isArray(value) ? value.map(String) : []));
}

type HolderReader = (
  policy: WithSecrets,
  inputs: Record<string, unknown>,
  names: RepositoryNames,
) => Omit<Holder, "policies">;

const holders: Readonly<Record<string, HolderReader>> = {
  "vault:jwt/authBackendRole:AuthBackendRole": (policy, inputs, names) => {
    const { roleName, boundClaims = {} } = inputs as { roleName: string; boundClaims?: Record<string, string> };
    const repository = names.get(Number(boundClaims.repository_id));
    const { environment } = boundClaims;
    const isJob = repository !== undefined && environment !== undefined;
    return {
      by: `the Vault role ${roleName}`,
      granted: isJob ? jobGrants(policy, repository, environment) : undefined,
    };
  },
  "vault:kubernetes/authBackendRole:AuthBackendRole": ({ secrets }, inputs) => {
    const { roleName } = inputs as { roleName: string };
    const workload = Object.keys(secrets.workloads).find((each) => workloadLoginName(each) === roleName);
    const limits = workload === undefined ? undefined : planes.vault.workloadRules({ policy: secrets, workload });
    return { by: `the Vault role ${roleName}`, granted: limits && { limits } };
  },
  "vault:identity/group:Group": ({ secrets }, inputs) => {
    const { name } = inputs as { name: string };
    const team = Object.keys(secrets.people).find((each) => teamAccessName(each) === name);
    const limits = team === undefined ? undefined : planes.vault.teamRules({ policy: secrets, team });
    return { by: `the group ${name} of Vault`, granted: limits && { limits } };
  },
};

function jobGrants({ repositories, secrets: policy }: WithSecrets, name: string, environment: string): Granted {
  const limits = planes.vault.jobRules({ policy, repository: { name }, environment });
  const rotates =
    environment === rotationEnvironment ? rotationScope({ repositories, secrets: policy }, { name }) : undefined;
  if (!rotates) return { limits, home: `${name}/${environment}` };
  // It changes secrets of other environments, so it stays in its own folder for what it reads alone, which the rules say.
  return { limits: [...limits, ...planes.vault.rotationRules(rotates)] };
}
