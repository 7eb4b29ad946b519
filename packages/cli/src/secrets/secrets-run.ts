import { type Policy, readPolicy, rotationScope } from "@sallyport/policy";
import { type InventoriedSecret, secretInventory, VaultClient, vaultAccess } from "@sallyport/vault-api";
import { badFile, badFlag } from "../command-error.js";
import { chooseRepository, didYouMean } from "../repository-flag.js";

/** The policy with its section `secrets`, and the Vault server that it names. */
export interface SecretsRun {
  policy: Policy & { secrets: NonNullable<Policy["secrets"]> };
  sha256: string;
  client: VaultClient;
}

/**
 * @throws {CommandError} when the policy has no section `secrets`.
 * @throws {VaultAccessError} without a token, or an address that can be used.
 */
export function openSecrets(file: string): SecretsRun {
  const { policy, sha256 } = readPolicy(file);
  const { secrets } = policy;
  if (!secrets) throw badFile(file, "has no section secrets", "Add it: secrets.vault.address names the server.");
  const { address, namespace, caCertificate } = secrets.vault;
  const access = vaultAccess({ address, namespace, caCertificate });
  if (access.token === undefined) {
    throw badFlag("VAULT_TOKEN", "is not set", "Log in to Vault first: `vault login`, or the login of the job.");
  }
  return { policy: { ...policy, secrets }, sha256, client: new VaultClient(access) };
}

/** Which secrets a command is about. */
export interface SecretsChoice {
  /** Repository that answers for them. */
  repository?: string;
  /** Their names, as the report has them. */
  only?: readonly string[];
}

/** The secrets that a command is about; without a choice all of the policy. */
export function chosenSecrets(policy: Policy, { repository, only }: SecretsChoice): InventoriedSecret[] {
  const secrets =
    repository === undefined ? policy.secrets : rotationScope(policy, chooseRepository(policy, repository));
  const all = secretInventory({ ...policy, secrets });
  if (!only || only.length === 0) return all;
  const names = [...new Set(all.map(({ name }) => name))];
  const unknown = only.find((name) => !names.includes(name));
  if (unknown === undefined) return all.filter(({ name }) => only.includes(name));
  const remedy = names.length === 0 ? "There is none." : didYouMean(unknown, names);
  throw badFlag("--only", `is ${JSON.stringify(unknown)}, which is no secret here`, remedy);
}
