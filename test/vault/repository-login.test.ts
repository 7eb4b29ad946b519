import { loginName, OrganizationPolicy, RepositoriesPolicy, rotationScope, SecretsPolicy } from "@sallyport/policy";
import { loginRole, RepositoryLogin, type RepositoryLoginArgs, vaultPolicyText } from "@sallyport/vault";
import { describe, expect, test } from "vitest";
import { deploy } from "../support/deploy.ts";

const vault = { address: "https://vault.acme.example" };
const [payments, ledger] = RepositoriesPolicy.parse([
  { name: "Payments.api", id: 900123 },
  { name: "ledger", id: 900124 },
]);
if (!payments || !ledger) throw new Error("the test lost its repositories");

const login: RepositoryLoginArgs = {
  policy: SecretsPolicy.parse({ vault }),
  organization: OrganizationPolicy.parse({ login: "acme", id: 1042 }),
  repository: payments,
  environment: "production",
  refs: { branches: ["main"], tags: [] },
};
const withJwt = (jwt: object) => ({ ...login, policy: SecretsPolicy.parse({ vault, auth: { jwt } }) });

describe("who may log in", () => {
  test("has to name the address of the server as audience, unless the policy says another", () => {
    expect(loginRole(login).boundAudiences).toEqual(["https://vault.acme.example"]);
    expect(loginRole(withJwt({ audience: "sallyport" })).boundAudiences).toEqual(["sallyport"]);
  });

  test("is said without a wildcard, unless a ref or a workflow is open", () => {
    const named = { ...login, workflows: [{ repository: payments.name, path: ".github/workflows/deploy.yml" }] };

    expect(loginRole(named).boundClaimsType).toBe("string");
    expect(loginRole(login).boundClaimsType).toBe("glob");
  });
});

describe("the token", () => {
  test("lives as long as the policy says, and not a second longer", () => {
    expect(loginRole(login)).toMatchObject({ tokenTtl: 900, tokenMaxTtl: 900 });
    expect(loginRole(withJwt({ tokenTtl: "5m" }))).toMatchObject({ tokenTtl: 300, tokenMaxTtl: 300 });
  });

  test("can do nothing but what the role's own policy allows", async () => {
    const deployed = await deploy(() => new RepositoryLogin("payments-production", login));

    expect(deployed.only("vault:jwt/authBackendRole:AuthBackendRole")).toMatchObject({
      tokenPolicies: ["github-900123-production"],
      tokenNoDefaultPolicy: true,
      tokenType: "service",
    });
    expect(deployed.only("vault:index/policy:Policy").name).toBe("github-900123-production");
  });

  test("is one that costs Vault no storage, where the policy says so, and then nothing revokes it", () => {
    const batch = withJwt({ tokenType: "batch" });

    expect(loginRole(batch).tokenType).toBe("batch");
    expect(vaultPolicyText(batch)).not.toContain("revoke-self");
    expect(vaultPolicyText(login)).toContain("revoke-self");
  });

  test("is known by the repository's id and says which run asked for it", () => {
    expect(loginRole(login).userClaim).toBe("repository_id");
    expect(Object.keys(loginRole(login).claimMappings)).toEqual(["actor", "job_workflow_ref", "run_id"]);
  });
});

describe("the name of the login", () => {
  test("differs between environments and between repositories", () => {
    const names = [login, { ...login, environment: "staging" }, { ...login, repository: ledger }].map(loginName);

    expect(names).toEqual(["github-900123-production", "github-900123-staging", "github-900124-production"]);
  });

  test("stays when the repository is renamed", () => {
    expect(loginName({ ...login, repository: { ...payments, name: "billing" } })).toBe(loginName(login));
  });

  test("is that of a role on the policy's auth mount", () => {
    expect(loginRole(withJwt({ path: "ci/github" }))).toMatchObject({
      backend: "ci/github",
      roleName: "github-900123-production",
      roleType: "jwt",
    });
  });
});

describe("the Vault policy", () => {
  const rulesOf = (text: string) =>
    [...text.matchAll(/^path "([^"]+)" \{\n {2}capabilities = (\[.*\])\n\}$/gm)].map(([, path, capabilities = ""]) => ({
      path,
      capabilities: JSON.parse(capabilities),
    }));

  test("reads the secrets of the environment, lists their names, ends the login, and that is all", () => {
    expect(rulesOf(vaultPolicyText(login))).toEqual([
      { path: "kv/data/Payments.api/production/*", capabilities: ["read"] },
      { path: "kv/metadata/Payments.api/production/*", capabilities: ["read", "list"] },
      { path: "auth/token/revoke-self", capabilities: ["update"] },
    ]);
    expect(vaultPolicyText(login).match(/path /g)).toHaveLength(3);
  });

  test("is about the store of the policy", () => {
    const policy = SecretsPolicy.parse({ vault, engines: { kv: { path: "team/secrets" } } });

    expect(rulesOf(vaultPolicyText({ ...login, policy })).map(({ path }) => path)).toEqual([
      "team/secrets/data/Payments.api/production/*",
      "team/secrets/metadata/Payments.api/production/*",
      "auth/token/revoke-self",
    ]);
  });

  test("says whom it is for", () => {
    expect(vaultPolicyText(login)).toMatch(/^# acme\/Payments.api, environment production\n/);
  });
});

describe("a job that changes secrets", () => {
  const stored = { "Payments.api/production/aws": { awsIamUser: { user: "ci" } }, "ledger/production/key": {} };
  const policy = SecretsPolicy.parse({ vault, stored });
  const rotation = { ...login, policy, environment: "secret-rotation" };
  const rotates = rotationScope({ repositories: [payments, ledger], secrets: policy }, payments);
  if (!rotates) throw new Error("the test lost what is rotated");

  test("may write those of its repository, besides reading its own", () => {
    const text = vaultPolicyText({ ...rotation, rotates });

    expect(text).toContain('path "kv/data/Payments.api/secret-rotation/*"');
    expect(text).toMatch(
      /path "kv\/data\/Payments.api\/production\/aws" \{\n {2}capabilities = \["create", "update", "patch"\]/,
    );
    expect(text).not.toContain("ledger");
  });

  test("is no other", () => {
    expect(vaultPolicyText({ ...login, policy })).not.toMatch(/create|update", "patch/);
  });
});

test("names its resources after itself, also in a preview", async () => {
  const deployed = await deploy(() => new RepositoryLogin("payments-production", login), { preview: true });
  const children = deployed.resources.filter(({ type }) => type.startsWith("vault:"));

  expect(children.map(({ type, name }) => `${type} ${name}`)).toEqual([
    "vault:index/policy:Policy payments-production",
    "vault:jwt/authBackendRole:AuthBackendRole payments-production",
  ]);
});
