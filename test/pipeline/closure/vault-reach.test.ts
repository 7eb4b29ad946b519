import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closureProblems, type Plan, plan } from "@sallyport/pipeline";
import { type Policy, readPolicy, SecretsPolicy } from "@sallyport/policy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const policyText = `version: 1
organization: { login: acme, id: 1042, teams: { security: 4203, payments: 4204 } }
repositories: [{ name: payments-api, id: 900123 }, { name: shop, id: 900124 }]
environments: { staging: {}, production: { after: staging, reviewers: [team:security] } }
secrets:
  vault: { address: "https://vault.acme.example" }
  auth: { kubernetes: {}, oidc: { discoveryUrl: "https://login.acme.example", clientId: vault } }
  workloads: { api: { namespace: payments, serviceAccounts: [api], secrets: [payments-api/production/key] } }
  people:
    payments: { read: [payments-api/staging/*] }
    security: { operate: true, provision: true }
`;

let folder: string;
let policy: Policy;
let planned: Plan;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-reach-"));
  const policyFile = join(folder, "sallyport.yaml");
  writeFileSync(policyFile, policyText);
  policy = readPolicy(policyFile).policy;
  planned = await plan(policyFile);
});
afterAll(() => rmSync(folder, { recursive: true }));

type Resource = Plan["resources"][number];
const problemsWith = (resources: readonly Resource[]) =>
  closureProblems(policy, { ...planned, resources: [...resources] });

/** The plan with the inputs of these resources changed. */
function changed(is: (resource: Resource) => boolean, change: (inputs: Record<string, unknown>) => object): Resource[] {
  expect(planned.resources.filter(is), "the change must change something").not.toEqual([]);
  return planned.resources.map((each) =>
    is(each) ? { ...each, inputs: { ...each.inputs, ...change(each.inputs) } } : each,
  );
}
const ofType =
  (type: string, name = "") =>
  (each: Resource) =>
    each.type.endsWith(`:${type}`) && each.name.includes(name);

const more = 'path "kv/data/payments-api/production/*" {\n  capabilities = ["read"]\n}\n';

describe("the plan", () => {
  test("holds, of jobs, workloads and teams", () => {
    expect(planned.resources.filter(ofType("Policy")).length).toBeGreaterThanOrEqual(6);
    expect(problemsWith(planned.resources)).toEqual([]);
  });

  test.each([
    [
      "job",
      "payments-api-staging",
      "the Vault role github-900123-staging brings the Vault policy github-900123-staging",
    ],
    ["workload", "api", "the Vault role workload-api brings the Vault policy workload-api"],
    ["team", "payments", "the group team-payments of Vault brings the Vault policy team-payments"],
  ])("is refused when the Vault policy of a %s opens more", (_, name, message) => {
    const isIt = (each: Resource) => ofType("Policy")(each) && each.name === name;
    const problems = problemsWith(changed(isIt, ({ policy: text }) => ({ policy: `${text}\n${more}` })));

    expect(problems.join("\n")).toContain(`${message}, which lets it read kv/data/payments-api/production/*`);
    expect(problems).toHaveLength(1);
  });

  test("is refused when a role brings the policy of another environment, too", () => {
    const isRole = (each: Resource) =>
      each.type.endsWith("jwt/authBackendRole:AuthBackendRole") && each.name === "shop-staging";
    const problems = problemsWith(
      changed(isRole, () => ({ tokenPolicies: ["github-900124-staging", "github-900124-production"] })),
    ).join("\n");

    expect(problems).toContain(
      "the Vault role github-900124-staging brings the Vault policy github-900124-production, which lets it read kv/data/shop/production/*, outside of its own shop/staging.",
    );
  });

  test("is refused when a text cannot be read", () => {
    const isIt = (each: Resource) => ofType("Policy")(each) && each.name === "shop-staging";
    const problems = problemsWith(changed(isIt, () => ({ policy: 'path "a" { policy = "read" }' }))).join("\n");

    expect(problems).toContain("brings the Vault policy github-900124-staging, which cannot be read: line 1");
  });

  test("is refused when somebody brings a policy that is not in it", () => {
    const problems = problemsWith(
      changed(ofType("Group", "payments"), () => ({ policies: ["team-payments", "admin"] })),
    ).join("\n");

    expect(problems).toContain(
      "the group team-payments of Vault brings the Vault policy admin, which is not in the plan",
    );
  });

  test.each([
    [
      "a role for no repository",
      ofType("AuthBackendRole", "shop-staging"),
      { boundClaims: { repository_id: "1", environment: "staging" } },
    ],
    [
      "a role for any environment",
      ofType("AuthBackendRole", "shop-staging"),
      { boundClaims: { repository_id: "900124" } },
    ],
    ["a group of no team", ofType("Group", "payments"), { name: "team-others" }],
  ])("is refused with %s", (_, is, inputs) => {
    const problems = problemsWith(changed(is, () => inputs)).join("\n");

    expect(problems).toContain("gets Vault policies, and sallyport.yaml knows nobody of that name");
  });

  test("takes a role that rotates secrets for the repository whose secrets they are, and for no other", () => {
    const stored = { "shop/staging/deploy": { githubDeployKey: { repository: "shop", readOnly: true } } };
    const secrets = policy.secrets && { ...policy.secrets, stored: SecretsPolicy.shape.stored.parse(stored) };
    const problemsAs = (repositoryId: string) => {
      const isRole = (each: Resource) =>
        each.type.endsWith("jwt/authBackendRole:AuthBackendRole") && each.name === "shop-staging";
      const isText = (each: Resource) => ofType("Policy")(each) && each.name === "shop-staging";
      const text = 'path "kv/data/shop/staging/deploy" {\n  capabilities = ["create", "update"]\n}\n';
      const resources = changed(isRole, () => ({
        boundClaims: { repository_id: repositoryId, environment: "secret-rotation" },
      })).map((each) => (isText(each) ? { ...each, inputs: { ...each.inputs, policy: text } } : each));
      const problems = closureProblems(secrets ? { ...policy, secrets } : policy, { ...planned, resources });
      return problems.filter((problem) => problem.includes("Vault polic"));
    };

    expect(problemsAs("900124")).toEqual([]);
    expect(problemsAs("900123")).toEqual([
      expect.stringContaining(
        "lets it create, update kv/data/shop/staging/deploy, which sallyport.yaml does not grant it",
      ),
    ]);
  });

  test("is refused with a token or a login of a kind that it does not know", () => {
    const [first] = planned.resources.filter(ofType("Policy"));
    if (!first) throw new Error("the plan lost its policies");
    const type = "vault:index/token:Token";
    const problems = problemsWith([...planned.resources, { ...first, type, inputs: { policies: ["team-payments"] } }]);

    expect(problems.join("\n")).toContain("vault:index/token:Token");
  });
});

describe("the role of the job that changes secrets", () => {
  /** The role of staging and its policy as one of the rotation, with a rule more. */
  const withRotation = (path: string, environment = "secret-rotation") => {
    const rule = `path "${path}" {\n  capabilities = ["create", "update", "patch"]\n}\n`;
    const resources = [...changed(ofType("Policy", "payments-api-staging"), () => ({ policy: rule }))].map((each) =>
      ofType("AuthBackendRole", "payments-api-staging")(each)
        ? { ...each, inputs: { ...each.inputs, boundClaims: { repository_id: "900123", environment } } }
        : each,
    );
    const { secrets } = policy;
    if (!secrets) throw new Error("the policy lost its secrets");
    const stored = { class: "apiKey" as const, awsIamUser: { user: "ci" } };
    const all = { "payments-api/production/aws": stored, "shop/production/aws": stored };
    const problems = closureProblems({ ...policy, secrets: { ...secrets, stored: all } }, { ...planned, resources });
    return problems.filter((problem) => problem.includes("lets it create"));
  };

  test("may write what its repository answers for", () => {
    expect(withRotation("kv/data/payments-api/production/aws")).toEqual([]);
  });

  test.each([
    ["a secret of another repository", "kv/data/shop/production/aws", undefined],
    ["a secret that has no rotator", "kv/data/payments-api/production/other", undefined],
    ["anything, from another environment", "kv/data/payments-api/production/aws", "staging"],
  ])("may not write %s", (_, path, environment) => {
    expect(withRotation(path, environment).join()).toContain(path);
  });
});
