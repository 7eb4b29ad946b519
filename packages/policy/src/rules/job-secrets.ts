import type { DeployPolicy } from "../environments.js";
import type { Policy } from "../policy.js";
import { databaseConnections } from "../secrets/database.js";
import type { Breach, Rule } from "./rule.js";

/** Environments whose deployment reads something from Vault. */
function readers({ environments }: Pick<Policy, "environments">): { name: string; deploy: DeployPolicy }[] {
  return Object.entries(environments).flatMap(([name, { deploy }]) =>
    deploy && Object.keys(deploy.secrets).length + Object.keys(deploy.database).length > 0 ? [{ name, deploy }] : [],
  );
}

function firstKind({ secrets }: DeployPolicy): "database" | "secrets" {
  return Object.keys(secrets).length > 0 ? "secrets" : "database";
}

export const deploySecretsComeFromVault: Rule = {
  sections: ["environments", "secrets"],
  check: (policy) =>
    policy.secrets
      ? []
      : readers(policy).map(({ name, deploy }) => ({
          path: ["environments", name, "deploy", firstKind(deploy)],
          message: "is read from Vault, and this policy has no secrets section",
          remedy: "Add `secrets: { vault: { address: ... } }`, or remove it",
        })),
};

/** A workload of Kubernetes gets its secrets in the cluster. */
export const deploySecretsReachAScript: Rule = {
  sections: ["environments"],
  check: (policy) =>
    readers(policy)
      .filter(({ name, deploy }) => deploy.script === undefined && !policy.environments[name]?.check)
      .map(({ name, deploy }) => ({
        path: ["environments", name, "deploy", firstKind(deploy)],
        message: "is for a script, and neither deploys nor checks here",
        remedy: `Remove it; what a workload needs at run time goes to secrets.workloads`,
      })),
};

export const deployVariablesAreDistinct: Rule = {
  sections: ["environments"],
  check: (policy) =>
    readers(policy).flatMap(({ name, deploy }) =>
      Object.keys(deploy.database)
        .flatMap((prefix) => [`${prefix}_USERNAME`, `${prefix}_PASSWORD`].map((variable) => ({ prefix, variable })))
        .filter(({ variable }) => Object.hasOwn(deploy.secrets, variable))
        .map(({ prefix, variable }) => ({
          path: ["environments", name, "deploy", "database", prefix],
          message: `makes the variable ${variable}, which a secret has too`,
          remedy: "Give one of them another name",
          conflictsWith: ["environments", name, "deploy", "secrets", variable],
        })),
    ),
};

export const deployDatabaseRolesAreGranted: Rule = {
  sections: ["environments", "repositories", "secrets"],
  check: (policy) =>
    readers(policy).flatMap(({ name, deploy }) =>
      Object.entries(deploy.database).flatMap(([prefix, role]) => [
        ...unknownRole(policy, ["environments", name, "deploy", "database", prefix], role),
        ...ungrantedRole(policy, name, prefix, role),
      ]),
    ),
};

function unknownRole({ secrets }: Policy, path: Breach["path"], role: string): Breach[] {
  if (!secrets) return [];
  const known = databaseConnections(secrets.engines.database).flatMap(({ roles }) => Object.keys(roles));
  if (known.includes(role)) return [];
  const remedy =
    known.length === 0 ? "Add it to secrets.engines.database" : `Known are: ${known.slice(0, 20).join(", ")}`;
  return [{ path, message: `names ${role}, which no database makes users of`, remedy }];
}

/** Every repository that is deployed there runs the same steps. */
function ungrantedRole({ repositories, secrets }: Policy, environment: string, prefix: string, role: string): Breach[] {
  if (!secrets) return [];
  return repositories
    .filter(({ images }) => images.length > 0)
    .map(({ name }) => `${name}/${environment}`)
    .filter((job) => !secrets.jobs[job]?.database.includes(role))
    .map((job) => ({
      path: ["environments", environment, "deploy", "database", prefix],
      message: `names ${role}, which ${job} may not get`,
      remedy: `Add ${role} to secrets.jobs["${job}"].database`,
      conflictsWith: ["secrets", "jobs"],
    }));
}

/** Nobody can end a batch token, so nothing ends what it got. */
export const databaseUsersEndWithTheJob: Rule = {
  sections: ["environments", "secrets"],
  check: (policy) =>
    policy.secrets?.auth.jwt.tokenType === "batch"
      ? readers(policy)
          .filter(({ deploy }) => Object.keys(deploy.database).length > 0)
          .map(({ name }) => ({
            level: "warning",
            path: ["environments", name, "deploy", "database"],
            message: "outlives the job: a batch token cannot be revoked, and its database users only expire",
            remedy: "Set secrets.auth.jwt.tokenType to service",
            conflictsWith: ["secrets", "auth", "jwt", "tokenType"],
          }))
      : [],
};
