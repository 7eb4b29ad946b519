import { loginName, OrganizationPolicy, RepositoriesPolicy, SecretsPolicy } from "@sallyport/policy";
import { GitHubLogin, type LoginJobs, RepositoryLogin, SecretStore } from "@sallyport/vault";
import type { VaultClient } from "@sallyport/vault-api";
import * as fc from "fast-check";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importSPKI, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { describeWith } from "../../support/describe-with.ts";
import { applyTo } from "../../support/vault/apply.ts";
import { type Issuer, startIssuer } from "../../support/vault/issuer.ts";
import { letsIn } from "../../support/vault/letting-in.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

/*
 * The components' own roles and policies on a real Vault, and tokens of a real HTTPS issuer with GitHub's claims. Every near
 * miss differs from the token that is let in by one claim.
 */

const audience = "https://vault.acme.example";
const organization = OrganizationPolicy.parse({ login: "acme", id: 1042 });
const [payments, shop] = RepositoriesPolicy.parse([
  { name: "payments-api", id: 900123 },
  { name: "shop", id: 900124 },
]);
if (!payments || !shop) throw new Error("the test lost its repositories");

const deployWorkflow = { repository: "payments-api", path: ".github/workflows/deploy.yml" };
const sha = "0123456789abcdef0123456789abcdef01234567";

const Data = z.looseObject({ data: z.looseObject({ value: z.string() }) });
const Login = z.object({
  auth: z.object({
    client_token: z.string(),
    accessor: z.string(),
    lease_duration: z.number(),
    token_type: z.string(),
    token_policies: z.array(z.string()),
    policies: z.array(z.string()),
    metadata: z.record(z.string(), z.string()),
  }),
});

