import {
  databaseConnections,
  type Policy,
  type SecretClass,
  type SecretsPolicy,
  type StoredSecretPolicy,
  seconds,
  secretPlace,
} from "@sallyport/policy";

/** What Vault calls the thing that holds a secret. */
export type SecretKind =
  | "stored secret"
  | "database connection"
  | "static role"
  | "issuer"
  | "certificate role"
  | "transit key"
  | "OIDC client";

/** A secret that the policy leads to, before anybody looked whether it is there. */
export interface InventoriedSecret {
  kind: SecretKind;
  /** Its path in Vault; for a stored secret the one inside the key-value store, as the policy has it. */
  name: string;
  class: SecretClass | "transitKey";
  /** Who answers for it; empty when the policy says nobody. */
  owners: readonly string[];
  /** Its longest life, in seconds. For an issuer: how long what it signs may live. */
  periodSeconds: number;
  changedBy: "vault" | "sallyport" | "people";
  /** Where its record is, in the metadata of the key-value store; undefined where Vault itself knows the time. */
  recordAt: string | undefined;
  /** What makes its new value, of a stored secret. */
  stored: StoredSecretPolicy | undefined;
}

const classPeriods = { databasePassword: "databasePasswords", apiKey: "apiKeys", certificate: "certificates" } as const;

/** Every secret of the policy, in its order. */
export function secretInventory({
  secrets,
  repositories,
}: Pick<Policy, "repositories" | "secrets">): InventoriedSecret[] {
  if (!secrets) return [];
  const operators = Object.entries(secrets.people).flatMap(([team, { operate }]) => (operate ? [`team:${team}`] : []));
  const found = [...ofStored(secrets, repositories), ...ofDatabases(secrets), ...ofEngines(secrets)];
  return found.map((secret) => ({
    recordAt: undefined,
    stored: undefined,
    ...secret,
    owners: "owners" in secret ? secret.owners : operators,
  }));
}

type Draft = Omit<InventoriedSecret, "owners" | "recordAt" | "stored"> & Partial<InventoriedSecret>;

function ofStored({ stored, rotation }: SecretsPolicy, repositories: Policy["repositories"]): Draft[] {
  return Object.entries(stored).map(([name, secret]) => {
    const repository = repositories.find((each) => each.name === secretPlace(name).repository);
    return {
      kind: "stored secret",
      name,
      class: secret.class,
      owners: secret.owner === undefined ? (repository?.owners ?? []) : [secret.owner],
      periodSeconds: seconds(secret.rotation ?? rotation[classPeriods[secret.class]]),
      changedBy: secret.awsIamUser || secret.githubDeployKey ? "sallyport" : "people",
      recordAt: name,
      stored: secret,
    };
  });
}

function ofDatabases({ engines: { database }, rotation }: SecretsPolicy): Draft[] {
  return databaseConnections(database).flatMap(({ name, staticRoles }): Draft[] => [
    {
      kind: "database connection",
      name: `${database?.path}/config/${name}`,
      class: "databasePassword",
      periodSeconds: seconds(rotation.databasePasswords),
      changedBy: "sallyport",
      recordAt: `sallyport/database/${name}`,
    },
    ...Object.entries(staticRoles).map(([role, own]) => ({
      kind: "static role" as const,
      name: `${database?.path}/static-roles/${role}`,
      class: "databasePassword" as const,
      periodSeconds: seconds(own.rotation ?? rotation.databasePasswords),
      changedBy: "vault" as const,
    })),
  ]);
}

function ofEngines({ engines: { pki, transit }, auth: { oidc }, rotation }: SecretsPolicy): Draft[] {
  const lifeOf = (ttl: string | undefined) => seconds(ttl ?? rotation.certificates);
  const longest = Math.max(0, ...Object.values(pki?.roles ?? {}).map(({ ttl }) => lifeOf(ttl)));
  const issuer = (mount: string): Draft => ({
    kind: "issuer",
    name: `${mount}/issuer/default`,
    class: "certificate",
    periodSeconds: longest,
    changedBy: "people",
  });
  return [
    ...(pki ? [issuer(pki.rootPath), issuer(pki.path)] : []),
    ...Object.entries(pki?.roles ?? {}).map(([role, { ttl }]) => ({
      kind: "certificate role" as const,
      name: `${pki?.path}/roles/${role}`,
      class: "certificate" as const,
      periodSeconds: lifeOf(ttl),
      changedBy: "vault" as const,
    })),
    ...Object.entries(transit?.keys ?? {}).map(([key, own]) => ({
      kind: "transit key" as const,
      name: `${transit?.path}/keys/${key}`,
      class: "transitKey" as const,
      periodSeconds: seconds(own.rotation),
      changedBy: "vault" as const,
    })),
    ...(oidc
      ? [
          {
            kind: "OIDC client" as const,
            name: `auth/${oidc.path}/config`,
            class: "apiKey" as const,
            periodSeconds: seconds(rotation.apiKeys),
            changedBy: "people" as const,
            recordAt: "sallyport/oidc",
          },
        ]
      : []),
  ];
}
