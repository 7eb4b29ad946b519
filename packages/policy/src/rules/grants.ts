import { rotationEnvironment, scanEnvironment } from "../environments.js";
import type { Policy } from "../policy.js";
import { databaseConnections } from "../secrets/database.js";
import type { TransitKeyPolicy } from "../secrets/engines.js";
import { secretPlace } from "../secrets/secret-path.js";
import type { Breach, Path, Rule } from "./rule.js";

type Secrets = NonNullable<Policy["secrets"]>;
const kinds = ["database", "certificates", "sign", "encrypt"] as const;
type Kind = (typeof kinds)[number];

/** A grant that names nothing is a misspelt one: somebody would be refused at run time. */
export const grantsExist: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) =>
    secrets
      ? grantsOf(secrets).flatMap(({ path, kind, name }): Breach[] => {
          const { section, names } = grantable(secrets, kind);
          if (names.includes(name)) return [];
          return [
            {
              path,
              message: `names ${name}, which secrets.engines.${section} does not have`,
              remedy: names.length > 0 ? `It has: ${names.join(", ")}` : `Add it under secrets.engines.${section}`,
              conflictsWith: ["secrets", "engines", section],
            },
          ];
        })
      : [],
};

/** A key signs or encrypts by its kind; RSA keys do both. */
export const keysFitTheirUse: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) =>
    secrets
      ? grantsOf(secrets).flatMap(({ path, kind, name }): Breach[] => {
          const key = secrets.engines.transit?.keys[name];
          if (!key || (kind !== "sign" && kind !== "encrypt") || uses(key).includes(kind)) return [];
          return [
            {
              path,
              message: `names ${name}, a key of type ${key.type}, which does not ${kind}`,
              remedy:
                kind === "sign"
                  ? "Name a key that signs, such as ecdsa-p256"
                  : "Name a key that encrypts, such as aes256-gcm96",
              conflictsWith: ["secrets", "engines", "transit", "keys", name, "type"],
            },
          ];
        })
      : [],
};

/** @see https://developer.hashicorp.com/vault/docs/secrets/transit#key-types */
function uses({ type }: TransitKeyPolicy): ("sign" | "encrypt")[] {
  if (type.startsWith("rsa")) return ["sign", "encrypt"];
  return type.startsWith("aes") || type.startsWith("chacha") ? ["encrypt"] : ["sign"];
}

function grantsOf({ jobs, workloads }: Secrets): { path: Path; kind: Kind; name: string }[] {
  const holders = [
    ...Object.entries(jobs).map(([name, grants]) => ({ at: ["secrets", "jobs", name], grants })),
    ...Object.entries(workloads).map(([name, grants]) => ({ at: ["secrets", "workloads", name], grants })),
  ];
  return holders.flatMap(({ at, grants }) =>
    kinds.flatMap((kind) => grants[kind].map((name, index) => ({ path: [...at, kind, index], kind, name }))),
  );
}

function grantable({ engines }: Secrets, kind: Kind): { section: string; names: string[] } {
  if (kind === "database") {
    const connections = databaseConnections(engines.database);
    const names = connections.flatMap(({ roles, staticRoles }) => [...Object.keys(roles), ...Object.keys(staticRoles)]);
    return { section: "database", names };
  }
  if (kind === "certificates") return { section: "pki", names: Object.keys(engines.pki?.roles ?? {}) };
  return { section: "transit", names: Object.keys(engines.transit?.keys ?? {}) };
}

/** A path of another name is one that no job can read. */
export const secretPathsAreOurs: Rule = {
  sections: ["secrets", "repositories", "environments"],
  check: ({ secrets, repositories, environments }) => {
    const names = repositories.map(({ name }) => name);
    const places = [...Object.keys(environments), rotationEnvironment, scanEnvironment];
    return secrets
      ? pathsOf(secrets).flatMap(({ path, secret }): Breach[] => {
          const { repository, environment } = secretPlace(secret);
          return [
            ...unknown(path, "repository", repository, names),
            ...unknown(path, "environment", environment, places),
          ];
        })
      : [];
  },
};

function unknown(path: Path, what: "repository" | "environment", name: string, known: readonly string[]): Breach[] {
  if (known.includes(name)) return [];
  const section = what === "repository" ? "repositories" : "environments";
  return [
    {
      path,
      message: `names the ${what} ${name}, which ${section} does not have`,
      remedy: `It has: ${known.join(", ")}`,
      conflictsWith: [section],
    },
  ];
}

/** Every setting that speaks of a repository and an environment, and where it stands. */
function pathsOf({ jobs, people, stored, workloads }: Secrets): { path: Path; secret: string }[] {
  const keys = (section: string, names: readonly string[]) =>
    names.map((secret) => ({ path: ["secrets", section, secret], secret }));
  const list = (path: Path, patterns: readonly string[]) =>
    patterns.map((secret, index) => ({ path: [...path, index], secret }));
  return [
    ...keys("jobs", Object.keys(jobs)),
    ...keys("stored", Object.keys(stored)),
    ...Object.entries(workloads).flatMap(([name, { secrets }]) =>
      list(["secrets", "workloads", name, "secrets"], secrets),
    ),
    ...Object.entries(people).flatMap(([team, { read, write }]) => [
      ...list(["secrets", "people", team, "read"], read),
      ...list(["secrets", "people", team, "write"], write),
    ]),
  ];
}
