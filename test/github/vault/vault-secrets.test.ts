import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { revokeVaultToken, scanSecrets, secretValue, type VaultRead, vaultSecrets } from "@sallyport/github";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Loopback, loopback, runBeside, type ScriptRun } from "../loopback.ts";
import { sampleWith } from "../sample.ts";

const secret = "s3cret 100%\nsecond line";
const snyk = { name: "snyk", fields: ["token", "organisation"] };

/** The login of a scanner's job that reads this secret. */
const loginOf = (inputs: ReturnType<typeof sampleWith>) =>
  vaultSecrets({ ...inputs, environment: "security-scan" }, scanSecrets(inputs, [snyk]))[0];

/** Vault and the token endpoint of GitHub, on one port: the answers of their documentation, or these. */
function servers(answers: Record<string, unknown> = {}, tls?: { key: Buffer; cert: Buffer }): Promise<Loopback> {
  const known: Record<string, unknown> = {
    "/identity": { value: "jwt-of-the-job" },
    "/v1/auth/github-actions/login": { auth: { client_token: "hvs.token-of-the-job" } },
    "/v1/kv/data/payments-api/security-scan/snyk": { data: { data: { token: secret, organisation: "acme" } } },
    "/v1/auth/token/revoke-self": "",
    ...answers,
  };
  return loopback(({ path }, response) => {
    const answer = known[path.split("?", 1)[0] ?? ""];
    response.statusCode = answer === undefined ? 403 : 200;
    response.end(answer === undefined ? '{"errors":["permission denied"]}' : JSON.stringify(answer));
  }, tls);
}

