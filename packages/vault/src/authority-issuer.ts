import { type OrganizationPolicy, type PkiEnginePolicy, seconds } from "@sallyport/policy";

type KeyType = PkiEnginePolicy["root"]["keyType"];

/** The generations of an authority, the first one first. */
export function generations({ generation }: { generation: number }): number[] {
  return Array.from({ length: generation }, (_, index) => index + 1);
}

/**
 * A root, whose key is made in Vault and never leaves it. Below it there is one intermediate, no chain of them.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/pki#generate-root
 */
export function rootCertificate({ root }: PkiEnginePolicy, organization: OrganizationPolicy, generation: number) {
  return {
    type: "internal",
    commonName: commonName(root.commonName ?? `${organization.login} root`, generation),
    excludeCnFromSans: true,
    issuerName: `root-${generation}`,
    keyName: `root-${generation}`,
    ...keyOf(root.keyType),
    maxPathLength: 1,
    ttl: `${seconds(root.ttl)}s`,
  };
}

/**
 * What an intermediate asks the root to sign, with a key that is made in Vault and never leaves it.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/pki#generate-intermediate-csr
 */
export function signingRequest(
  { intermediate }: PkiEnginePolicy,
  organization: OrganizationPolicy,
  generation: number,
) {
  return {
    type: "internal",
    commonName: commonName(intermediate.commonName ?? `${organization.login} intermediate`, generation),
    excludeCnFromSans: true,
    keyName: `intermediate-${generation}`,
    ...keyOf(intermediate.keyType),
  };
}

/**
 * How the root signs it: it may sign certificates and no further authority.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/pki#sign-intermediate
 */
export function signedIntermediate(
  { intermediate }: PkiEnginePolicy,
  organization: OrganizationPolicy,
  generation: number,
) {
  return {
    commonName: commonName(intermediate.commonName ?? `${organization.login} intermediate`, generation),
    excludeCnFromSans: true,
    format: "pem",
    maxPathLength: 0,
    ttl: `${seconds(intermediate.ttl)}s`,
  };
}

/** Two issuers with one name and different keys are legal and hard to tell apart. */
function commonName(name: string, generation: number): string {
  return `${name} G${generation}`;
}

/** A kind of key as Vault has it. */
export function keyOf(type: KeyType) {
  const [keyType = "", bits = ""] = type.split("-");
  return { keyType, keyBits: Number(bits) };
}
