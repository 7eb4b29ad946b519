import type * as pulumi from "@pulumi/pulumi";
import {
  databaseConnections,
  type NamedConnection,
  type OrganizationPolicy,
  type SecretsPolicy,
} from "@sallyport/policy";
import { type PemFile, pemTexts } from "./pem-files.js";
import { planes } from "./planes.js";

/** Options of a component that a section of the policy drives. */
type Under = (section: string) => pulumi.ComponentResourceOptions;

/**
 * Where secrets are kept and what makes them: one engine of each kind that the policy has.
 *
 * @returns the engines that a quota may be about.
 */
export function createEngines(
  name: string,
  policy: SecretsPolicy,
  organization: OrganizationPolicy,
  policyFile: string,
  under: Under,
): pulumi.Resource[] {
  const { kv, pki, transit } = policy.engines;
  new planes.vault.SecretStore(name, { policy: kv }, under("secrets.engines.kv"));
  const databases = createDatabases(name, policy, policyFile, under);
  if (pki) {
    const args = { policy, engine: pki, organization };
    new planes.vault.CertificateAuthority(name, args, under("secrets.engines.pki"));
  }
  if (transit) new planes.vault.TransitEngine(name, { policy: transit }, under("secrets.engines.transit"));
  return databases ? [databases] : [];
}

function createDatabases(name: string, { engines, rotation }: SecretsPolicy, policyFile: string, under: Under) {
  const { database } = engines;
  if (!database) return undefined;
  const engine = new planes.vault.DatabaseEngine(name, { policy: database }, under("secrets.engines.database"));
  const connections = databaseConnections(database);
  const pem = pemTexts(connections.flatMap(pemFile), policyFile);
  for (const connection of connections) {
    const caCertificate = pem.get(`${sectionOf(connection)}.caCertificate`);
    new planes.vault.DatabaseConnection(
      connection.name,
      { policy: database, rotation, connection, engine, ...(caCertificate !== undefined && { caCertificate }) },
      under(sectionOf(connection)),
    );
  }
  return engine;
}

function sectionOf({ product, name }: NamedConnection): string {
  return `secrets.engines.database.${product}.${name}`;
}

function pemFile(connection: NamedConnection): PemFile[] {
  const { caCertificate: file } = connection;
  return file === undefined ? [] : [{ setting: `${sectionOf(connection)}.caCertificate`, file, holds: "certificate" }];
}
