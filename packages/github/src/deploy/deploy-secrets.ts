import { secretField } from "@sallyport/policy";
import type { Environment } from "../document/workflow.js";
import { type VaultRead, vaultOutput } from "../vault/vault-secrets.js";
import type { WorkflowInputs } from "../workflows/preparation.js";
import type { DeployedEnvironment } from "./deployed-environments.js";

/** What the jobs of an environment read from Vault: the secrets that its `deploy` names, and no other. */
export function deploySecrets(
  { policy: { secrets }, repository }: WorkflowInputs,
  { name, deploy }: DeployedEnvironment,
): VaultRead[] {
  if (!secrets) return [];
  const { kv, database } = secrets.engines;
  const folder = `${kv.path}/data/${repository.name}/${name}`;
  const fields = Object.entries(deploy.secrets).map(([variable, text]) => ({ variable, ...secretField(text) }));
  const stored = [...Map.groupBy(fields, ({ secret }) => secret)].map(
    ([secret, wanted]): VaultRead => ({
      path: `${folder}/${secret}`,
      in: ".data.data",
      outputs: Object.fromEntries(wanted.map(({ variable, field }) => [variable, field])),
    }),
  );
  const users = Object.entries(deploy.database).map(
    ([prefix, role]): VaultRead => ({
      path: `${database?.path}/creds/${role}`,
      in: ".data",
      outputs: { [`${prefix}_USERNAME`]: "username", [`${prefix}_PASSWORD`]: "password" },
    }),
  );
  return [...stored, ...users];
}

/** The same as variables, for the `env` of the one step that runs a script of the repository. */
export function secretVariables({ deploy }: DeployedEnvironment): Environment {
  const users = Object.keys(deploy.database).flatMap((prefix) => [`${prefix}_USERNAME`, `${prefix}_PASSWORD`]);
  return Object.fromEntries([...Object.keys(deploy.secrets), ...users].map((name) => [name, vaultOutput(name)]));
}
