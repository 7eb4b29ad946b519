import type { SecretsPolicy } from "@sallyport/policy";

/**
 * Settings of the `secrets` section that ask for something which this version does not make.
 *
 * @returns dotted path of each setting, and what that means.
 */
export function notProvided({ vault, engines, audit }: SecretsPolicy): { path: string; message: string }[] {
  const asked = [
    vault.namespace !== undefined && {
      path: "secrets.vault.namespace",
      message: "the Vault provider decides on the namespace: give it the same one, for instance in VAULT_NAMESPACE",
    },
    vault.caCertificate !== undefined && {
      path: "secrets.vault.caCertificate",
      message: "the Vault provider decides whom it trusts: give it the same file, for instance in VAULT_CACERT",
    },
    engines.database && {
      path: "secrets.engines.database",
      message: "this version makes no database engine, so no database credentials",
    },
    engines.pki && { path: "secrets.engines.pki", message: "this version makes no PKI engine, so no certificates" },
    audit && {
      path: "secrets.audit",
      message: "this version enables no audit device; enable it on the server (`vault audit enable file`)",
    },
    { path: "secrets.rotation", message: "this version rotates nothing and reminds nobody" },
  ];
  return asked.filter((entry) => typeof entry === "object");
}
