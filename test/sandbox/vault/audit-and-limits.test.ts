import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SecretsPolicy } from "@sallyport/policy";
import { auditDevices, rateLimits } from "@sallyport/vault";
import { type VaultClient, VaultError } from "@sallyport/vault-api";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import * as z from "zod";
import { describeWith } from "../../support/describe-with.ts";
import { DescribedVault } from "../../support/providers/vault/described-vault.ts";
import { vaultResources } from "../../support/providers/vault/vault-resources.ts";
import { LogCollector } from "../../support/vault/log-collector.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

/*
 * Audit devices and quotas as our components ask for them, made by the attached provider in a real Vault.
 */

const canary = "canary-not-a-real-secret";

describeWith("vault", "A real Vault", () => {
  let vault: VaultServer;
  let described: DescribedVault;
  let collector: LogCollector;
  beforeAll(async () => {
    [vault, collector] = await Promise.all([VaultServer.start(), LogCollector.start()]);
    described = new DescribedVault(vault.client());
  });
  afterAll(() => Promise.all([vault.stop(), collector.stop()]));

  const create = (type: string, inputs: Record<string, unknown>) => {
    const resource = vaultResources[type];
    if (!resource) throw new Error(`no ${type}`);
    return resource.create(described, inputs);
  };

  describe("with the audit devices of a policy", () => {
    let file: string;
    beforeAll(async () => {
      file = join(vault.folder, "audit.log");
      const { audit } = SecretsPolicy.parse({
        vault: { address: "https://vault.acme.example" },
        audit: { filePath: file, syslog: false, socket: { address: collector.address } },
      });
      if (!audit) throw new Error("the policy lost its audit");
      for (const device of auditDevices(audit)) await create("vault:index/audit:Audit", device);
    });

    const entries = (text: string): Entry[] =>
      text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => Entry.parse(JSON.parse(line)));

    test("has both, as the policy says", async () => {
      const devices = await vault.client().read("sys/audit", z.record(z.string(), Device));

      expect(Object.keys(devices).toSorted()).toEqual(["file/", "socket/"]);
      expect(devices["file/"]?.options).toMatchObject({ file_path: file, log_raw: "false", hmac_accessor: "true" });
    });

    test("writes each request and its answer to both, and no value", async () => {
      const body = { data: { password: canary } };
      await vault.client().write("POST", "secret/data/payments-api/production/stripe", body);
      await vault.client().read("secret/data/payments-api/production/stripe", z.unknown());
      await vi.waitFor(() => expect(about(entries(collector.received), "read")).toHaveLength(2), 10_000);

      for (const text of [readFileSync(file, "utf8"), collector.received]) {
        expect(about(entries(text), "read")).toEqual(["request", "response"]);
        expect(about(entries(text), "create")).toEqual(["request", "response"]);
        expect(text).not.toContain(canary);
        expect(text).not.toContain(vault.rootToken);
        expect(text).toContain("hmac-sha256:");
      }
    });

    test("goes on when one of them cannot be written to, and the other has the entry", async () => {
      await collector.stop();
      await vault.client().read("sys/mounts", z.unknown());

      const last = entries(readFileSync(file, "utf8")).at(-1);
      expect([last?.type, last?.request.path]).toEqual(["response", "sys/mounts"]);
    });
  });

  describe("with the limits of a policy", () => {
    const policy = SecretsPolicy.parse({
      vault: { address: "https://vault.acme.example" },
      limits: { requestsPerSecond: 1000, loginsPerSecond: 2 },
    });
    let anybody: VaultClient;
    beforeAll(async () => {
      await create("vault:index/authBackend:AuthBackend", { path: "github-actions", type: "jwt" });
      for (const limit of rateLimits(policy)) await create("vault:index/quotaRateLimit:QuotaRateLimit", limit);
      anybody = vault.unauthenticated();
    });
    afterAll(() => anybody.close());

    const login = () => anybody.login("github-actions", "any", "no-token").catch((error: unknown) => error);

    test("has a quota for all requests and one for the logins of a mount", async () => {
      const found = await Promise.all(
        ["requests", "logins-jwt"].map((name) => vault.client().read(`sys/quotas/rate-limit/${name}`, Quota)),
      );

      expect(found).toMatchObject([
        { path: "", rate: 1000, interval: 1 },
        { path: "auth/github-actions/login", rate: 2, interval: 1 },
      ]);
    });

    test("refuses logins beyond the limit, and our client says what to do", async () => {
      const refused = (await Promise.all(Array.from({ length: 12 }, login))).filter(
        (error) => error instanceof VaultError && error.status === 429,
      );

      expect(refused.length).toBeGreaterThanOrEqual(6);
      expect(String(refused[0])).toMatch(
        /HTTP 429.*request path "auth\/github-actions\/login": rate limit quota exceeded/,
      );
      expect(String(refused[0])).toContain("A quota of Vault is used up: wait, or raise secrets.limits.");
    });

    test("goes on answering other requests of the same client meanwhile", async () => {
      await Promise.all(Array.from({ length: 12 }, login));

      await expect(vault.client().read("sys/mounts", z.unknown())).resolves.toBeDefined();
    });

    test("refuses any request beyond the limit of all", async () => {
      const [all] = rateLimits({ ...policy, limits: { ...policy.limits, requestsPerSecond: 3 } });
      await create("vault:index/quotaRateLimit:QuotaRateLimit", all ?? {});
      const health = () => anybody.read("sys/internal/ui/mounts", z.unknown()).catch((error: unknown) => error);
      const refused = (await Promise.all(Array.from({ length: 12 }, health))).filter(
        (error) => error instanceof VaultError && error.status === 429,
      );

      expect(refused.length).toBeGreaterThanOrEqual(6);
    });
  });
});

const Device = z.object({ type: z.string(), options: z.record(z.string(), z.string()) });
const Quota = z.object({ path: z.string(), rate: z.number(), interval: z.number() });
const Entry = z.object({
  type: z.string(),
  request: z.object({ operation: z.string().optional(), path: z.string().optional() }),
});
type Entry = z.infer<typeof Entry>;

/** Kinds of the entries about an operation on the secret of the test. */
function about(entries: readonly Entry[], operation: string): string[] {
  return entries
    .filter(({ request }) => request.path?.includes("stripe") && request.operation === operation)
    .map(({ type }) => type);
}
