import { type CertificateRolePolicy, type PkiEnginePolicy, seconds } from "@sallyport/policy";
import { keyOf } from "./authority-issuer.js";

/**
 * A kind of certificate: for names below the domains, and for a domain itself only when the role lists it. No wildcard, no
 * address, no `localhost`. Each certificate is kept until it expires, so that it can be revoked.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/pki#create-update-role
 */
export function certificateRole(engine: PkiEnginePolicy, role: CertificateRolePolicy, longestLife: string) {
  const life = String(seconds(role.ttl ?? longestLife));
  const isOwn = role.domains.length > 0;
  return {
    issuerRef: "default",
    allowedDomains: isOwn ? role.domains : engine.domains,
    allowSubdomains: role.subdomains,
    allowBareDomains: isOwn,
    allowAnyName: false,
    allowGlobDomains: false,
    allowIpSans: false,
    allowLocalhost: false,
    allowWildcardCertificates: false,
    enforceHostnames: true,
    cnValidations: ["hostname"],
    serverFlag: role.usage.includes("server"),
    clientFlag: role.usage.includes("client"),
    codeSigningFlag: false,
    emailProtectionFlag: false,
    ...keyOf(role.keyType),
    keyUsages: role.keyType.startsWith("rsa") ? ["DigitalSignature", "KeyEncipherment"] : ["DigitalSignature"],
    noStore: false,
    ttl: life,
    maxTtl: life,
  };
}

/**
 * Certificates by ACME: by the roles for servers alone, and only for an account that somebody who may ask for such
 * certificates bound before. Turned off it is written, too: with the resource alone gone Vault would go on answering.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/pki#set-acme-configuration
 */
export function acmeSettings({ acme, roles }: PkiEnginePolicy, longestLife: string) {
  return {
    enabled: acme,
    eabPolicy: "always-required",
    defaultDirectoryPolicy: "forbid",
    allowedIssuers: ["default"],
    allowedRoles: acmeRoles(roles),
    allowRoleExtKeyUsage: false,
    maxTtl: seconds(longestLife),
  };
}

function acmeRoles(roles: PkiEnginePolicy["roles"]): string[] {
  return Object.entries(roles)
    .filter(([, { usage }]) => usage.includes("server"))
    .map(([name]) => name)
    .toSorted();
}
