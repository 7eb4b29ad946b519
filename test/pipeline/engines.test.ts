import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PipelineFoundation } from "@sallyport/pipeline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deploy } from "../support/deploy.ts";
import { loopbackCertificate } from "../support/vault/certificate.ts";

const mountType = "vault:index/mount:Mount";
const connectionType = "vault:database/secretBackendConnection:SecretBackendConnection";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-engines-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the foundation makes of these engines. */
async function founded(engines: object) {
  const policyFile = join(folder, "sallyport.yaml");
  const policy = {
    version: 1,
    organization: { login: "acme", id: 1, teams: { security: 2 } },
    repositories: [{ name: "api", id: 3 }],
    secrets: { vault: { address: "https://vault.acme.example" }, engines },
  };
  writeFileSync(policyFile, JSON.stringify(policy));
  return deploy(() => new PipelineFoundation("acme", { policyFile }));
}

test("a policy without engines gets the key-value store alone", async () => {
  const { all } = await founded({});

  expect(all(mountType).map(({ inputs }) => inputs.type)).toEqual(["kv"]);
});

test("each engine of the policy is made, and each connection in its engine", async () => {
  const { all } = await founded({
    database: { postgresql: { shop: {} }, mysql: { stock: {} } },
    pki: { domains: ["acme.example"] },
    transit: {},
  });

  expect(
    all(mountType)
      .map(({ inputs }) => inputs.path)
      .toSorted(),
  ).toEqual(["database", "kv", "pki", "pki-root", "transit"]);
  expect(all(connectionType).map(({ name }) => name)).toEqual(["shop", "stock"]);
});

test("the authority of a database is read from beside the policy", async () => {
  const { certificate } = loopbackCertificate(folder, "authority");
  const { resource } = await founded({
    database: { postgresql: { shop: { caCertificate: "authority.pem" }, stock: {} } },
  });

  expect(resource(connectionType, "shop").inputs).toMatchObject({ postgresql: { tlsCa: certificate } });
  expect(resource(connectionType, "stock").inputs.postgresql).not.toHaveProperty("tlsCa");
});

test.each([
  ["is missing", () => {}, /caCertificate names authority\.pem, which cannot be read \(ENOENT\)/],
  ["is none", () => writeFileSync(join(folder, "authority.pem"), "not PEM"), /holds no certificate in PEM form/],
])("an authority that %s stops the program, with the setting that names it", async (_, prepare, message) => {
  prepare();

  await expect(founded({ database: { mysql: { shop: { caCertificate: "authority.pem" } } } })).rejects.toThrow(message);
});
