import { databaseConnections, type OidcAuthPolicy, type Policy } from "@sallyport/policy";
import { secretInventory } from "../rotation/inventory.js";
import { bootstrapVariable } from "./bootstrap-secret.js";
import { type DatabaseHandover, databaseRecordPath, databaseSetting } from "./hand-over.js";
import { type OidcHandover, oidcRecordPath } from "./hand-over-oidc.js";

/** A root credential of the policy: whose it is, and where it comes from. */
export type Handover = {
  /** Name of the connection, or `oidc`. */
  name: string;
  /** Setting of the policy that leads to it. */
  setting: string;
  variable: string;
  /** Path of its record in the key-value store. */
  recordPath: string;
} & ({ kind: "database"; database: DatabaseHandover } | { kind: "oidc"; oidc: Omit<OidcHandover, "caCertificate"> });

/** Every root credential that the policy leads to. */
export function handoversOf({ secrets }: Pick<Policy, "secrets">): Handover[] {
  if (!secrets) return [];
  const { database, kv } = secrets.engines;
  const inventory = secretInventory({ secrets, repositories: [] });
  const shared = (recordPath: string) => {
    const { owners = [], periodSeconds = 0 } = inventory.find(({ recordAt }) => recordAt === recordPath) ?? {};
    return { kv: kv.path, owners, periodSeconds };
  };
  const connections = databaseConnections(database).map((connection): Handover => {
    const recordPath = databaseRecordPath(connection.name);
    return {
      kind: "database",
      name: connection.name,
      setting: databaseSetting(connection),
      variable: bootstrapVariable(connection.name),
      recordPath,
      database: { connection, engine: database?.path ?? "", ...shared(recordPath) },
    };
  });
  return [...connections, ...people(secrets.auth.oidc, shared(oidcRecordPath))];
}

function people(
  policy: OidcAuthPolicy | undefined,
  shared: Omit<OidcHandover, "caCertificate" | "policy">,
): Handover[] {
  if (!policy) return [];
  return [
    {
      kind: "oidc",
      name: "oidc",
      setting: "secrets.auth.oidc",
      variable: bootstrapVariable("oidc"),
      recordPath: oidcRecordPath,
      oidc: { policy, ...shared },
    },
  ];
}