const environment = (url: string) => ({
  VAULT_ADDR: url,
  ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/identity?api-version=2`,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token",
});
const inputs = sampleWith({ snyk: {} });
const login = loginOf(inputs);
const [logout] = revokeVaultToken(inputs, scanSecrets(inputs, [snyk]));

/** Values by name, from the file that a step writes its outputs to. */
function outputsOf({ outputs }: ScriptRun): Record<string, string> {
  return Object.fromEntries(
    [...outputs.matchAll(/^(\S+)<<(\S+)\n([\s\S]*?)\n\2$/gm)].map(([, name, , value]) => [name, value]),
  );
}

describe("the login", () => {
  test("proves the job to Vault, by a token of GitHub for this Vault, and asks for the role of repository and environment", async () => {
    const { asked, url } = await servers();
    const done = await runBeside(login, environment(url));

    expect(done).toMatchObject({ status: 0, stderr: "" });
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /identity?api-version=2&audience=https%3A%2F%2Fvault.acme.example",
      "POST /v1/auth/github-actions/login",
      "GET /v1/kv/data/payments-api/security-scan/snyk",
    ]);
    expect(asked[0]?.headers.authorization).toBe("bearer request-token");
    expect(JSON.parse(asked[1]?.body ?? "")).toEqual({ role: "github-900123-security-scan", jwt: "jwt-of-the-job" });
    expect(asked[2]?.headers["x-vault-token"]).toBe("hvs.token-of-the-job");
  });

  test("hands each field on as an output of the step, and as nothing else", async () => {
    const { url } = await servers();
    const done = await runBeside(login, environment(url));

    expect(outputsOf(done)).toEqual({
      token: "hvs.token-of-the-job",
      "snyk-token": secret,
      "snyk-organisation": "acme",
    });
    expect(secretValue(snyk, "token")).toBe(`\${{ steps.vault.outputs.snyk-token }}`);
    expect(login).toMatchObject({ id: "vault" });
  });

  test("masks everything before it is used, line by line, and prints nothing else", async () => {
    const { url } = await servers();
    const done = await runBeside(login, environment(url));

    expect(done.stdout.split("\n").filter(Boolean)).toEqual([
      "::add-mask::jwt-of-the-job",
      "::add-mask::hvs.token-of-the-job",
      "::add-mask::s3cret 100%25",
      "::add-mask::second line",
      "::add-mask::acme",
    ]);
  });

  test("takes audience, mounts and namespace from the policy", async () => {
    const other = sampleWith(
      { snyk: {} },
      {
        secrets: {
          vault: { address: "https://vault.acme.example", edition: "enterprise", namespace: "team" },
          auth: { jwt: { path: "ci/github", audience: "sallyport" } },
          engines: { kv: { path: "team/kv" } },
        },
      },
    );
    const { asked, url } = await servers({
      "/v1/auth/ci/github/login": { auth: { client_token: "t" } },
      "/v1/team/kv/data/payments-api/security-scan/snyk": { data: { data: { token: "a", organisation: "b" } } },
    });
    const done = await runBeside(loginOf(other), environment(url));

    expect(done.status).toBe(0);
    expect(asked[0]?.path).toContain("&audience=sallyport");
    expect(asked.slice(1).map(({ headers }) => headers["x-vault-namespace"])).toEqual(["team", "team"]);
    expect(asked[0]?.headers).not.toHaveProperty("x-vault-namespace");
  });

  test.each([
    ["GitHub gives no token", { "/identity": undefined }],
    ["GitHub answers without one", { "/identity": {} }],
    ["Vault does not know the role", { "/v1/auth/github-actions/login": undefined }],
    ["Vault refuses the secret", { "/v1/kv/data/payments-api/security-scan/snyk": undefined }],
  ])("fails where %s, and shows nothing of it", async (_, answers) => {
    const { url } = await servers(answers);
    const done = await runBeside(login, environment(url));

    expect(done.status).not.toBe(0);
    expect(done.outputs).not.toContain("snyk");
    expect(done.stderr).not.toMatch(/jwt-of|hvs\./);
  });

  test.each([
    ["not there", { token: "a" }],
    ["no text", { token: "a", organisation: 7 }],
  ])("says which field is missing where it is %s", async (_, data) => {
    const { url } = await servers({ "/v1/kv/data/payments-api/security-scan/snyk": { data: { data } } });
    const done = await runBeside(login, environment(url));

    expect(done.status).toBe(1);
    expect(done.stdout).toContain(
      "::error title=Secret missing::Vault has no organisation in kv/data/payments-api/security-scan/snyk. Write it there.",
    );
  });

  test("leaves a token to end where a secret is missing", async () => {
    const { url } = await servers({ "/v1/kv/data/payments-api/security-scan/snyk": undefined });

    expect(outputsOf(await runBeside(login, environment(url)))).toEqual({ token: "hvs.token-of-the-job" });
  });

  test("does not believe a server whose certificate the policy does not name", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sallyport-tls-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const subject = ["-subj", "/CN=vault", "-addext", "subjectAltName=IP:127.0.0.1"];
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", cert, ...subject],
      { stdio: "ignore" },
    );
    const plain = await servers();
    const { asked, url } = await servers({}, { key: readFileSync(key), cert: readFileSync(cert) });
    const env = { ...environment(plain.url), VAULT_ADDR: url };

    expect((await runBeside(login, env)).status).not.toBe(0);
    expect(asked).toEqual([]);
    expect((await runBeside(login, { ...env, VAULT_CACERT: cert })).status).toBe(0);
    expect(asked).toHaveLength(2);
  });

  test("reads the certificate of the policy from the checkout", () => {
    const vault = { address: "https://vault.acme.example/", caCertificate: "security/vault.pem" };
    const step = loginOf(sampleWith({ snyk: {} }, { secrets: { vault } }));

    expect(step?.env).toMatchObject({
      VAULT_ADDR: "https://vault.acme.example",
      VAULT_CACERT: "source/security/vault.pem",
    });
  });
});

describe("a database user", () => {
  const read: VaultRead = {
    path: "database/creds/orders-write",
    in: ".data",
    outputs: { ORDERS_USERNAME: "username", ORDERS_PASSWORD: "password" },
  };

  test("is made once for both its parts, and each part is masked", async () => {
    const { asked, url } = await servers({
      "/v1/database/creds/orders-write": { data: { username: "v-github-orders", password: "made-up" } },
    });
    const [step] = vaultSecrets({ ...inputs, environment: "production" }, [read]);
    const done = await runBeside(step, environment(url));

    expect(done).toMatchObject({ status: 0, stderr: "" });
    expect(asked.map(({ path }) => path).filter((path) => path.includes("creds"))).toEqual([
      "/v1/database/creds/orders-write",
    ]);
    expect(outputsOf(done)).toMatchObject({ ORDERS_USERNAME: "v-github-orders", ORDERS_PASSWORD: "made-up" });
    expect(done.stdout).toContain("::add-mask::v-github-orders\n::add-mask::made-up\n");
  });

  test("is asked for with the role of its own environment", async () => {
    const { asked, url } = await servers();
    const [step] = vaultSecrets({ ...inputs, environment: "production" }, [read]);
    const done = await runBeside(step, environment(url));

    expect(JSON.parse(asked[1]?.body ?? "")).toMatchObject({ role: "github-900123-production" });
    expect(done.status).toBe(1);
    expect(done.stdout).toContain(
      "::error title=Secret not read::Vault did not give database/creds/orders-write to github-900123-production.",
    );
  });
});

describe("its end", () => {
  test("is not asked of Vault for a batch token, which nobody can revoke", () => {
    const secrets = { vault: { address: "https://vault.acme.example" }, auth: { jwt: { tokenType: "batch" } } };
    const batch = sampleWith({ snyk: {} }, { secrets });

    expect(revokeVaultToken(batch, scanSecrets(batch, [snyk]))).toEqual([]);
    expect(loginOf(batch)).toBeDefined();
  });

  test("revokes the token, whatever happened before", async () => {
    const { asked, url } = await servers();
    const done = await runBeside(logout, { VAULT_ADDR: url, VAULT_TOKEN: "hvs.token-of-the-job" });

    expect(done).toMatchObject({ status: 0, stdout: "", stderr: "" });
    expect(asked).toMatchObject([
      { method: "POST", path: "/v1/auth/token/revoke-self", headers: { "x-vault-token": "hvs.token-of-the-job" } },
    ]);
    expect(logout?.if).toContain("always()");
  });

  test("fails where Vault does not answer, so that somebody sees it", async () => {
    const { url } = await servers({ "/v1/auth/token/revoke-self": undefined });

    expect((await runBeside(logout, { VAULT_ADDR: url, VAULT_TOKEN: "t" })).status).not.toBe(0);
  });
});

test("a job without a secret logs in nowhere", () => {
  expect(vaultSecrets({ ...inputs, environment: "security-scan" }, [])).toEqual([]);
  expect(revokeVaultToken(inputs, [])).toEqual([]);
});
