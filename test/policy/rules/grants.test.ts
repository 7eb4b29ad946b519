import { describe, expect, test } from "vitest";
import { complaints, conflicts, policyWith } from "../support.ts";

const vault = { address: "https://vault.acme.example" };
const engines = {
  database: { postgresql: { shop: { roles: { reader: {} }, staticRoles: { app: { username: "app" } } } } },
  pki: { domains: ["acme.example"] },
  transit: {
    keys: {
      releases: {},
      cards: { type: "aes256-gcm96" },
      both: { type: "rsa-3072" },
      quick: { type: "ed25519" },
      stream: { type: "chacha20-poly1305" },
    },
  },
};
const environments = { production: { reviewers: ["team:security"] } };
const access = (secrets: object) => ({ environments, secrets: { vault, engines, ...secrets } });
const job = (grants: object) => access({ jobs: { "api/production": grants } });
const workload = (settings: object) =>
  access({
    auth: { kubernetes: {} },
    workloads: { api: { namespace: "api", serviceAccounts: ["api"], ...settings } },
  });
const people = (rights: object) =>
  access({
    auth: { oidc: { discoveryUrl: "https://login.acme.example", clientId: "vault" } },
    people: { security: rights },
  });

const everything = {
  database: ["reader", "app"],
  certificates: ["server"],
  sign: ["releases", "both", "quick"],
  encrypt: ["cards", "both", "stream"],
};

test.each([
  ["a job", job(everything)],
  ["a workload", workload(everything)],
])("%s may be granted what the engines have", (_, sections) => {
  expect(() => policyWith(sections)).not.toThrow();
});

test.each([
  ["database", "database"],
  ["certificates", "pki"],
  ["sign", "transit"],
  ["encrypt", "transit"],
])("a grant of %s must name something", (kind, section) => {
  expect(conflicts(job({ [kind]: ["reeder"] }))).toEqual([
    `secrets.jobs["api/production"].${kind}[0] <-> secrets.engines.${section}`,
  ]);
  expect(conflicts(workload({ [kind]: ["reeder"] }))).toEqual([
    `secrets.workloads.api.${kind}[0] <-> secrets.engines.${section}`,
  ]);
});

test("says what there is, or where to add it", () => {
  expect(complaints(job({ database: ["reeder"] }))).toEqual([expect.stringContaining("It has: reader, app.")]);
  expect(complaints({ environments, secrets: { vault, jobs: { "api/production": { sign: ["releases"] } } } })).toEqual([
    expect.stringContaining("Add it under secrets.engines.transit."),
  ]);
});

test.each([
  ["sign", "cards", "aes256-gcm96"],
  ["sign", "stream", "chacha20-poly1305"],
  ["encrypt", "releases", "ecdsa-p256"],
  ["encrypt", "quick", "ed25519"],
])("nobody can %s with %s, a key of type %s", (kind, key, type) => {
  expect(complaints(job({ [kind]: [key] }))).toEqual([
    expect.stringContaining(`names ${key}, a key of type ${type}, which does not ${kind}`),
  ]);
});

describe("a path names a repository and an environment of the policy:", () => {
  test.each([
    ["a job", access({ jobs: { "other/production": {} } }), 'secrets.jobs["other/production"] <-> repositories'],
    ["a job", access({ jobs: { "api/prod": {} } }), 'secrets.jobs["api/prod"] <-> environments'],
    [
      "a stored secret",
      access({ stored: { "other/production/key": {} } }),
      'secrets.stored["other/production/key"] <-> repositories',
    ],
    ["a workload", workload({ secrets: ["api/prod/*"] }), "secrets.workloads.api.secrets[0] <-> environments"],
    ["a reader", people({ read: ["api/prod/*"] }), "secrets.people.security.read[0] <-> environments"],
    ["a writer", people({ write: ["other/production/key"] }), "secrets.people.security.write[0] <-> repositories"],
  ])("%s of another is refused", (_, sections, conflict) => {
    expect(conflicts(sections)).toEqual([conflict]);
  });

  test.each([
    ["a job", access({ jobs: { "api/production": {} } })],
    ["a stored secret of the scanners", access({ stored: { "api/security-scan/snyk": {} } })],
    ["a workload", workload({ secrets: ["api/production/*"] })],
    ["a reader", people({ read: ["api/production/*"], write: ["api/production/key"] })],
  ])("%s of ours is taken", (_, sections) => {
    expect(() => policyWith(sections)).not.toThrow();
  });
});
