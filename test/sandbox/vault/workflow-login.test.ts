import { deployWorkflow, type Step } from "@sallyport/github";
import { databaseConnections, parsePolicy } from "@sallyport/policy";
import { DatabaseConnection, DatabaseEngine, GitHubLogin, RepositoryLogin, SecretStore } from "@sallyport/vault";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loopback, runBeside } from "../../github/loopback.ts";
import { describeWith } from "../../support/describe-with.ts";
import { applyTo } from "../../support/vault/apply.ts";
import type { DatabaseServer } from "../../support/vault/database-server.ts";
import { type Issuer, startIssuer } from "../../support/vault/issuer.ts";
import { startPostgres } from "../../support/vault/postgres.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

/*
 * The shell of the generated deploy workflow, with the real curl and jq, against a real Vault and the components' own roles.
 */

const value = "fake 100%\nsecond line";

describeWith(["vault", "postgresql"], "A deploy job, on a real Vault,", () => {
  let vault: VaultServer;
  let issuer: Issuer;
  let postgres: DatabaseServer;
  let steps: readonly Step[];

  const policyText = () => ({
    version: 1,
    without: ["environments.staging", "environments.production"],
    organization: { login: "acme", id: 1042, teams: { payments: 4201, security: 4203 } },
    repositories: [{ name: "payments-api", id: 900123, images: [{ name: "payments-api", base: "node:24-alpine" }] }],
    environments: {
      live: {
        reviewers: ["team:payments"],
        deploy: {
          script: "deploy.sh",
          secrets: { STRIPE_KEY: "stripe/key" },
          database: { ORDERS: "orders-read" },
        },
      },
    },
    scanning: { scanners: { trivy: { scanType: "filesystem" } } },
    gate: { approvers: "team:security" },
    secrets: {
      vault: { address: "https://vault.acme.example" },
      auth: { jwt: { issuer: issuer.url, issuerCa: "issuer.pem" } },
      engines: {
        database: {
          postgresql: { orders: { host: "127.0.0.1", port: postgres.port, tls: "off", roles: { "orders-read": {} } } },
        },
      },
      jobs: { "payments-api/live": { database: ["orders-read"] } },
    },
  });

  beforeAll(async () => {
    [vault, issuer, postgres] = await Promise.all([VaultServer.start(), startIssuer(), startPostgres()]);
    const { policy } = parsePolicy(JSON.stringify(policyText()));
    const { environments, organization, secrets } = policy;
    const [repository] = policy.repositories;
    const { live } = environments;
    const database = secrets?.engines.database;
    if (!repository || !live || !secrets || !database) throw new Error("the policy lost a section");
    await applyTo(vault, () => {
      const login = new GitHubLogin("acme", { policy: secrets, issuerCa: issuer.ca });
      new SecretStore("acme", { policy: secrets.engines.kv });
      const engine = new DatabaseEngine("acme", { policy: database });
      for (const connection of databaseConnections(database)) {
        const { rotation } = secrets;
        new DatabaseConnection(connection.name, { policy: database, rotation, connection, engine });
      }
      const jobs = { organization, repository, environment: "live", refs: live };
      new RepositoryLogin("live", { policy: secrets, ...jobs }, { dependsOn: login });
    });
    const root = vault.client();
    await root.write("POST", "database/config/orders", { password: postgres.bootstrap.password });
    const path = "kv/data/payments-api/live/stripe";
    await root.write("POST", path, { data: { key: value, other: "fake-other" }, options: { cas: 0 } });
    const job = deployWorkflow({ policy, repository })?.jobs["deploy-live"];
    steps = job && "steps" in job ? job.steps : [];
  });
  afterAll(() => Promise.all([vault.stop(), issuer.stop(), postgres.stop()]));

  const named = (name: string) => steps.find((step) => step.name === name);

  /** Runs the login with a token of GitHub that says this. */
  async function logIn(claims: object = {}) {
    const jwt = await issuer.sign({
      aud: "https://vault.acme.example",
      sub: "repo:acme@1042/payments-api@900123:environment:live",
      repository_id: "900123",
      repository_owner_id: "1042",
      environment: "live",
      ref: "refs/heads/main",
      job_workflow_ref: "acme/payments-api/.github/workflows/deploy.yml@refs/heads/main",
      actor: "mona",
      run_id: "7",
      ...claims,
    });
    const github = await loopback((_, response) => response.end(JSON.stringify({ value: jwt })));
    const run = await runBeside(named("Read the secrets from Vault"), {
      VAULT_ADDR: vault.address,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${github.url}/identity?api-version=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "fake-request-token",
    });
    const outputs = [...run.outputs.matchAll(/^(\S+)<<(\S+)\n([\s\S]*?)\n\2$/gm)].map(([, name, , text]) => [
      name,
      text,
    ]);
    return { ...run, jwt, values: Object.fromEntries(outputs) as Record<string, string> };
  }

  test("gets the secret that it names and a database user that works, and no other; all are masked", async () => {
    const { jwt, status, stderr, stdout, values } = await logIn();

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(Object.keys(values).toSorted()).toEqual(["ORDERS_PASSWORD", "ORDERS_USERNAME", "STRIPE_KEY", "token"]);
    expect(values.STRIPE_KEY).toBe(value);
    const user = { user: values.ORDERS_USERNAME ?? "", password: values.ORDERS_PASSWORD ?? "" };
    expect(await postgres.query("select 1", user)).toEqual([["1"]]);
    const masked = stdout.split("\n").filter(Boolean);
    expect(masked.every((line) => line.startsWith("::add-mask::"))).toBe(true);
    for (const secret of [jwt, values.token, "fake 100%25", "second line", user.password]) {
      expect(masked).toContain(`::add-mask::${secret}`);
    }
  });

  test("ends its login, and with it the database user", async () => {
    const { values } = await logIn();
    const user = { user: values.ORDERS_USERNAME ?? "", password: values.ORDERS_PASSWORD ?? "" };
    const job = vault.client(values.token);
    expect(await job.list("kv/metadata/payments-api/live")).toEqual(["stripe"]);

    const end = await runBeside(named("End the login to Vault"), {
      VAULT_ADDR: vault.address,
      VAULT_TOKEN: values.token ?? "",
    });

    expect(end).toMatchObject({ status: 0, stdout: "", stderr: "" });
    await expect(job.list("kv/metadata/payments-api/live")).rejects.toThrow(/HTTP 403/);
    await expect
      .poll(() => postgres.query("select 1", user).catch(String), { timeout: 15_000 })
      .toMatch(/authentication failed/);
  });

  test.each([
    ["another environment", { environment: "staging" }],
    ["another branch", { ref: "refs/heads/other" }],
    ["another repository", { repository_id: "1" }],
  ])("of %s gets nothing, and the message says who was refused", async (_, claims) => {
    const { status, stdout, values } = await logIn(claims);

    expect(status).toBe(1);
    expect(values).toEqual({});
    expect(stdout).toContain("::error title=No login::Vault at");
    expect(stdout).toContain("github-900123-live");
  });
});
