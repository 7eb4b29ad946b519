import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { describeWith } from "../../support/describe-with.ts";
import type { Properties } from "../../support/providers/inputs.ts";
import { DescribedVault } from "../../support/providers/vault/described-vault.ts";
import { VaultPlane } from "../../support/providers/vault/vault-plane.ts";
import type { Made } from "../../support/providers/vault/vault-resource.ts";
import { vaultResources } from "../../support/providers/vault/vault-resources.ts";
import { vault as facts } from "../../support/providers/vault.ts";
import type { DatabaseServer } from "../../support/vault/database-server.ts";
import { type Issuer, startIssuer } from "../../support/vault/issuer.ts";
import { startPostgres } from "../../support/vault/postgres.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

/*
 * What the attached provider of the engine tests does with each resource type, without the engine.
 */

describeWith(["vault", "postgresql"], "The attached provider, on a real Vault,", () => {
  let vault: VaultServer;
  let issuer: Issuer;
  let postgres: DatabaseServer;
  let described: DescribedVault;
  beforeAll(async () => {
    [vault, issuer, postgres] = await Promise.all([VaultServer.start(), startIssuer(), startPostgres()]);
    described = new DescribedVault(vault.client());
  });
  afterAll(() => Promise.all([vault.stop(), issuer.stop(), postgres.stop()]));

  const resource = (type: string) => {
    const found = vaultResources[type];
    if (!found) throw new Error(`no ${type}`);
    return found;
  };
  const create = (type: string, inputs: Properties) => resource(type).create(described, inputs);
  const mount = (path: string, type: string) => create("vault:index/mount:Mount", { path, type });

  interface Life {
    type: string;
    /** What it needs. */
    before?: () => Promise<unknown>;
    inputs: () => Properties | Promise<Properties>;
    /** An input, and what it becomes. */
    change: Properties;
  }

  const lives: Life[] = [
    {
      type: "vault:index/mount:Mount",
      inputs: () => ({ path: "life/kv", type: "kv", options: { version: "2" }, description: "before" }),
      change: { description: "after" },
    },
    {
      type: "vault:index/authBackend:AuthBackend",
      inputs: () => ({ path: "life-people", type: "oidc", description: "before" }),
      change: { description: "after" },
    },
    {
      type: "vault:index/policy:Policy",
      inputs: () => ({ name: "life", policy: 'path "a" {\n  capabilities = ["read"]\n}\n' }),
      change: { policy: 'path "b" {\n  capabilities = ["read"]\n}\n' },
    },
    {
      type: "vault:index/quotaRateLimit:QuotaRateLimit",
      inputs: () => ({ name: "life", path: "", rate: 1000 }),
      change: { rate: 2000 },
    },
    {
      type: "vault:jwt/authBackend:AuthBackend",
      inputs: () => ({
        path: "life-jobs",
        type: "jwt",
        description: "before",
        oidcDiscoveryUrl: issuer.url,
        oidcDiscoveryCaPem: issuer.ca,
        boundIssuer: issuer.url,
      }),
      change: { description: "after" },
    },
    {
      type: "vault:jwt/authBackendRole:AuthBackendRole",
      before: async () =>
        create("vault:jwt/authBackend:AuthBackend", { path: "jobs", jwtValidationPubkeys: [await issuer.publicKey()] }),
      inputs: () => ({
        backend: "jobs",
        roleName: "life",
        roleType: "jwt",
        userClaim: "repository_id",
        boundAudiences: ["vault"],
        boundClaims: { environment: "production", ref: "refs/heads/main,refs/heads/release" },
        boundClaimsType: "string",
        tokenPolicies: ["life"],
        tokenTtl: 900,
        tokenMaxTtl: 900,
        tokenNoDefaultPolicy: true,
        tokenType: "service",
      }),
      change: { boundClaims: { environment: "staging" } },
    },
    {
      type: "vault:kubernetes/authBackendConfig:AuthBackendConfig",
      before: () => create("vault:index/authBackend:AuthBackend", { path: "cluster", type: "kubernetes" }),
      inputs: () => ({ backend: "cluster", kubernetesHost: "https://127.0.0.1:1", disableLocalCaJwt: true }),
      change: { kubernetesHost: "https://127.0.0.1:2" },
    },
    {
      type: "vault:kubernetes/authBackendRole:AuthBackendRole",
      inputs: () => ({
        backend: "cluster",
        roleName: "life",
        boundServiceAccountNames: ["api"],
        boundServiceAccountNamespaces: ["payments"],
        audience: "vault",
        tokenTtl: 900,
      }),
      change: { boundServiceAccountNames: ["web"] },
    },
    {
      type: "vault:kv/secretBackendV2:SecretBackendV2",
      before: () => create("vault:index/mount:Mount", { path: "store", type: "kv", options: { version: "2" } }),
      inputs: () => ({ mount: "store", maxVersions: 10, casRequired: true }),
      change: { maxVersions: 5 },
    },
    {
      type: "vault:database/secretBackendConnection:SecretBackendConnection",
      before: () => mount("data/bases", "database"),
      inputs: () => ({
        backend: "data/bases",
        name: "life",
        allowedRoles: ["ro"],
        verifyConnection: false,
        postgresql: {
          connectionUrl: `postgresql://{{username}}:{{password}}@127.0.0.1:${postgres.port}/postgres?sslmode=disable`,
          username: "vault",
          passwordAuthentication: "scram-sha-256",
        },
      }),
      change: { allowedRoles: ["ro", "rw"] },
    },
    {
      type: "vault:database/secretBackendConnection:SecretBackendConnection",
      inputs: () => ({
        backend: "data/bases",
        name: "mysql",
        allowedRoles: ["ro"],
        verifyConnection: false,
        mysql: { connectionUrl: "{{username}}:{{password}}@tcp(127.0.0.1:1)/mysql?tls=false", username: "vault" },
      }),
      change: { allowedRoles: ["rw"] },
    },
    {
      type: "vault:database/secretBackendRole:SecretBackendRole",
      inputs: () => ({
        backend: "data/bases",
        name: "ro",
        dbName: "life",
        creationStatements: ["CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}'"],
        defaultTtl: 3600,
        maxTtl: 7200,
      }),
      change: { defaultTtl: 1800 },
    },
    {
      type: "vault:database/secretBackendStaticRole:SecretBackendStaticRole",
      async before() {
        await postgres.query("create role app login password 'fake-old'");
        const { user, password } = postgres.bootstrap;
        await vault.client().write("POST", "data/bases/config/life", {
          plugin_name: "postgresql-database-plugin",
          connection_url: `postgresql://{{username}}:{{password}}@127.0.0.1:${postgres.port}/postgres?sslmode=disable`,
          username: user,
          password,
          allowed_roles: ["app"],
        });
      },
      inputs: () => ({ backend: "data/bases", name: "app", dbName: "life", username: "app", rotationPeriod: 3600 }),
      change: { rotationPeriod: 7200 },
    },
    {
      type: "vault:transit/secretBackendKey:SecretBackendKey",
      before: () => mount("keys", "transit"),
      inputs: () => ({
        backend: "keys",
        name: "life",
        type: "ecdsa-p256",
        autoRotatePeriod: 7_776_000,
        deletionAllowed: true,
        exportable: false,
        minDecryptionVersion: 1,
      }),
      change: { autoRotatePeriod: 3_888_000 },
    },
    {
      type: "vault:identity/group:Group",
      inputs: () => ({ name: "life", type: "external", policies: ["life"], metadata: { team: "life" } }),
      change: { policies: ["other"] },
    },
    {
      type: "vault:identity/groupAlias:GroupAlias",
      async inputs() {
        const accounts = await vault
          .client()
          .read("sys/auth", z.looseObject({ "jobs/": z.looseObject({ accessor: z.string() }) }));
        const group = await create("vault:identity/group:Group", { name: "aliased", type: "external" });
        return { name: "life", mountAccessor: accounts["jobs/"].accessor, canonicalId: group.id };
      },
      change: { name: "other" },
    },
    {
      type: "vault:identity/mfaTotp:MfaTotp",
      inputs: () => ({ issuer: "before", digits: 6, period: 30, algorithm: "SHA1" }),
      change: { issuer: "after" },
    },
    {
      type: "vault:identity/mfaLoginEnforcement:MfaLoginEnforcement",
      async inputs() {
        const accounts = await vault
          .client()
          .read("sys/auth", z.looseObject({ "jobs/": z.looseObject({ accessor: z.string() }) }));
        const method = await create("vault:identity/mfaTotp:MfaTotp", { issuer: "enforced" });
        return { name: "life", mfaMethodIds: [method.id], authMethodAccessors: [accounts["jobs/"].accessor] };
      },
      change: {},
    },
    {
      type: "vault:pkiSecret/backendConfigCluster:BackendConfigCluster",
      before: () => mount("ca", "pki"),
      inputs: () => ({ backend: "ca", path: "https://vault.example/v1/ca", aiaPath: "https://vault.example/v1/ca" }),
      change: { path: "https://other.example/v1/ca" },
    },
    {
      type: "vault:pkiSecret/secretBackendConfigUrls:SecretBackendConfigUrls",
      inputs: () => ({
        backend: "ca",
        issuingCertificates: ["https://vault.example/v1/ca/ca"],
        enableTemplating: false,
      }),
      change: { issuingCertificates: ["https://other.example/v1/ca/ca"] },
    },
    {
      type: "vault:pkiSecret/secretBackendCrlConfig:SecretBackendCrlConfig",
      inputs: () => ({ backend: "ca", expiry: "72h", autoRebuild: true, ocspDisable: false }),
      change: { expiry: "48h" },
    },
    {
      type: "vault:pkiSecret/backendConfigAutoTidy:BackendConfigAutoTidy",
      inputs: () => ({
        backend: "ca",
        enabled: true,
        tidyCertStore: true,
        safetyBuffer: 259_200,
        intervalDuration: 86_400,
      }),
      change: { safetyBuffer: 172_800 },
    },
    {
      type: "vault:pkiSecret/secretBackendRole:SecretBackendRole",
      inputs: () => ({
        backend: "ca",
        name: "life",
        allowedDomains: ["a.example"],
        allowSubdomains: true,
        maxTtl: "3600",
      }),
      change: { allowedDomains: ["b.example"] },
    },
    {
      type: "vault:pkiSecret/backendConfigAcme:BackendConfigAcme",
      inputs: () => ({ backend: "ca", enabled: true, eabPolicy: "always-required", allowedRoles: ["*"] }),
      change: { enabled: false },
    },
  ];

  test.each(lives.map((life) => [life.type, life] as const))(
    "makes, finds, changes and removes %s",
    async (type, life) => {
      const { read, update, delete: remove } = resource(type);
      await life.before?.();
      const inputs = await life.inputs();
      const { id } = await create(type, inputs);
      const found = await read(described, id, inputs);
      for (const name of Object.keys(life.change)) expect(found?.[name], name).toEqual(inputs[name]);

      const changed = { ...inputs, ...life.change };
      await update(described, id, changed);
      expect(await read(described, id, changed)).toMatchObject(life.change);

      await remove(described, id, changed);
      const isLasting =
        found !== undefined &&
        /config|kv\/secretBackendV2|pkiSecret\/\w*(Config|Crl)/i.test(type) &&
        !/Connection/.test(type);
      const after = await read(described, id, changed).catch(() => undefined);
      if (isLasting) expect(after, "it goes with its mount").toBeDefined();
      else expect(after).toBeUndefined();
    },
  );

  test("makes a root, has it sign an intermediate, names its issuer and removes it", async () => {
    const key = { type: "internal", keyType: "ec", keyBits: 256 };
    await Promise.all([mount("chain-root", "pki"), mount("chain", "pki")]);
    const root = await create("vault:pkiSecret/secretBackendRootCert:SecretBackendRootCert", {
      ...key,
      backend: "chain-root",
      commonName: "Root G1",
      issuerName: "root-1",
      maxPathLength: 1,
      ttl: "86400s",
    });
    const request = await create(
      "vault:pkiSecret/secretBackendIntermediateCertRequest:SecretBackendIntermediateCertRequest",
      { ...key, backend: "chain", commonName: "Intermediate G1", keyName: "intermediate-1" },
    );
    const signed = await create("vault:pkiSecret/secretBackendRootSignIntermediate:SecretBackendRootSignIntermediate", {
      backend: "chain-root",
      commonName: "Intermediate G1",
      csr: request.outputs?.csr,
      issuerRef: root.outputs?.issuerId,
      maxPathLength: 0,
      ttl: "3600s",
    });
    const imported = await create(
      "vault:pkiSecret/secretBackendIntermediateSetSigned:SecretBackendIntermediateSetSigned",
      { backend: "chain", certificate: signed.outputs?.certificate },
    );
    const [issuerRef] = z.array(z.string()).parse(imported.outputs?.importedIssuers);
    const issuerType = "vault:pkiSecret/secretBackendIssuer:SecretBackendIssuer";
    const issuerInputs = { backend: "chain", issuerRef, issuerName: "intermediate-1" };
    const issuer = await create(issuerType, issuerInputs);
    const issuersType = "vault:pkiSecret/secretBackendConfigIssuers:SecretBackendConfigIssuers";
    const issuersInputs = { backend: "chain", default: issuerRef, defaultFollowsLatestIssuer: false };
    const issuers = await create(issuersType, issuersInputs);

    expect(await resource(issuerType).read(described, issuer.id, issuerInputs)).toMatchObject({
      issuerName: "intermediate-1",
      certificate: `${String(signed.outputs?.certificate).trim()}\n`,
    });
    expect(await resource(issuersType).read(described, issuers.id, issuersInputs)).toMatchObject({
      default: issuerRef,
    });

    const certificateOf = ({ outputs }: Made) => new X509Certificate(String(outputs?.certificate));
    expect(certificateOf(signed).verify(certificateOf(root).publicKey)).toBe(true);

    await resource(issuerType).update(described, issuer.id, { ...issuerInputs, issuerName: "renamed" });
    expect(await resource(issuerType).read(described, issuer.id, issuerInputs)).toMatchObject({
      issuerName: "renamed",
    });
    await resource(issuerType).delete(described, issuer.id, issuerInputs);
    await expect(vault.client().read(`chain/issuer/${issuerRef}`, z.unknown())).rejects.toThrow(/unable to find/);
    const rootInputs = { backend: "chain-root", issuerId: root.outputs?.issuerId };
    await resource("vault:pkiSecret/secretBackendRootCert:SecretBackendRootCert").delete(
      described,
      root.id,
      rootInputs,
    );
    await expect(vault.client().read("chain-root/issuer/root-1", z.unknown())).rejects.toThrow(/unable to find/);
  });

  test("makes and removes an audit device, which no update changes", async () => {
    const type = "vault:index/audit:Audit";
    const inputs = { path: "life", type: "file", options: { file_path: join(vault.folder, "life.log") } };
    const { id } = await create(type, inputs);

    expect(await resource(type).read(described, id, inputs)).toMatchObject(inputs);
    await expect(resource(type).update(described, id, inputs)).rejects.toThrow("only replaced");
    await resource(type).delete(described, id, inputs);
    expect(await resource(type).read(described, id, inputs)).toBeUndefined();
  });

  test("refuses a quota of leases where the description of the server has none, as on the Community edition", async () => {
    const inputs = { name: "life", path: "data/bases", maxLeases: 10 };

    await expect(create("vault:index/quotaLeaseCount:QuotaLeaseCount", inputs)).rejects.toThrow(
      "no field path, max_leases",
    );
  });

  test("deletes what is gone already without an error", async () => {
    const inputs = { name: "never-made" };

    await resource("vault:index/policy:Policy").delete(described, "never-made", inputs);
    await resource("vault:index/mount:Mount").delete(described, "never-made", { path: "never-made" });
  });

  test("refuses a type that nobody has described, and names the file to describe it in", async () => {
    const plane = new VaultPlane(vault.client());
    const type = "vault:aws/secretBackend:SecretBackend";

    expect(() => plane.kindOf(type)).toThrow("describe it in test/support/providers/vault.ts");
    await expect(plane.create({ type, name: "aws" }, {}, AbortSignal.timeout(60_000))).rejects.toThrow(
      "add it in test/support/providers/vault/vault-resources.ts",
    );
  });

  test("refuses a path and a field that Vault does not describe", async () => {
    await expect(described.write("POST", "sys/policies/acl/x", { polcy: "" })).rejects.toThrow(
      "POST sys/policies/acl/x: Vault describes no field polcy there",
    );
    await expect(described.write("POST", "sys/polices/acl/x", {})).rejects.toThrow(
      "POST sys/polices/acl/x: Vault describes no such path",
    );
    await expect(described.remove("sys/seal-status")).rejects.toThrow("describes no such method");
  });

  test("carries every type that the facts know, and no other", () => {
    expect(Object.keys(vaultResources).toSorted()).toEqual(Object.keys(facts.kinds).toSorted());
  });
});
