import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeWith } from "../../support/describe-with.ts";
import { EngineStack } from "../../support/engine.ts";
import { VaultPlane } from "../../support/providers/vault/vault-plane.ts";
import { type Issuer, startIssuer } from "../../support/vault/issuer.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

const title =
  "A run of stacks/repo that Vault leaves in the middle (engine, Vault on raft storage; what the real plugin checks itself is not covered)";

const role = "vault:jwt/authBackendRole:AuthBackendRole";

describeWith(["pulumi", "vault"], title, () => {
  let folder: string;
  let vault: VaultServer;
  let issuer: Issuer;
  let plane: VaultPlane;
  let stack: EngineStack;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "sallyport-policy-"));
    [vault, issuer] = await Promise.all([VaultServer.start({ storage: "raft" }), startIssuer()]);
    copyFileSync(issuer.caFile, join(folder, "issuer.pem"));
    const policy = join(folder, "sallyport.yaml");
    writeFileSync(policy, policyText.replaceAll("ISSUER", issuer.url));
    plane = new VaultPlane(vault.client());
    const config = { "aws:region": "eu-central-1", "github:owner": "acme", "vault:address": vault.address };
    stack = await EngineStack.create(
      "stacks/repo",
      { ...config, "sallyport:policy": policy },
      { planes: { vault: plane } },
    );
  });
  afterEach(async () => {
    await stack.stop();
    await Promise.all([vault.stop(), issuer.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const ofVault = (names: readonly string[]) => names.filter((name) => name.includes("vault:"));

  test.each([
    [
      "sealed",
      () => vault.seal(),
      () => vault.unseal(),
      /ends with HTTP 503: .*sealed\. Vault is sealed: unseal it, then try again\./,
    ],
    [
      "killed",
      () => vault.kill(),
      async () => {
        await vault.restart();
        await vault.unseal();
      },
      /cannot be asked \((ECONNREFUSED|ECONNRESET)\)\. Check VAULT_ADDR/,
    ],
  ])(
    "ends with what to do when Vault is %s, keeps what was made, and completes when run again",
    async (_, leave, comeBack, message) => {
      const held = plane.faults.hold(role, "create");
      const run = stack.startUp();
      await held.reached;
      await leave();
      held.release();

      const broken = await run.done;
      expect(broken.exitCode).not.toBe(0);
      expect(broken.errors.join("\n")).toMatch(message);
      expect(broken.errors.join("\n")).toMatch(
        new RegExp(`sallyport.yaml: secrets: could not create ${role} "payments-api-`),
      );
      const kept = ofVault(await stack.state());
      expect(kept.length).toBeGreaterThan(0);
      expect(kept.filter((name) => name.includes("authBackendRole"))).toEqual([]);

      await comeBack();
      const again = await stack.up();
      expect(again).toMatchObject({ exitCode: 0, errors: [] });
      expect(again.steps).toContain(`create ${role} payments-api-production`);
      expect(again.steps.filter((step) => kept.some((name) => step.endsWith(` ${name}`)))).toEqual([]);
      expect(await stack.up()).toMatchObject({ exitCode: 0, steps: [] });
    },
  );
});

const policyText = `version: 1
organization:
  login: acme
  id: 1042
  teams: { payments: 4201, security: 4203 }
repositories:
  - name: payments-api
    id: 900123
    owners: [team:payments]
    manifests: [package-lock.json]
environments:
  canary: { reviewers: [team:payments] }
  production: { reviewers: [team:payments], tags: ["v*"] }
scanning:
  scanners: { trivy: { scanType: filesystem } }
gate:
  approvers: team:security
secrets:
  vault: { address: "https://vault.acme.example" }
  auth:
    jwt: { issuer: "ISSUER", issuerCa: issuer.pem }
  engines:
    transit: { keys: { releases: { deletable: true } } }
`;
