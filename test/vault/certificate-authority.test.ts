import { OrganizationPolicy, type PkiEnginePolicy, SecretsPolicy } from "@sallyport/policy";
import {
  acmeSettings,
  authorityUrls,
  CertificateAuthority,
  certificateRole,
  clusterAddress,
  dailyTidy,
  intermediateMount,
  revocationLists,
  rootCertificate,
  rootMount,
  signedIntermediate,
  signingRequest,
} from "@sallyport/vault";
import { describe, expect, test } from "vitest";
import { deploy } from "../support/deploy.ts";

const organization = OrganizationPolicy.parse({ login: "acme", id: 1 });
const prefix = "vault:pkiSecret/";

function parsed(pki: object) {
  const policy = SecretsPolicy.parse({
    vault: { address: "https://vault.acme.example/" },
    engines: { pki: { domains: ["acme.example"], ...pki } },
  });
  if (!policy.engines.pki) throw new Error("the policy lost its authority");
  return { policy, engine: policy.engines.pki };
}
const engine = (pki: object = {}) => parsed(pki).engine;
const deployed = (pki: object = {}) => deploy(() => new CertificateAuthority("acme", { ...parsed(pki), organization }));

test("the root signs in a mount of its own, where nothing lives longer than it", () => {
  expect(rootMount(engine({ rootPath: "ca", root: { ttl: "10d" } }))).toMatchObject({
    path: "ca",
    type: "pki",
    maxLeaseTtlSeconds: 864_000,
  });
});

test("certificates are signed where none lives longer than the policy allows, with the headers of ACME", () => {
  expect(intermediateMount(engine(), "365d")).toMatchObject({
    path: "pki",
    maxLeaseTtlSeconds: 31_536_000,
    allowedResponseHeaders: expect.arrayContaining(["Replay-Nonce", "Location", "Link"]),
  });
});

describe("issuers", () => {
  test("keep their keys in Vault", () => {
    expect(rootCertificate(engine(), organization, 1)).toEqual({
      type: "internal",
      commonName: "acme root G1",
      excludeCnFromSans: true,
      issuerName: "root-1",
      keyName: "root-1",
      keyType: "ec",
      keyBits: 256,
      maxPathLength: 1,
      ttl: "315360000s",
    });
    expect(signingRequest(engine({ intermediate: { keyType: "rsa-4096" } }), organization, 2)).toMatchObject({
      type: "internal",
      commonName: "acme intermediate G2",
      keyName: "intermediate-2",
      keyType: "rsa",
      keyBits: 4096,
    });
  });

  test("below the root sign no further authority", () => {
    expect(signedIntermediate(engine(), organization, 1)).toMatchObject({ maxPathLength: 0, ttl: "157680000s" });
  });

  test("have the names of the policy", () => {
    expect(rootCertificate(engine({ root: { commonName: "Acme" } }), organization, 3).commonName).toBe("Acme G3");
  });

  test("of every generation stay in the program, as they were made", async () => {
    const { all } = await deployed({ root: { generation: 2 }, intermediate: { generation: 3 } });
    const roots = all(`${prefix}secretBackendRootCert:SecretBackendRootCert`);

    expect(roots.map(({ name }) => name)).toEqual(["acme-root-1", "acme-root-2"]);
    expect(roots.map(({ ignoreChanges }) => ignoreChanges.includes("keyType"))).toEqual([true, true]);
    expect(all(`${prefix}secretBackendIssuer:SecretBackendIssuer`).map(({ name }) => name)).toEqual([
      "acme-intermediate-1",
      "acme-intermediate-2",
      "acme-intermediate-3",
    ]);
    for (const type of [
      "secretBackendIntermediateCertRequest:SecretBackendIntermediateCertRequest",
      "secretBackendRootSignIntermediate:SecretBackendRootSignIntermediate",
    ]) {
      expect(all(`${prefix}${type}`).map(({ ignoreChanges }) => ignoreChanges.includes("commonName"))).toEqual([
        true,
        true,
        true,
      ]);
    }
  });

  test("are signed by the newest root, after pointers and addresses are set", async () => {
    const { all, resource } = await deployed({ root: { generation: 2 } });
    const signing = resource(`${prefix}secretBackendRootSignIntermediate:SecretBackendRootSignIntermediate`);

    expect(signing.inputs.issuerRef).toBe("issuerId:acme-root-2");
    expect(signing.dependencies).toEqual(
      expect.arrayContaining(all(`${prefix}secretBackendConfigUrls:SecretBackendConfigUrls`).map(({ urn }) => urn)),
    );
  });

  test("sign by default when they are the newest, and not because somebody imported one later", async () => {
    const { resource } = await deployed({ root: { generation: 2 }, intermediate: { generation: 2 } });
    const defaults = (name: string) =>
      resource(`${prefix}secretBackendConfigIssuers:SecretBackendConfigIssuers`, name).inputs;

    expect(defaults("acme-root")).toMatchObject({ default: "issuerId:acme-root-2", defaultFollowsLatestIssuer: false });
    expect(defaults("acme")).toMatchObject({
      default: "issuerId:acme-intermediate-2",
      defaultFollowsLatestIssuer: false,
    });
  });
});

