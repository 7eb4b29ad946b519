import type { PlannedResource } from "../plan.js";
import type { Ends, Give, Need } from "./end.js";
import type { RepositoryNames } from "./github-ends.js";
import type { ReadWorkflow } from "./read-workflow.js";
import { pathRules, reaches } from "./vault-paths.js";

interface Role {
  name: string;
  repository: string;
  environment: string | undefined;
  policies: readonly string[];
}

/**
 * What a job may get from Vault: the environment that each role believes in, the policies that it brings, and the secrets
 * that jobs read with it. A role for an environment that is not there would let in whoever makes one of that name.
 */
export function vaultEnds(
  resources: readonly PlannedResource[],
  workflows: readonly ReadWorkflow[],
  names: RepositoryNames,
): Ends {
  const roles = resources
    .filter(({ type }) => type === "vault:jwt/authBackendRole:AuthBackendRole")
    .map(({ inputs }) => readRole(inputs, names));
  const policies = resources
    .filter(({ type }) => type === "vault:index/policy:Policy")
    .map(({ inputs }) => inputs as { name: string; policy: string });
  const logins = loginsOf(workflows);
  return {
    needs: [...roles.flatMap(roleNeeds), ...logins.flatMap(loginNeeds)],
    gives: [
      ...policies.map(policyGive),
      ...roles.map(roleGive),
      ...roles.flatMap((role) => secretGives(role, policies)),
    ],
  };
}

function readRole(inputs: Record<string, unknown>, names: RepositoryNames): Role {
  const { roleName, boundClaims, tokenPolicies } = inputs as {
    roleName: string;
    boundClaims?: { repository_id?: string; environment?: string };
    tokenPolicies?: string[];
  };
  const id = Number(boundClaims?.repository_id);
  return {
    name: roleName,
    repository: names.get(id) ?? `the repository ${boundClaims?.repository_id}`,
    environment: boundClaims?.environment,
    policies: tokenPolicies ?? [],
  };
}

function roleNeeds({ name, repository, environment, policies }: Role): Need[] {
  const role = `the Vault role ${name}`;
  return [
    ...policies.map(
      (policy): Need => ({
        kind: "role",
        scope: "policies of Vault",
        name: policy,
        by: `${role} brings the Vault policy ${policy}`,
      }),
    ),
    ...(environment === undefined
      ? []
      : [
          {
            kind: "environment" as const,
            scope: repository,
            name: environment,
            by: `${role} lets in jobs of ${repository} in the environment "${environment}"`,
          },
        ]),
  ];
}

function policyGive({ name }: { name: string }): Give {
  return { kind: "role", scope: "policies of Vault", name, by: `there is the Vault policy ${name}` };
}

/** A step that logs in: what the variables of its environment say. */
interface Login {
  repository: string;
  place: string;
  role: string;
  environment: string | undefined;
  /** Paths of the secrets, `payments/data/payments-api/production/token`. */
  secrets: readonly string[];
}

function loginsOf(workflows: readonly ReadWorkflow[]): Login[] {
  return workflows.flatMap(({ repository, path, jobs }) =>
    jobs.flatMap(({ id, environment, steps }) =>
      steps.flatMap(({ env }): Login[] => {
        const { VAULT_ROLE: role } = env;
        const secrets = Object.keys(env).filter((name) => /^VAULT_SECRET_\d+$/.test(name));
        const place = `${path}, job ${id} of ${repository}`;
        return role === undefined
          ? []
          : [{ repository, place, role, environment, secrets: secrets.map((name) => env[name] ?? "") }];
      }),
    ),
  );
}

function loginNeeds({ place, role, environment, secrets }: Login): Need[] {
  const inside = environment === undefined ? "without an environment" : `in the environment "${environment}"`;
  return [
    {
      kind: "role",
      scope: "roles of Vault",
      name: `${role} ${environment}`,
      by: `${place} logs in to Vault as ${role} ${inside}`,
    },
    ...secrets.map(
      (secret): Need => ({
        kind: "secret",
        scope: role,
        name: secret,
        by: `${place} reads the secret ${secret} as ${role}`,
      }),
    ),
  ];
}

function roleGive({ name, repository, environment }: Role): Give {
  return {
    kind: "role",
    scope: "roles of Vault",
    name: `${name} ${environment}`,
    by: `the Vault role ${name} lets in jobs of ${repository} in the environment "${environment}"`,
  };
}

function secretGives(role: Role, policies: readonly { name: string; policy: string }[]): Give[] {
  return policies
    .filter(({ name }) => role.policies.includes(name))
    .flatMap(({ name, policy }) => pathRules(policy).map(({ path, capabilities }) => ({ name, path, capabilities })))
    .filter(({ capabilities }) => capabilities.includes("read"))
    .map(
      ({ name, path }): Give => ({
        kind: "secret",
        scope: role.name,
        name: path,
        by: `the Vault policy ${name} lets it read ${path}`,
        covers: (secret) => reaches(path, secret),
      }),
    );
}
