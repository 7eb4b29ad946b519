import { createServer } from "node:http";
import { SecretsPolicy } from "@sallyport/policy";
import { describeFailedHandover, handoverHook, PeopleLogin } from "@sallyport/vault";
import { HandoverError, VaultError } from "@sallyport/vault-api";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { deploy } from "../support/deploy.ts";

/*
 * What it does on Vault and a database is in test/sandbox/vault/handover-engine.test.ts.
 */

const policy = SecretsPolicy.parse({
  vault: { address: "https://vault.acme.example" },
  auth: { oidc: { discoveryUrl: "https://login.acme.example", clientId: "vault" } },
  engines: { database: { postgresql: { orders: { roles: { reader: {} } } } } },
});

beforeEach(() => {
  vi.stubEnv("VAULT_TOKEN", "fake-token");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Runs the hook as the engine does for each resource, and gives what it ends with. */
async function called(handover: string, times = 1): Promise<string[]> {
  const said: string[] = [];
  await deploy(async () => {
    const { callback } = handoverHook(handover, { policy, handover });
    const args = {} as Parameters<typeof callback>[0];
    const calls = await Promise.allSettled(Array.from({ length: times }, async () => callback(args)));
    said.push(...calls.map((call) => (call.status === "rejected" ? (call.reason as Error).message : "done")));
  });
  return said;
}

test("asks Vault once, however many roles wait for it, and tells each", async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(503, { "content-type": "application/json" }).end('{"errors":["Vault is sealed"]}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  vi.stubEnv("VAULT_ADDR", `http://127.0.0.1:${port}`);

  const said = await called("orders", 3);
  server.closeAllConnections();
  server.close();

  expect(asked).toBe(1);
  expect(said).toEqual(
    Array.from({ length: 3 }, () =>
      expect.stringMatching(
        /^secrets\.engines\.database\.postgresql\.orders: .*Vault is sealed: unseal it, then try again\. Then run `pulumi up` again\.$/,
      ),
    ),
  );
});

test("says that the token is missing, and where the policy leads to it", async () => {
  vi.stubEnv("VAULT_TOKEN", "");

  expect(await called("oidc")).toEqual([
    "secrets.auth.oidc: VAULT_TOKEN is not set: the handover needs it. Then run `pulumi up` again.",
  ]);
});

test("is refused for a connection that the policy does not have", () => {
  expect(() => handoverHook("stock", { policy, handover: "stock" })).toThrow("stock is neither a connection");
});

test("runs before the role of people is created, and before the mount changes with what it trusts", async () => {
  const { resource } = await deploy(() => {
    const handover = handoverHook("acme oidc", { policy, handover: "oidc" });
    new PeopleLogin("acme", { policy, organization: { login: "acme" }, handover });
  });

  expect(resource("vault:jwt/authBackendRole:AuthBackendRole").hooks).toEqual({ beforeCreate: ["handover acme oidc"] });
  expect(resource("vault:index/authBackend:AuthBackend").hooks).toEqual({ beforeUpdate: ["handover acme oidc"] });
});

describe("a handover that failed", () => {
  test("names its section once, and what to do", () => {
    const about = "secrets.auth.oidc";

    expect(describeFailedHandover(about, new HandoverError(about, "waits", "Set it."))).toBe(
      "secrets.auth.oidc waits. Set it. Then run `pulumi up` again.",
    );
    expect(describeFailedHandover(about, new VaultError("GET x", "ends with HTTP 403", "Look.", 403))).toBe(
      "secrets.auth.oidc: GET x ends with HTTP 403. Look. Then run `pulumi up` again.",
    );
  });
});
