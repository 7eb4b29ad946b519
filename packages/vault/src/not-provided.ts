import type { SecretsPolicy } from "@sallyport/policy";

/**
 * Settings of the `secrets` section that ask for something which this version does not make.
 *
 * @returns dotted path of each setting, and what that means.
 */
export function notProvided({ vault }: SecretsPolicy): { path: string; message: string }[] {
  const asked = [
    vault.namespace !== undefined && {
      path: "secrets.vault.namespace",
      message: "the Vault provider decides on the namespace: give it the same one, for instance in VAULT_NAMESPACE",
    },
    vault.caCertificate !== undefined && {
      path: "secrets.vault.caCertificate",
      message: "the Vault provider decides whom it trusts: give it the same file, for instance in VAULT_CACERT",
    },
  ];
  return asked.filter((entry) => typeof entry === "object");
}
