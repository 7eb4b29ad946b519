import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PlannedResource, plan } from "@sallyport/pipeline";
import { PolicyError } from "@sallyport/policy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const base = `version: 1
organization: { login: acme, id: 1042, teams: { security: 4203 } }
repositories: [{ name: payments-api, id: 900123, manifests: [package.json], images: [{ name: payments-api }] }]
environments:
  staging: { reviewers: [], deploy: { script: deploy.sh } }
  production: { reviewers: [team:security], branches: [main, "release/*"] }
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-logins-"));
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(join(folder, "key.pem"), publicKey.export({ type: "spki", format: "pem" }));
  writeFileSync(join(folder, "private.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
  writeFileSync(join(folder, "text.pem"), "no PEM\n");
  writeFileSync(join(folder, "broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  const certificate = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=ca"];
  execFileSync("openssl", [...certificate, "-out", join(folder, "ca.pem")], { stdio: "pipe" });
});
afterAll(() => rmSync(folder, { recursive: true }));

async function planned(secrets: string, more = ""): Promise<PlannedResource[]> {
  const file = join(folder, "sallyport.yaml");
  writeFileSync(file, `${base}${more}secrets: { vault: { address: "https://vault.acme.example" }, ${secrets} }\n`);
  return (await plan(file)).resources;
}

const ofType = (resources: readonly PlannedResource[], type: string) =>
  resources.filter((resource) => resource.type.endsWith(`:${type}`));

describe("the logins of a policy", () => {
  test("are one mount for each kind, and a role or a group for each entry", async () => {
    const resources = await planned(
      `auth: { kubernetes: {}, oidc: { discoveryUrl: "https://login.acme.example", clientId: vault } },
      workloads: { api: { namespace: payments, serviceAccounts: [api] } }, people: { security: { operate: true } }`,
    );
    const made = (type: string) => ofType(resources, type).map(({ name }) => name);

    expect(made("GitHubLogin")).toEqual(["foundation"]);
    expect(made("WorkloadAccess")).toEqual(["foundation"]);
    expect(made("WorkloadLogin")).toEqual(["api"]);
    expect(made("PeopleLogin")).toEqual(["foundation"]);
    expect(made("TeamAccess")).toEqual(["security"]);
    expect(made("RepositoryLogin")).toEqual([
      "payments-api-production",
      "payments-api-secret-rotation",
      "payments-api-staging",
    ]);
  });

  test("let the rotation in from its own file, on protected branches", async () => {
    const role = ofType(
      await planned("stored: { payments-api/production/stripe: { owner: team:security } }"),
      "AuthBackendRole",
    ).find(({ name }) => name === "payments-api-secret-rotation");

    expect(role?.inputs.boundClaims).toMatchObject({
      environment: "secret-rotation",
      ref: "refs/heads/main",
      job_workflow_ref: "acme/payments-api/.github/workflows/secret-rotation.yml@refs/heads/main",
    });
    expect(role?.inputs.boundClaimsType).toBe("string");
  });

  test("are those of jobs alone, where the policy speaks of nobody else", async () => {
    const resources = await planned("");

    expect(ofType(resources, "WorkloadAccess")).toEqual([]);
    expect(ofType(resources, "PeopleLogin")).toEqual([]);
  });

  test("let in the generated workflow where it deploys, and any of the repository where it does not", async () => {
    const roles = ofType(await planned(""), "AuthBackendRole");
    const filesOf = (name: string) => {
      const claims = roles.find((role) => role.name === name)?.inputs.boundClaims;
      return (claims as { job_workflow_ref: string }).job_workflow_ref.split(",");
    };

    expect(filesOf("payments-api-staging")).toEqual(["acme/payments-api/.github/workflows/deploy.yml@refs/heads/main"]);
    expect(filesOf("payments-api-production")).toEqual([
      "acme/payments-api/.github/workflows/*@refs/heads/main",
      "acme/payments-api/.github/workflows/*@refs/heads/release/*",
    ]);
  });

  test("let scanners in from every ref, and from the files that scan alone", async () => {
    const role = ofType(await planned("", "scanning: { scanners: { snyk: {} } }\n"), "AuthBackendRole").find(
      ({ name }) => name === "payments-api-security-scan",
    );

    expect(role?.inputs.boundClaims).toEqual({
      repository_id: "900123",
      repository_owner_id: "1042",
      environment: "security-scan",
      sub: "repo:acme@1042/payments-api@900123:environment:security-scan,repo:acme/payments-api:environment:security-scan",
      job_workflow_ref:
        "acme/payments-api/.github/workflows/scheduled-scan.yml@*,acme/payments-api/.github/workflows/security.yml@*",
    });
  });
});

describe("a PEM file of the policy", () => {
  test("is read from the folder of the policy", async () => {
    const resources = await planned("auth: { jwt: { issuerCa: ca.pem }, kubernetes: { caCertificate: ca.pem } }");
    const [mount] = ofType(resources, "AuthBackend").filter(({ name, type }) => name && type.includes("jwt/"));
    const [cluster] = ofType(resources, "AuthBackendConfig");

    expect(mount?.inputs.oidcDiscoveryCaPem).toContain("-----BEGIN CERTIFICATE-----");
    expect(cluster?.inputs.kubernetesCaCert).toContain("-----BEGIN CERTIFICATE-----");
  });

  test("may hold a public key where one is asked for", async () => {
    const resources = await planned("auth: { jwt: { publicKeys: [key.pem] } }");
    const [mount] = ofType(resources, "AuthBackend");

    expect(mount?.inputs.jwtValidationPubkeys).toEqual([expect.stringContaining("-----BEGIN PUBLIC KEY-----")]);
  });

  test.each([
    ["is missing", "issuerCa: gone.pem", "secrets.auth.jwt.issuerCa names gone.pem, which cannot be read (ENOENT)"],
    ["is a folder", "issuerCa: .", "secrets.auth.jwt.issuerCa names ., which cannot be read (EISDIR)"],
    ["is something else", "issuerCa: text.pem", "names text.pem, which holds no certificate in PEM form"],
    ["is broken", "issuerCa: broken.pem", "names broken.pem, which holds no certificate in PEM form"],
    ["is a key instead of a certificate", "issuerCa: key.pem", "names key.pem, which holds no certificate in PEM form"],
    ["holds a private key", "publicKeys: [private.pem]", "names private.pem, which holds a private key"],
  ])("that %s stops the plan", async (_, jwt, message) => {
    const refused = planned(`auth: { jwt: { ${jwt} } }`);

    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow(PolicyError);
  });

  test("is refused together with every other one that cannot be used", async () => {
    const oidc = 'oidc: { discoveryUrl: "https://login.acme.example", clientId: vault, caCertificate: nowhere.pem }';
    const refused = planned(
      `auth: { jwt: { publicKeys: [one.pem, two.pem] }, kubernetes: { caCertificate: no.pem }, ${oidc} }`,
    );

    await expect(refused).rejects.toThrow(/one\.pem.*two\.pem.*no\.pem.*nowhere\.pem/s);
  });
});
