import { type PkiEnginePolicy, seconds, type VaultServerPolicy } from "@sallyport/policy";

/** Headers of the answers that the ACME protocol and caches need; Vault would leave them out. */
const allowedResponseHeaders = ["Last-Modified", "Location", "Replay-Nonce", "Link"];

/** Longest time between two checks for revocations that the list does not have yet, in seconds. */
const deltaSeconds = 900;

/**
 * Where the root lives. It signs intermediates and nothing else: it has no roles.
 *
 * @see https://developer.hashicorp.com/vault/docs/secrets/pki/considerations#one-ca-certificate-one-secrets-engine
 */
export function rootMount({ rootPath, root }: PkiEnginePolicy) {
  return { path: rootPath, type: "pki", description: "Root authority", maxLeaseTtlSeconds: seconds(root.ttl) };
}

/**
 * Where certificates are signed, none of which lives longer than the policy allows any certificate to.
 *
 * @see https://developer.hashicorp.com/vault/docs/secrets/pki/acme-overview
 */
export function intermediateMount({ path }: PkiEnginePolicy, longestLife: string) {
  return {
    path,
    type: "pki",
    description: "Intermediate authority, which signs certificates",
    maxLeaseTtlSeconds: seconds(longestLife),
    allowedResponseHeaders,
    passthroughRequestHeaders: ["If-Modified-Since"],
  };
}

/**
 * The address of a mount, which its certificates and the ACME protocol carry.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/pki#set-cluster-configuration
 */
export function clusterAddress({ address, namespace }: VaultServerPolicy, mountPath: string) {
  const path = [address.replace(/\/+$/, ""), "v1", namespace, mountPath].filter((part) => part !== undefined).join("/");
  return { path, aiaPath: path };
}

/**
 * Where a certificate says that its issuer, its revocation list and OCSP are found: those of the issuer that signed it, also
 * when another one has become the default.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/pki#set-urls
 */
export function authorityUrls({ ocsp }: PkiEnginePolicy) {
  return {
    enableTemplating: true,
    issuingCertificates: ["{{cluster_aia_path}}/issuer/{{issuer_id}}/der"],
    crlDistributionPoints: ["{{cluster_aia_path}}/issuer/{{issuer_id}}/crl/der"],
    ocspServers: ocsp ? ["{{cluster_path}}/ocsp"] : [],
  };
}

/**
 * Revocation lists that never end their life: each is made anew after a sixth of it, and what was revoked since then is
 * in a delta list within minutes. OCSP knows it at once.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/pki#set-revocation-configuration
 */
export function revocationLists({ crlLife, ocsp }: PkiEnginePolicy) {
  const life = seconds(crlLife);
  const sixth = Math.ceil(life / 6);
  return {
    expiry: `${life}s`,
    autoRebuild: true,
    autoRebuildGracePeriod: `${life - sixth}s`,
    enableDelta: true,
    deltaRebuildInterval: `${Math.min(deltaSeconds, sixth)}s`,
    ocspDisable: !ocsp,
  };
}

/**
 * Once a day certificates that expired are removed. Issuers stay: the program has them.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/pki#configure-automatic-tidy
 */
export function dailyTidy({ acme, tidyAfter }: PkiEnginePolicy) {
  return {
    enabled: true,
    intervalDuration: "86400s",
    safetyBuffer: `${seconds(tidyAfter)}s`,
    tidyCertStore: true,
    tidyRevokedCerts: true,
    tidyRevokedCertIssuerAssociations: true,
    tidyAcme: acme,
  };
}