describe("what a certificate points to", () => {
  test("is of the issuer that signed it", () => {
    expect(authorityUrls(engine())).toEqual({
      enableTemplating: true,
      issuingCertificates: ["{{cluster_aia_path}}/issuer/{{issuer_id}}/der"],
      crlDistributionPoints: ["{{cluster_aia_path}}/issuer/{{issuer_id}}/crl/der"],
      ocspServers: ["{{cluster_path}}/ocsp"],
    });
  });

  test("has no OCSP where the policy turns it off", () => {
    expect(authorityUrls(engine({ ocsp: false })).ocspServers).toEqual([]);
    expect(revocationLists(engine({ ocsp: false })).ocspDisable).toBe(true);
  });

  test("lies at the address of the policy", () => {
    expect(clusterAddress(parsed({}).policy.vault, "pki").path).toBe("https://vault.acme.example/v1/pki");
    expect(clusterAddress({ ...parsed({}).policy.vault, namespace: "teams/pay" }, "pki").aiaPath).toBe(
      "https://vault.acme.example/v1/teams/pay/pki",
    );
  });
});

test.each([
  ["72h", "259200s", "216000s", "900s"],
  ["30m", "1800s", "1500s", "300s"],
])("a list of %s is made anew long before its end", (crlLife, expiry, autoRebuildGracePeriod, deltaRebuildInterval) => {
  expect(revocationLists(engine({ crlLife }))).toEqual({
    expiry,
    autoRebuild: true,
    autoRebuildGracePeriod,
    enableDelta: true,
    deltaRebuildInterval,
    ocspDisable: false,
  });
});

test("what expired is removed once a day, after the time of the policy", () => {
  expect(dailyTidy(engine({ tidyAfter: "10d" }))).toMatchObject({
    enabled: true,
    intervalDuration: "86400s",
    safetyBuffer: "864000s",
    tidyCertStore: true,
    tidyRevokedCerts: true,
    tidyAcme: false,
  });
});

describe("a role", () => {
  const role = (settings: object, pki: object = {}) => {
    const policy: PkiEnginePolicy = engine({ ...pki, roles: { web: settings } });
    if (!policy.roles.web) throw new Error("the policy lost its role");
    return certificateRole(policy, policy.roles.web, "365d");
  };

  test("gives certificates for names below the domains, and for nothing else", () => {
    expect(role({})).toMatchObject({
      allowedDomains: ["acme.example"],
      allowSubdomains: true,
      allowBareDomains: false,
      allowAnyName: false,
      allowGlobDomains: false,
      allowIpSans: false,
      allowLocalhost: false,
      allowWildcardCertificates: false,
      enforceHostnames: true,
    });
  });

  test("gives them for a domain itself when it lists it", () => {
    expect(role({ domains: ["www.acme.example"], subdomains: false })).toMatchObject({
      allowedDomains: ["www.acme.example"],
      allowSubdomains: false,
      allowBareDomains: true,
    });
  });

  test.each([
    [["server"], true, false],
    [["client"], false, true],
    [["server", "client"], true, true],
  ])("for %j", (usage, serverFlag, clientFlag) => {
    expect(role({ usage })).toMatchObject({
      serverFlag,
      clientFlag,
      codeSigningFlag: false,
      emailProtectionFlag: false,
    });
  });

  test("gives them for the time of the policy, or a shorter one of its own, and keeps them to revoke them", () => {
    expect(role({})).toMatchObject({ ttl: "31536000", maxTtl: "31536000", noStore: false });
    expect(role({ ttl: "30d" })).toMatchObject({ ttl: "2592000", maxTtl: "2592000" });
  });

  test.each([
    ["ec-384", { keyType: "ec", keyBits: 384, keyUsages: ["DigitalSignature"] }],
    ["rsa-3072", { keyType: "rsa", keyBits: 3072, keyUsages: ["DigitalSignature", "KeyEncipherment"] }],
  ])("with keys of %s", (keyType, key) => {
    expect(role({ keyType })).toMatchObject(key);
  });
});

describe("ACME", () => {
  const roles = { web: {}, mesh: { usage: ["client"] }, both: { usage: ["client", "server"] } };

  test("takes bound accounts alone, for the roles of servers, and answers for no other", () => {
    expect(acmeSettings(engine({ acme: true, roles }), "365d")).toEqual({
      enabled: true,
      eabPolicy: "always-required",
      defaultDirectoryPolicy: "forbid",
      allowedIssuers: ["default"],
      allowedRoles: ["both", "web"],
      allowRoleExtKeyUsage: false,
      maxTtl: 31_536_000,
    });
  });

  test("is turned off in so many words where the policy does not have it", async () => {
    const { resource } = await deployed();

    expect(resource(`${prefix}backendConfigAcme:BackendConfigAcme`).inputs.enabled).toBe(false);
  });
});
