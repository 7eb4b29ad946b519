import { describe, expect, test } from "vitest";
import { complaints, conflicts, policyWith, warnings } from "../support.ts";

const vault = { address: "https://vault.acme.example" };
const oidc = { discoveryUrl: "https://login.acme.example", clientId: "vault" };
const workloads = { api: { namespace: "payments", serviceAccounts: ["api"] } };
const secrets = (section: object) => ({ secrets: { vault, ...section } });

describe("whoever may do something has a way to log in", () => {
  test("people need an identity provider", () => {
    expect(complaints(secrets({ people: { security: {} } }))).toEqual([
      expect.stringContaining("secrets.people.security cannot log in: secrets.auth.oidc is not there"),
    ]);
    expect(() => policyWith(secrets({ people: { security: {} }, auth: { oidc } }))).not.toThrow();
  });

  test("workloads need the login of a cluster", () => {
    expect(complaints(secrets({ workloads }))).toEqual([
      expect.stringContaining("secrets.workloads.api cannot log in: secrets.auth.kubernetes is not there"),
    ]);
    expect(() => policyWith(secrets({ workloads, auth: { kubernetes: {} } }))).not.toThrow();
  });

  test("a way to log in may be there before anybody uses it", () => {
    expect(() => policyWith(secrets({ auth: { kubernetes: {}, oidc } }))).not.toThrow();
  });
});

test("people are teams of the organisation", () => {
  expect(conflicts(secrets({ people: { sales: {} }, auth: { oidc } }))).toEqual([
    "secrets.people.sales <-> organization.teams",
  ]);
});

describe("a workflow file whose jobs may log in", () => {
  const jobs = (path: string) => secrets({ jobs: { "api/production": { workflows: [path] } } });

  test.each(["deploy.yml", ".github/workflows/x/deploy.yml", ".github/workflows/a@b.yml", ".github/workflows/deploy"])(
    "is not %s",
    (path) => {
      expect(conflicts(jobs(path))).toContain('secrets.jobs["api/production"].workflows[0]');
    },
  );

  test("is one where GitHub looks for them", () => {
    expect(() =>
      policyWith({ environments: { production: {} }, ...jobs(".github/workflows/deploy.yml") }),
    ).not.toThrow();
  });
});

describe("a branch or tag pattern with a comma", () => {
  const environments = { production: { branches: ["main", "release,*"] } };

  test("is refused where Vault would take it for two", () => {
    expect(conflicts({ environments, ...secrets({}) })).toEqual(["environments.production.branches[1] <-> secrets"]);
    expect(conflicts({ environments: { production: { tags: ["v,1"] } }, ...secrets({}) })).toHaveLength(1);
  });

  test("may be where no login depends on it", () => {
    expect(() => policyWith({ environments })).not.toThrow();
  });
});

test("a subject template of the organisation's own takes away the forms that a login is bound to", () => {
  const settings = { oidcSubject: ["repository_id", "environment"] };

  expect(conflicts({ settings, ...secrets({}) })).toEqual(["secrets.auth.jwt.subjects <-> settings.oidcSubject"]);
  expect(() => policyWith({ settings, ...secrets({ auth: { jwt: { subjects: ["any"] } } }) })).not.toThrow();
  expect(() => policyWith({ settings })).not.toThrow();
});

describe("a database user that a workload gets", () => {
  const asked = (ttl: string) =>
    secrets({
      auth: { kubernetes: { tokenTtl: "1h" } },
      engines: { database: { postgresql: { "payments-db": { roles: { reports: { ttl } } } } } },
      workloads: { api: { ...workloads.api, database: ["reports"] } },
    });

  test("is worth a second look when its login ends before it", () => {
    expect(warnings(asked("4h"))).toContain("secrets.workloads.api.database <-> secrets.auth.kubernetes.tokenTtl");
  });

  test("may live as long as the login", () => {
    expect(warnings(asked("1h")).join()).not.toContain("secrets.workloads");
  });
});
