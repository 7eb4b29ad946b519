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
 * @returns those that others wait for.
 */
export function createEngines(
  name: string,
  policy: SecretsPolicy,
  organization: OrganizationPolicy,
  policyFile: string,
  under: Under,
): { store: pulumi.Resource; database: pulumi.Resource | undefined } {
  const { kv, pki, transit } = policy.engines;
  const store = new planes.vault.SecretStore(name, { policy: kv }, under("secrets.engines.kv"));
  const database = createDatabases(name, policy, store, policyFile, under);
  if (pki) {
    const args = { policy, engine: pki, organization };
    new planes.vault.CertificateAuthority(name, args, under("secrets.engines.pki"));
  }
  if (transit) new planes.vault.TransitEngine(name, { policy: transit }, under("secrets.engines.transit"));
  return { store, database };
}

/** A handover is recorded in the store, which must be there first. */
function createDatabases(
  name: string,
  policy: SecretsPolicy,
  store: pulumi.Resource,
  policyFile: string,
  under: Under,
): pulumi.Resource | undefined {
  const { engines, rotation } = policy;
  const { database } = engines;
  if (!database) return undefined;
  const engine = new planes.vault.DatabaseEngine(name, { policy: database }, under("secrets.engines.database"));
  const connections = databaseConnections(database);
  const pem = pemTexts(connections.flatMap(pemFile), policyFile);
  for (const connection of connections) {
    const caCertificate = pem.get(`${sectionOf(connection)}.caCertificate`);
    const handover = planes.vault.handoverHook(connection.name, { policy, handover: connection.name });
    const settings = { policy: database, rotation, connection, engine, handover };
    new planes.vault.DatabaseConnection(
      connection.name,
      { ...settings, ...(caCertificate !== undefined && { caCertificate }) },
      { ...under(sectionOf(connection)), dependsOn: [store] },
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
