import type { PlannedResource } from "../plan.js";
import { planes } from "../planes.js";
import type { Ends, Give, Need } from "./end.js";
import type { RepositoryNames } from "./github-ends.js";
import type { ReadWorkflow } from "./read-workflow.js";

interface Role {
  name: string;
  repository: string;
  environment: string | undefined;
  /** `refs/heads/main`; empty for any. */
  refs: readonly string[];
  workflows: readonly RoleWorkflow[];
  policies: readonly string[];
}

/** A value of `job_workflow_ref`, taken apart. */
interface RoleWorkflow {
  /** Repository and path of the file, or a pattern of it: `payments-api/.github/workflows/deploy.yml`. */
  file: string;
  ref: string;
}

/** Workflow files that stand in the policy and are not delivered, `REPOSITORY/PATH`. */
export type HandwrittenFiles = ReadonlySet<string>;

/**
 * What a job may get from Vault: the environment, the refs and the workflow files that each role believes in, the policies
 * that it brings, and the secrets that jobs read with it. A role for an environment that is not there would let in whoever
 * makes one of that name; one for a file or a branch that is not there lets in nobody.
 */
export function vaultEnds(
  resources: readonly PlannedResource[],
  workflows: readonly ReadWorkflow[],
  names: RepositoryNames,
  handwritten: HandwrittenFiles,
): Ends {
  const roles = resources
    .filter(({ type, inputs }) => type === "vault:jwt/authBackendRole:AuthBackendRole" && inputs.roleType === "jwt")
    .map(({ inputs }) => readRole(inputs, names));
  const policies = resources
    .filter(({ type }) => type === "vault:index/policy:Policy")
    .map(({ inputs }) => inputs as { name: string; policy: string });
  const logins = loginsOf(workflows);
  return {
    needs: [
      ...roles.flatMap(roleNeeds),
      ...roles.flatMap(refNeeds),
      ...roles.flatMap((role) => fileNeeds(role, handwritten)),
      ...logins.flatMap(loginNeeds),
    ],
    gives: [
      ...policies.map(policyGive),
      ...(roles.length > 0 ? refGives(resources) : []), // Without a role the plane of Vault is not loaded.
      ...workflows.map(fileGive),
      ...roles.map(roleGive),
      ...roles.flatMap(workflowGives),
      ...roles.flatMap((role) => secretGives(role, policies)),
    ],
  };
}

function readRole(inputs: Record<string, unknown>, names: RepositoryNames): Role {
  const { roleName, boundClaims, tokenPolicies } = inputs as {
    roleName: string;
    boundClaims?: { repository_id?: string; environment?: string; ref?: string; job_workflow_ref?: string };
    tokenPolicies?: string[];
  };
  const id = Number(boundClaims?.repository_id);
  return {
    name: roleName,
    repository: names.get(id) ?? `the repository ${boundClaims?.repository_id}`,
    environment: boundClaims?.environment,
    refs: valuesOf(boundClaims?.ref),
    workflows: valuesOf(boundClaims?.job_workflow_ref).map(readWorkflowRef),
    policies: tokenPolicies ?? [],
  };
}

/** Several values of one claim stand with commas between them. */
function valuesOf(claim: string | undefined): string[] {
  return claim === undefined ? [] : claim.split(",");
}

