import type { Policy } from "../policy.js";
import type { RepositoryPolicy } from "../repositories.js";
import type { SecretsPolicy } from "../secrets.js";
import { databaseConnections } from "./database.js";
import { secretPlace } from "./secret-path.js";

/**
 * The `secrets` section as far as the rotation job of one repository answers for it: the stored secrets of that repository;
 * of the first repository of the policy also what belongs to none, which is databases, certificates, keys of transit and the
 * login of people. So no job may write the secret of another repository.
 *
 * @returns undefined where nothing is left that has an age.
 */
export function rotationScope(
  { repositories, secrets }: Pick<Policy, "repositories" | "secrets">,
  repository: Pick<RepositoryPolicy, "name">,
): SecretsPolicy | undefined {
  if (!secrets) return undefined;
  const stored = Object.fromEntries(
    Object.entries(secrets.stored).filter(([path]) => secretPlace(path).repository === repository.name),
  );
  const isFirst = repositories[0]?.name === repository.name;
  const { kv, database, pki, transit } = secrets.engines;
  const { oidc, ...auth } = secrets.auth;
  const hasShared = databaseConnections(database).length > 0 || [pki, transit, oidc].some((part) => part !== undefined);
  if (Object.keys(stored).length === 0 && !(isFirst && hasShared)) return undefined;
  return isFirst ? { ...secrets, stored } : { ...secrets, stored, engines: { kv }, auth };
}
