import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VaultAccessError, vaultAccess } from "@sallyport/vault-api";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-access-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const pem = "-----BEGIN CERTIFICATE-----\nfake\n-----END CERTIFICATE-----\n";

test("comes from the variables of Vault's own client", () => {
  const file = join(folder, "ca.pem");
  writeFileSync(file, pem);
  const environment = {
    VAULT_ADDR: "https://vault.example:8200",
    VAULT_TOKEN: "fake-token",
    VAULT_NAMESPACE: "team",
    VAULT_CACERT: file,
  };

  expect(vaultAccess({}, environment)).toEqual({
    url: new URL("https://vault.example:8200"),
    token: "fake-token",
    namespace: "team",
    ca: pem,
  });
});

test("takes from the policy what the environment leaves out, and nothing else", () => {
  const policy = { address: "https://vault.example", namespace: "team" };

  expect(vaultAccess(policy, {})).toMatchObject({ url: new URL("https://vault.example"), namespace: "team" });
  expect(vaultAccess(policy, { VAULT_ADDR: "https://other.example", VAULT_NAMESPACE: "us" })).toMatchObject({
    url: new URL("https://other.example"),
    namespace: "us",
  });
});

test("an empty variable counts as left out", () => {
  expect(vaultAccess({ address: "https://vault.example" }, { VAULT_ADDR: "", VAULT_TOKEN: "" })).toMatchObject({
    url: new URL("https://vault.example"),
    token: undefined,
  });
});

test.each(["http://127.0.0.1:8200", "http://localhost:8200", "http://[::1]:8200"])(
  "takes %s without TLS",
  (address) => {
    expect(vaultAccess({}, { VAULT_ADDR: address }).url.href).toContain(address);
  },
);

test.each(["http://vault.example", "http://127.0.0.1.example", "vault.example:8200", "file:///etc/passwd", "nonsense"])(
  "refuses %s",
  (address) => {
    expect(() => vaultAccess({}, { VAULT_ADDR: address })).toThrow(
      "VAULT_ADDR must be an https:// address; http:// is for loopback alone.",
    );
  },
);

test("says which variable is missing", () => {
  expect(() => vaultAccess({}, {})).toThrow("VAULT_ADDR is not set: give the address of the Vault server.");
});

test("refuses a file without a certificate, and one that is not there", () => {
  const file = join(folder, "ca.pem");
  writeFileSync(file, "fake");
  const access = (path: string) => () => vaultAccess({}, { VAULT_ADDR: "https://vault.example", VAULT_CACERT: path });

  expect(access(file)).toThrow(VaultAccessError);
  expect(access(file)).toThrow(`VAULT_CACERT (${file}) holds no certificate in PEM form.`);
  expect(access(join(folder, "none.pem"))).toThrow(/VAULT_CACERT \(.*none\.pem\) cannot be read: ENOENT\./);
});