/** `acme/payments-api/.github/workflows/deploy.yml@refs/heads/main`. */
function readWorkflowRef(value: string): RoleWorkflow {
  const at = value.indexOf("@");
  return { file: value.slice(value.indexOf("/") + 1, at), ref: value.slice(at + 1) };
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

/** Branches and tags: GitHub lets no other run in the environment. */
function refNeeds({ name, repository, environment, refs, workflows }: Role): Need[] {
  const scope = `${repository} ${environment}`;
  const own = workflows.filter(({ file, ref }) => file.startsWith(`${repository}/`) && ref !== "*");
  const each = (ref: string, what: string): Need => ({
    kind: "ref",
    scope,
    name: ref,
    by: `the Vault role ${name} lets in ${what} of ${repository} in the environment "${environment}" at ${ref}`,
  });
  return [...refs.map((ref) => each(ref, "jobs")), ...own.map(({ file, ref }) => each(ref, file))];
}

function refGives(resources: readonly PlannedResource[]): Give[] {
  return resources
    .filter(({ type }) => type.endsWith(":RepositoryEnvironmentDeploymentPolicy"))
    .map(({ inputs }) => {
      const { repository, environment, branchPattern, tagPattern } = inputs as Record<string, string | undefined>;
      const ref = branchPattern === undefined ? `refs/tags/${tagPattern}` : `refs/heads/${branchPattern}`;
      return {
        kind: "ref",
        scope: `${repository} ${environment}`,
        name: planes.vault.refGlob(ref),
        by: `the environment "${environment}" of ${repository} takes ${ref}`,
      };
    });
}

/** Files that a role names one by one, without those that the repository brings itself. */
function fileNeeds({ name, workflows }: Role, handwritten: HandwrittenFiles): Need[] {
  const named = new Set(workflows.map(({ file }) => file).filter((file) => !file.includes("*")));
  return [...named]
    .filter((file) => !handwritten.has(file))
    .map((file) => ({
      kind: "workflow",
      scope: "logins of Vault",
      name: file,
      by: `the Vault role ${name} lets in jobs of the file ${file}`,
    }));
}

function fileGive({ repository, path }: ReadWorkflow): Give {
  return { kind: "workflow", scope: "logins of Vault", name: `${repository}/${path}`, by: `${repository} has ${path}` };
}

function workflowGives({ name, workflows }: Role): Give[] {
  return workflows.map(({ file }) => ({
    kind: "workflow",
    scope: name,
    name: file,
    by: `the Vault role ${name} lets in jobs of ${file}`,
    covers: (wanted) => (file.endsWith("/*") ? wanted.startsWith(file.slice(0, -1)) : wanted === file),
  }));
}

function policyGive({ name }: { name: string }): Give {
  return { kind: "role", scope: "policies of Vault", name, by: `there is the Vault policy ${name}` };
}

/** A step that logs in: what the variables of its environment say. */
interface Login {
  /** Repository and path of the file that it stands in. */
  file: string;
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
          : [
              {
                file: `${repository}/${path}`,
                place,
                role,
                environment,
                secrets: secrets.map((name) => env[name] ?? ""),
              },
            ];
      }),
    ),
  );
}

function loginNeeds({ file, place, role, environment, secrets }: Login): Need[] {
  const inside = environment === undefined ? "without an environment" : `in the environment "${environment}"`;
  return [
    {
      kind: "role",
      scope: "roles of Vault",
      name: `${role} ${environment}`,
      by: `${place} logs in to Vault as ${role} ${inside}`,
    },
    { kind: "workflow", scope: role, name: file, by: `${place} logs in to Vault as ${role}` },
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
  const rules = policies.filter(({ name }) => role.policies.includes(name)).flatMap(readableRules);
  const together = planes.vault.reachOf(rules.map(({ rule }) => rule));
  return rules
    .filter(({ rule }) => rule.capabilities.includes("read"))
    .map(
      ({ name, rule }): Give => ({
        kind: "secret",
        scope: role.name,
        name: rule.path,
        by: `the Vault policy ${name} lets it read ${rule.path}`,
        covers: (secret) => planes.vault.reachOf([rule])(secret).length > 0 && together(secret).includes("read"),
      }),
    );
}

/** What cannot be read gives nothing; that it cannot is said by those who look at reach. */
function readableRules({ name, policy }: { name: string; policy: string }) {
  try {
    return planes.vault.readVaultPolicy(policy).map((rule) => ({ name, rule }));
  } catch {
    return [];
  }
}
