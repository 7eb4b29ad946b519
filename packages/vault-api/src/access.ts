import { readFileSync } from "node:fs";

/** Where Vault is, and as whom it is asked. */
export interface VaultAccess {
  url: URL;
  /** Undefined before a login. */
  token: string | undefined;
  namespace: string | undefined;
  /** PEM text of the authority that signs the server's certificate; undefined for those that Node trusts. */
  ca: string | undefined;
}

/** A variable that Vault's own client has, too, is missing or cannot be used. Never holds its value. */
export class VaultAccessError extends Error {
  override readonly name = "VaultAccessError";
  readonly variable: string;

  constructor(variable: string, found: string) {
    super(`${variable} ${found}.`);
    this.variable = variable;
  }
}

/**
 * Access by the variables that Vault's own client reads: `VAULT_ADDR`, `VAULT_TOKEN`, `VAULT_NAMESPACE`, `VAULT_CACERT`.
 *
 * @param otherwise What the policy says, for what the environment leaves out.
 * @throws {VaultAccessError}
 * @see https://developer.hashicorp.com/vault/docs/commands#environment-variables
 */
export function vaultAccess(
  otherwise: { address?: string; namespace?: string | undefined; caCertificate?: string | undefined } = {},
  environment: Readonly<Record<string, string | undefined>> = process.env,
): VaultAccess {
  const address = environment.VAULT_ADDR || otherwise.address;
  if (!address) throw new VaultAccessError("VAULT_ADDR", "is not set: give the address of the Vault server");
  const url = URL.parse(address);
  if (url?.protocol !== "https:" && !isLoopback(url)) {
    throw new VaultAccessError("VAULT_ADDR", "must be an https:// address; http:// is for loopback alone");
  }
  const caFile = environment.VAULT_CACERT || otherwise.caCertificate;
  return {
    url,
    token: environment.VAULT_TOKEN || undefined,
    namespace: environment.VAULT_NAMESPACE || otherwise.namespace,
    ca: caFile ? pemIn(caFile) : undefined,
  };
}

function isLoopback(url: URL | null): url is URL {
  return url?.protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
}

function pemIn(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new VaultAccessError("VAULT_CACERT", `(${path}) cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new VaultAccessError("VAULT_CACERT", `(${path}) holds no certificate in PEM form`);
}