describeWith("vault", "GitHub's jobs, on a real Vault with a loopback issuer,", () => {
  let vault: VaultServer;
  let issuer: Issuer;
  /** Claims of the token that GitHub gives the job which the login is for. */
  let right: Record<string, unknown>;

  const secrets = (jwt: object = {}) =>
    SecretsPolicy.parse({
      vault: { address: audience },
      auth: { jwt: { issuer: issuer.url, issuerCa: "ca.pem", ...jwt } },
    });
  const production = (jwt: object = {}): LoginJobs => ({
    policy: secrets(jwt),
    organization,
    repository: payments,
    environment: "production",
    refs: { branches: ["main"], tags: [] },
    workflows: [deployWorkflow],
  });
  /** A mount of its own with the login of production. */
  const mounted = (path: string, jwt: object = {}, change: Partial<LoginJobs> = {}) =>
    applyTo(vault, () => {
      const policy = secrets({ path, ...jwt });
      const dependsOn = new GitHubLogin(path, { policy, issuerCa: issuer.ca });
      new RepositoryLogin(path, { ...production(), ...change, policy }, { dependsOn });
    });

  beforeAll(async () => {
    [vault, issuer] = await Promise.all([VaultServer.start(), startIssuer()]);
    right = {
      aud: audience,
      sub: "repo:acme@1042/payments-api@900123:environment:production",
      repository: "acme/payments-api",
      repository_id: "900123",
      repository_owner: "acme",
      repository_owner_id: "1042",
      environment: "production",
      ref: "refs/heads/main",
      ref_type: "branch",
      job_workflow_ref: "acme/payments-api/.github/workflows/deploy.yml@refs/heads/main",
      workflow_ref: "acme/payments-api/.github/workflows/security.yml@refs/heads/main",
      event_name: "push",
      actor: "mona",
      run_id: "4711",
    };
    await applyTo(vault, () => {
      const policy = secrets();
      const dependsOn = new GitHubLogin("acme", { policy, issuerCa: issuer.ca });
      new SecretStore("acme", { policy: policy.engines.kv });
      const elsewhere = { repository: shop, workflows: [{ ...deployWorkflow, repository: "shop" }] };
      new RepositoryLogin("production", production(), { dependsOn });
      new RepositoryLogin("staging", { ...production(), environment: "staging" }, { dependsOn });
      new RepositoryLogin("shop", { ...production(), ...elsewhere }, { dependsOn });
    });
    for (const place of ["payments-api/production", "payments-api/staging", "shop/production"]) {
      await vault
        .client()
        .write("POST", `kv/data/${place}/token`, { options: { cas: 0 }, data: { value: `fake-${place}` } });
    }
  });
  afterAll(() => Promise.all([vault.stop(), issuer.stop()]));

  const role = loginName({ repository: payments, environment: "production" });
  const loginWith = (token: string, mount = "github-actions", as = role) =>
    vault.unauthenticated().send("POST", `auth/${mount}/login`, { role: as, jwt: token }, Login);
  const login = async (change: object = {}, mount?: string, as?: string) =>
    loginWith(await issuer.sign({ ...right, ...change }), mount, as);
  const valueAt = async (client: VaultClient, place: string) =>
    (await client.read(`kv/data/${place}/token`, Data)).data.value;
  const clientOf = async (change?: object) => vault.client((await login(change)).auth.client_token);

  describe("the right job", () => {
    test("logs in and reads its secret", async () => {
      expect(await valueAt(await clientOf(), "payments-api/production")).toBe("fake-payments-api/production");
    });

    test("is let in with either form of its subject", async () => {
      await expect(login({ sub: "repo:acme@1042/payments-api@900123:environment:production" })).resolves.toBeDefined();
      await expect(login({ sub: "repo:acme/payments-api:environment:production" })).resolves.toBeDefined();
    });

    test("may name more audiences than this Vault", async () => {
      await expect(login({ aud: ["sts.amazonaws.com", audience] })).resolves.toBeDefined();
    });

    test("is known in the audit log by its run, its workflow and who started it", async () => {
      expect((await login()).auth.metadata).toMatchObject({
        actor: "mona",
        run_id: "4711",
        job_workflow_ref: right.job_workflow_ref,
      });
    });
  });

  const unlike = (claim: string) =>
    `error validating claims: claim "${claim}" does not match any associated bound claim values`;
  const misses: [title: string, change: Record<string, unknown>, message: string][] = [
    ["another repository", { repository_id: "900124" }, unlike("repository_id")],
    ["a repository whose id starts alike", { repository_id: "9001230" }, unlike("repository_id")],
    [
      "a repository id that is a number",
      { repository_id: 900123 },
      'claim "repository_id" could not be converted to string',
    ],
    ["every repository, by a wildcard", { repository_id: "*" }, unlike("repository_id")],
    ["a token without a repository", { repository_id: undefined }, 'claim "repository_id" not found in token'],
    ["a fork, of another owner", { repository_owner_id: "666" }, unlike("repository_owner_id")],
    ["another environment", { environment: "staging" }, unlike("environment")],
    ["the environment in capitals", { environment: "Production" }, unlike("environment")],
    ["every environment, by a wildcard", { environment: "*" }, unlike("environment")],
    ["no environment", { environment: undefined }, 'error validating claims: claim "environment" is missing'],
    ["another branch", { ref: "refs/heads/dev" }, unlike("ref")],
    ["a branch whose name starts alike", { ref: "refs/heads/main-2" }, unlike("ref")],
    ["a tag of the name of the branch", { ref: "refs/tags/main" }, unlike("ref")],
    ["a pull request", { ref: "refs/pull/7/merge" }, unlike("ref")],
    ["no ref", { ref: undefined }, 'error validating claims: claim "ref" is missing'],
    [
      "another workflow file",
      { job_workflow_ref: "acme/payments-api/.github/workflows/x.yml@refs/heads/main" },
      unlike("job_workflow_ref"),
    ],
    [
      "the workflow file at another ref",
      { job_workflow_ref: "acme/payments-api/.github/workflows/deploy.yml@refs/heads/dev" },
      unlike("job_workflow_ref"),
    ],
    [
      "the workflow file at a commit",
      { job_workflow_ref: `acme/payments-api/.github/workflows/deploy.yml@${sha}` },
      unlike("job_workflow_ref"),
    ],
    [
      "a workflow file of that name in another repository",
      { job_workflow_ref: "acme/shop/.github/workflows/deploy.yml@refs/heads/main" },
      unlike("job_workflow_ref"),
    ],
    [
      "a workflow file of another owner",
      { job_workflow_ref: "evil/payments-api/.github/workflows/deploy.yml@refs/heads/main" },
      unlike("job_workflow_ref"),
    ],
    [
      "no workflow file",
      { job_workflow_ref: undefined },
      'error validating claims: claim "job_workflow_ref" is missing',
    ],
    ["the subject of a pull request", { sub: "repo:acme@1042/payments-api@900123:pull_request" }, unlike("sub")],
    ["the subject of a branch", { sub: "repo:acme/payments-api:ref:refs/heads/main" }, unlike("sub")],
    ["the subject of a renamed repository", { sub: "repo:acme/payments:environment:production" }, unlike("sub")],
    ["a subject with another id", { sub: "repo:acme@1042/payments-api@900124:environment:production" }, unlike("sub")],
    ["no subject", { sub: undefined }, 'error validating claims: claim "sub" is missing'],
    [
      "another audience",
      { aud: "sts.amazonaws.com" },
      "error validating token: invalid audience (aud) claim: audience claim does not match any expected audience",
    ],
    [
      "several audiences, none of them this Vault",
      { aud: ["sts.amazonaws.com", `${audience}/`] },
      "error validating token: invalid audience (aud) claim",
    ],
    ["no audience", { aud: undefined }, "error validating token: invalid audience (aud) claim"],
    [
      "another issuer",
      { iss: "https://token.actions.githubusercontent.com" },
      "error validating token: invalid issuer (iss) claim",
    ],
  ];

  describe("a near miss is refused:", () => {
    test.each(misses)("%s", async (_, change, message) => {
      expect(Object.keys(change)).toHaveLength(1);
      await expect(login(change)).rejects.toThrow(`POST auth/github-actions/login ends with HTTP 400: ${message}`);
    });

    test("an expired token", async () => {
      const exp = Math.floor(Date.now() / 1000) - 600;

      await expect(login({ exp })).rejects.toThrow("invalid expiration time (exp) claim: token is expired");
    });

    test("a token that is not valid yet", async () => {
      const nbf = Math.floor(Date.now() / 1000) + 600;

      await expect(login({ nbf })).rejects.toThrow("invalid not before (nbf) claim: token not yet valid");
    });

    const signature = "error validating token: error verifying token signature";

    test("a token that another key signed", async () => {
      await expect(loginWith(await issuer.sign(right, await issuer.strangeKey()))).rejects.toThrow(signature);
    });

    test("a token that another key signed under the id of the issuer's", async () => {
      const { pair } = await issuer.strangeKey();
      const published = await importSPKI(await issuer.publicKey(), "RS256", { extractable: true });
      const id = await calculateJwkThumbprint(await exportJWK(published));

      await expect(loginWith(await issuer.sign(right, { pair, id }))).rejects.toThrow(signature);
    });

    test("a token that nobody signed", async () => {
      const [, payload] = (await issuer.sign(right)).split(".");
      const header = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url");

      await expect(loginWith(`${header}.${payload}.`)).rejects.toThrow("error validating token");
    });

    test("a token whose claims were changed after it was signed", async () => {
      const [header, payload = "", seal] = (await issuer.sign({ ...right, environment: "staging" })).split(".");
      const claims = Buffer.from(payload, "base64url").toString("utf8").replace('"staging"', '"production"');

      await expect(loginWith(`${header}.${Buffer.from(claims).toString("base64url")}.${seal}`)).rejects.toThrow(
        signature,
      );
    });

    test("a token signed in a way that GitHub does not sign", async () => {
      const { privateKey } = await generateKeyPair("ES256");
      const token = await new SignJWT({ ...right, iss: issuer.url })
        .setProtectedHeader({ alg: "ES256" })
        .setIssuedAt()
        .setExpirationTime("5m")
        .sign(privateKey);

      await expect(loginWith(token)).rejects.toThrow("error validating token");
    });

    test.each([
      [
        "of another repository",
        loginName({ repository: shop, environment: "production" }),
        "error validating claims: claim",
      ],
      [
        "of another environment",
        loginName({ repository: payments, environment: "staging" }),
        "error validating claims: claim",
      ],
      ["that is not there", "github-1-production", 'role "github-1-production" could not be found'],
      ["of no name", "", "missing role"],
    ])("the right job at a role %s", async (_, as, message) => {
      await expect(login({}, "github-actions", as)).rejects.toThrow(message);
    });
  });

  describe("the subject", () => {
    test("of names alone is refused where only the form with ids is taken, and the other way round", async () => {
      await mounted("by-id", { subjects: ["id"] });
      await mounted("by-name", { subjects: ["name"] });
      const byName = { sub: "repo:acme/payments-api:environment:production" };

      await expect(login({}, "by-id")).resolves.toBeDefined();
      await expect(login(byName, "by-id")).rejects.toThrow(unlike("sub"));
      await expect(login(byName, "by-name")).resolves.toBeDefined();
      await expect(login({}, "by-name")).rejects.toThrow(unlike("sub"));
    });

    test("may be any where the organisation has its own, and the ids still count", async () => {
      await mounted("own-subject", { subjects: ["any"] });
      const sub = "repository_id:900123:environment:production";

      await expect(login({ sub }, "own-subject")).resolves.toBeDefined();
      await expect(login({ sub, repository_id: "900124" }, "own-subject")).rejects.toThrow(unlike("repository_id"));
    });
  });

  describe("an open ref", () => {
    const file = (ref: string, name = "any.yml", repository = "payments-api") => ({
      ref,
      job_workflow_ref: `acme/${repository}/.github/workflows/${name}@${ref}`,
    });
    beforeAll(async () => {
      const { workflows: _, ...anyFile } = production();
      await applyTo(vault, () => {
        const policy = secrets({ path: "open" });
        const dependsOn = new GitHubLogin("open", { policy, issuerCa: issuer.ca });
        const refs = { branches: ["main", "release/*"], tags: ["v?.*"] };
        new RepositoryLogin("open", { ...anyFile, policy, refs }, { dependsOn });
      });
    });

    test.each(["refs/heads/main", "refs/heads/release/1", "refs/heads/release/1/hotfix", "refs/tags/v1.2"])(
      "lets in what its pattern says: %s",
      async (ref) => {
        await expect(login(file(ref), "open")).resolves.toBeDefined();
      },
    );

    test.each([
      ["another branch", { ref: "refs/heads/dev" }, "ref"],
      ["a branch that has the pattern inside", { ref: "refs/heads/x/release/1" }, "ref"],
      ["a tag of a branch's name", { ref: "refs/tags/release/1" }, "ref"],
      ["a branch of a tag's name", { ref: "refs/heads/v1.2" }, "ref"],
      ["a branch named like a tag of the policy", { ref: "refs/heads/refs/tags/v1.2" }, "ref"],
      ["a branch whose name ends as the pattern of a workflow does", { ref: "refs/heads/evil@refs/heads/main" }, "ref"],
      ["a workflow of another repository", file("refs/heads/release/1", "any.yml", "shop"), "job_workflow_ref"],
      ["another environment", { ...file("refs/heads/release/1"), environment: "production-eu" }, "environment"],
      ["every environment, by a wildcard", { ...file("refs/heads/release/1"), environment: "*" }, "environment"],
      [
        "a repository whose id starts alike",
        { ...file("refs/heads/release/1"), repository_id: "9001231" },
        "repository_id",
      ],
    ])("does not let in %s", async (_, change, claim) => {
      await expect(login(change, "open")).rejects.toThrow(`claim "${claim}" does not match`);
    });

    test("of a scanner is any, and its workflow file is not", async () => {
      await mounted(
        "scans",
        {},
        {
          environment: "security-scan",
          refs: "any",
          workflows: [{ repository: "payments-api", path: ".github/workflows/security.yml" }],
        },
      );
      const scan = { environment: "security-scan", sub: "repo:acme/payments-api:environment:security-scan" };
      const as = loginName({ repository: payments, environment: "security-scan" });

      for (const ref of ["refs/pull/7/merge", "refs/heads/gh-readonly-queue/main/pr-7-0123", "refs/heads/main"]) {
        await expect(login({ ...scan, ...file(ref, "security.yml") }, "scans", as)).resolves.toBeDefined();
        await expect(login({ ...scan, ...file(ref, "other.yml") }, "scans", as)).rejects.toThrow(
          unlike("job_workflow_ref"),
        );
      }
    });

    test("of a central workflow is the commit that was delivered, and the ref of the caller still counts", async () => {
      const path = ".github/workflows/deploy-payments-api.yml";
      await mounted("central", {}, { workflows: [{ repository: "pipelines", path }] });
      const job_workflow_ref = `acme/pipelines/${path}@${sha}`;

      await expect(login({ job_workflow_ref }, "central")).resolves.toBeDefined();
      await expect(login({ job_workflow_ref, ref: "refs/heads/dev" }, "central")).rejects.toThrow(unlike("ref"));
      await expect(login({}, "central")).rejects.toThrow(unlike("job_workflow_ref"));
    });
  });

  test("Vault reads the claims of a login as the tests of all patterns take it to", async () => {
    const policy = secrets({ path: "compared" });
    const piece = fc.constantFrom("a", "b", "/", "-", "1", ".");
    const open = fc.constantFrom("*", "?", "[ab]", "**/");
    const patterns = fc.array(fc.oneof(piece, open), { minLength: 1, maxLength: 5 }).map((parts) => parts.join(""));
    const names = fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(""));
    const logins = fc.sample(patterns, { numRuns: 25, seed: 6 }).map(
      (pattern, index): LoginJobs => ({
        ...production(),
        policy,
        environment: `e${index}`,
        refs: { branches: [pattern], tags: [] },
      }),
    );
    await applyTo(vault, () => {
      const dependsOn = new GitHubLogin("compared", { policy, issuerCa: issuer.ca });
      for (const one of logins) new RepositoryLogin(one.environment, one, { dependsOn });
    });
    const outcomes = new Set<boolean>();
    for (const [index, one] of logins.entries()) {
      for (const name of fc.sample(names, { numRuns: 12, seed: index })) {
        const ref = `refs/heads/${name}`;
        const sub = `repo:acme/payments-api:environment:${one.environment}`;
        const file = `acme/payments-api/.github/workflows/deploy.yml@${ref}`;
        const token = { ...right, environment: one.environment, sub, ref, job_workflow_ref: file };
        const isIn = await login(token, "compared", loginName(one)).then(
          () => true,
          () => false,
        );
        expect(isIn, `${JSON.stringify(one.refs)} ${ref}`).toBe(letsIn(one, token));
        outcomes.add(isIn);
      }
    }
    expect(outcomes.size, "some are let in and some are not").toBe(2);
  });

  describe("the token of Vault", () => {
    test("has its own policy alone, is no root, and lives for the time of the policy", async () => {
      const { auth } = await login();

      expect(auth.policies).toEqual([role]);
      expect(auth.lease_duration).toBe(900);
      expect(auth.token_type).toBe("service");
    });

    const Expiry = z.looseObject({ expire_time: z.string(), ttl: z.number() });

    test("cannot renew itself, and nobody else can make it last longer", async () => {
      const { auth } = await login();
      const root = vault.client();
      const lookup = async () =>
        (await root.send("POST", "auth/token/lookup", { token: auth.client_token }, z.object({ data: Expiry }))).data;
      const before = await lookup();

      await expect(
        vault.client(auth.client_token).write("POST", "auth/token/renew-self", { increment: "24h" }),
      ).rejects.toThrow("HTTP 403");
      await root.write("POST", "auth/token/renew", { token: auth.client_token, increment: "24h" }).catch(() => {});
      const longest = Date.parse(before.expire_time) + 1000;
      expect(Date.parse((await lookup()).expire_time)).toBeLessThanOrEqual(longest);
    });

    test.each([
      ["read the secrets of another environment", (client: VaultClient) => valueAt(client, "payments-api/staging")],
      ["read the secrets of another repository", (client: VaultClient) => valueAt(client, "shop/production")],
      ["list the repositories", (client: VaultClient) => client.list("kv/metadata/")],
      [
        "write its own secrets",
        (client: VaultClient) =>
          client.write("POST", "kv/data/payments-api/production/token", { data: { value: "fake" } }),
      ],
      [
        "delete its own secrets",
        (client: VaultClient) => client.write("DELETE", "kv/metadata/payments-api/production/token"),
      ],
      [
        "change its role",
        (client: VaultClient) => client.write("POST", `auth/github-actions/role/${role}`, { token_ttl: "24h" }),
      ],
      ["change its policy", (client: VaultClient) => client.write("PUT", `sys/policies/acl/${role}`, { policy: "" })],
      ["make another token", (client: VaultClient) => client.write("POST", "auth/token/create", {})],
      ["list the auth mounts", (client: VaultClient) => client.read("sys/auth", z.unknown())],
    ])("cannot %s", async (_, attempt) => {
      await expect(attempt(await clientOf())).rejects.toThrow(/HTTP 403: .*permission denied/);
    });

    test("is worth nothing after the job ended it", async () => {
      const client = await clientOf();
      await client.write("POST", "auth/token/revoke-self");

      await expect(valueAt(client, "payments-api/production")).rejects.toThrow("HTTP 403");
    });

    test("of the kind that Vault does not store reads the same, has no accessor and cannot be ended", async () => {
      await mounted("batches", { tokenType: "batch" });
      const { auth } = await login({}, "batches");
      const client = vault.client(auth.client_token);

      expect(auth).toMatchObject({ token_type: "batch", accessor: "", policies: [role], lease_duration: 900 });
      expect(await valueAt(client, "payments-api/production")).toBe("fake-payments-api/production");
      await expect(valueAt(client, "payments-api/staging")).rejects.toThrow("HTTP 403");
      await expect(client.write("POST", "auth/token/renew-self")).rejects.toThrow("HTTP 403");
      await expect(client.write("POST", "auth/token/revoke-self")).rejects.toThrow("HTTP 403");
    });
  });

  describe("the issuer's keys", () => {
    test("come from the policy where it has them, and then the issuer is asked for nothing", async () => {
      const policy = secrets({ path: "offline", issuerCa: undefined, publicKeys: ["key.pem"] });
      const publicKeys = [await issuer.publicKey()];
      await applyTo(vault, () => {
        const dependsOn = new GitHubLogin("offline", { policy, publicKeys });
        new RepositoryLogin("offline", { ...production(), policy }, { dependsOn });
      });
      const asked = issuer.asked.length;

      await expect(login({}, "offline")).resolves.toBeDefined();
      await expect(login({ environment: "staging" }, "offline")).rejects.toThrow(unlike("environment"));
      await expect(login({ iss: "https://other.example" }, "offline")).rejects.toThrow("invalid issuer (iss) claim");
      await expect(loginWith(await issuer.sign(right, await issuer.strangeKey()), "offline")).rejects.toThrow(
        "error validating token",
      );
      expect(issuer.asked.length).toBe(asked);
    });

    test("are followed when the issuer changes them: the old one is believed no more", async () => {
      const old = await issuer.sign(right);
      await expect(loginWith(old)).resolves.toBeDefined();
      await issuer.rotateKey();

      await expect(login()).resolves.toBeDefined();
      await expect(loginWith(old)).rejects.toThrow("error verifying token signature");
      await expect(login({}, "offline"), "the policy still has the old key").rejects.toThrow("error validating token");
    });
  });
});
