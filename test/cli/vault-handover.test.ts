import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { messagesOf, runCli, temporaryFolder } from "./run-cli.ts";

/*
 * What it does on Vault and a database is in test/sandbox/vault/handover.test.ts.
 */

const policy = (secrets: string) => `version: 1
organization: { login: acme, id: 1042, teams: { security: 4203 } }
repositories:
  - { name: payments-api, id: 900123, manifests: [package-lock.json] }
scanning:
  scanners: { trivy: { scanType: filesystem } }
gate:
  approvers: team:security
${secrets}`;

const withDatabase = policy(`secrets:
  vault: { address: "https://vault.acme.example" }
  engines: { database: { postgresql: { orders: {} } } }
`);

function cli(text: string, args: readonly string[], env: Record<string, string> = {}) {
  const file = join(temporaryFolder(), "sallyport.yaml");
  writeFileSync(file, text);
  return runCli(["vault", "handover", ...args, "--policy", file], { env });
}

test("ends with 2 without a token, and says which variable it is", async () => {
  const { code, stdout } = await cli(withDatabase, ["--json"]);

  expect(code).toBe(2);
  expect(messagesOf(stdout)).toEqual([expect.stringMatching(/^VAULT_TOKEN is not set\. /)]);
});

test("ends with 2 for a name that the policy does not have, before Vault is asked", async () => {
  const { code, stdout } = await cli(withDatabase, ["stock", "--json"], { VAULT_TOKEN: "fake-token" });

  expect(code).toBe(2);
  expect(messagesOf(stdout)).toEqual([
    expect.stringMatching(/^CONNECTION is "stock", which the policy does not have\. .*orders/),
  ]);
});

test("ends with 2 and what nobody can reach, where Vault does not answer; the password is not printed", async () => {
  const env = {
    VAULT_TOKEN: "fake-token",
    VAULT_ADDR: "http://127.0.0.1:1",
    SALLYPORT_HANDOVER_ORDERS: "fake-canary",
  };
  const { code, stdout, stderr } = await cli(withDatabase, [], env);

  expect(code).toBe(2);
  expect(stderr).toMatch(/secrets\.engines\.database\.postgresql\.orders cannot be handed over: .*ECONNREFUSED/);
  expect(stdout + stderr).not.toMatch(/fake-canary|fake-token/);
});

test("ends with 2 for a policy without secrets, and with 0 for one that has nothing to hand over", async () => {
  const none = await cli(policy(""), ["--json"], { VAULT_TOKEN: "fake-token" });
  expect(none.code).toBe(2);
  expect(messagesOf(none.stdout)).toEqual([expect.stringContaining("has no section secrets")]);

  const empty = await cli(policy('secrets: { vault: { address: "https://vault.acme.example" } }\n'), [], {
    VAULT_TOKEN: "fake-token",
  });
  expect(empty).toMatchObject({ code: 0, stderr: "" });
});
