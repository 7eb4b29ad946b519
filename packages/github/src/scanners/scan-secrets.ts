import { scanEnvironment } from "@sallyport/policy";
import { type VaultRead, vaultOutput } from "../vault/vault-secrets.js";
import type { WorkflowInputs } from "../workflows/preparation.js";

/** A secret in Vault, and which of its fields the job of a scanner reads. */
export interface SecretRequest {
  /** Last part of its path: `snyk` for `kv/data/payments-api/security-scan/snyk`. */
  name: string;
  fields: readonly string[];
}

/** The value of a secret, for the one step that runs the scanner. */
export function secretValue({ name }: SecretRequest, field: string): string {
  return vaultOutput(outputName(name, field));
}

function outputName(name: string, field: string): string {
  return `${name}-${field}`;
}

/** What these requests read from Vault: secrets of the environment `security-scan`, in which scanners run. */
export function scanSecrets(
  { policy: { secrets }, repository }: WorkflowInputs,
  requests: readonly SecretRequest[],
): VaultRead[] {
  if (!secrets) return [];
  return requests.map(({ name, fields }) => ({
    path: `${secrets.engines.kv.path}/data/${repository.name}/${scanEnvironment}/${name}`,
    in: ".data.data",
    outputs: Object.fromEntries(fields.map((field) => [outputName(name, field), field])),
  }));
}
