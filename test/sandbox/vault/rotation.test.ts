import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessOf, GitHubClient } from "@sallyport/github-api";
import { parsePolicy } from "@sallyport/policy";
import { policyText, rotationRules } from "@sallyport/vault";
import {
  AwsIamUserRotator,
  awsAccess,
  GitHubDeployKeyRotator,
  judgeSecrets,
  type KeyRotation,
  patchRecord,
  type Rotator,
  readMetadata,
  readSecretFacts,
  rotateKeys,
  rotateSecrets,
  secretInventory,
  type VaultClient,
} from "@sallyport/vault-api";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { documentOf, runCli } from "../../cli/run-cli.ts";
import { describeWith } from "../../support/describe-with.ts";
import { type GitHubApi, startGitHubApi } from "../../support/github-api/server.ts";
import { emptyState, jobToken } from "../../support/github-api/state.ts";
import { type Moto, startMoto } from "../../support/vault/moto.ts";
import { startPostgres } from "../../support/vault/postgres.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

const awsPath = "payments-api/production/aws";
const deployPath = "payments-api/production/deploy";
const day = 86_400;
const token = jobToken({ administration: "write", issues: "write" });

const TokenMade = z.object({ auth: z.object({ client_token: z.string() }) });
const Data = z.object({ data: z.record(z.string(), z.unknown()) });
const second = () => new Promise((resolve) => setTimeout(resolve, 1100));

describeWith(
  ["vault", "moto_server"],
  "Rotation on real Vault, with AWS as moto plays it and GitHub's API server,",
  () => {
    let vault: VaultServer;
    let client: VaultClient;
    let moto: Moto;
    let github: GitHubApi;
    let user = "";
    let count = 0;

    beforeAll(async () => {
      [vault, moto, github] = await Promise.all([
        VaultServer.start(),
        startMoto(),
        startGitHubApi(emptyState({ tokens: [token] })),
      ]);
      client = vault.client();
      await client.write("POST", "sys/mounts/kv", { type: "kv", options: { version: "2" } });
      await eventually(() => client.write("POST", "kv/config", { cas_required: true, max_versions: 10 }));
    });

    afterAll(async () => {
      await Promise.all([vault?.stop(), moto?.stop(), github?.close()]);
      expect(github.problems).toEqual([]);
    });

    beforeEach(async () => {
      user = `ci-${++count}`;
      await iam("CreateUser", { UserName: user });
      await client.write("DELETE", `kv/metadata/${awsPath}`);
      await client.write("DELETE", `kv/metadata/${deployPath}`);
      github.state.deployKeys.length = 0;
    });

    const aws = () => ({
      AWS_ENDPOINT_URL: moto.url,
      AWS_ACCESS_KEY_ID: "AKIAFAKEFAKEFAKEFAKE",
      AWS_SECRET_ACCESS_KEY: "fake-secret-of-the-tests",
    });

    function iam(action: string, parameters: Record<string, string>): Promise<string> {
      const form = new URLSearchParams({ Action: action, Version: "2010-05-08", ...parameters });
      const authorization =
        "AWS4-HMAC-SHA256 Credential=fake/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=fake";
      return fetch(moto.url, { method: "POST", body: form, headers: { authorization } }).then((answer) =>
        answer.text(),
      );
    }

    const keyIds = async () =>
      [...(await iam("ListAccessKeys", { UserName: user })).matchAll(/<AccessKeyId>([^<]+)/g)].map(([, id]) => id);

    const awsRotator = (): Rotator => new AwsIamUserRotator(awsAccess(aws()), user, async () => {});

    const githubRotator = (): Rotator => {
      const access = accessOf({ GITHUB_API_URL: github.url, GITHUB_TOKEN: token.value });
      const place = { owner: "acme", repository: "payments-api", readOnly: true, secret: deployPath };
      return new GitHubDeployKeyRotator(new GitHubClient(access), place);
    };

    const held = (path = awsPath) => client.read(`kv/data/${path}`, Data).then(({ data }) => data);

    const rotation = (more: Partial<KeyRotation> = {}): KeyRotation => ({
      client,
      kv: "kv",
      path: awsPath,
      rotator: awsRotator(),
      overlapSeconds: day,
      periodSeconds: 90 * day,
      aheadSeconds: 7 * day,
      force: false,
      dryRun: false,
      now: () => new Date(),
      ...more,
    });

    const inDays = (days: number) => ({ now: () => new Date(Date.now() + days * day * 1000) });

    /** The client, but one kind of request fails: before it is sent, or after Vault has done it. */
    function failing(method: "send" | "write", when: "before" | "after"): VaultClient {
      return new Proxy(client, {
        get(target, name: keyof VaultClient) {
          const own = Reflect.get(target, name) as unknown;
          if (typeof own !== "function") return own;
          if (name !== method) return own.bind(target);
          return async (...args: unknown[]) => {
            if (when === "after") await own.apply(target, args);
            throw new Error("the run was cut off");
          };
        },
      });
    }

    describe("an access key of an IAM user", () => {
      test("is made where there is none, works, and is written with who made it", async () => {
        expect(await rotateKeys(rotation())).toEqual({ made: true, ended: 0 });

        const secret = await held();
        expect(secret).toMatchObject({
          access_key_id: expect.stringMatching(/^AKIA/),
          secret_access_key: expect.any(String),
        });
        expect(await keyIds()).toEqual([secret.access_key_id]);
      });

      test("lives its life: fresh, due, both valid in the overlap, then the old one is gone", async () => {
        await rotateKeys(rotation());
        const old = await held();
        await second();

        expect(await rotateKeys(rotation(inDays(82)))).toEqual({ made: false, ended: 0 });
        expect(await rotateKeys(rotation(inDays(84)))).toMatchObject({ made: true, ended: 0 });
        const present = await held();
        expect(present.access_key_id).not.toBe(old.access_key_id);
        expect((await keyIds()).toSorted()).toEqual([old.access_key_id, present.access_key_id].toSorted());
        expect((await readMetadata(client, "kv", awsPath))?.record).toMatchObject({ previous: old.access_key_id });

        expect(await rotateKeys(rotation(inDays(0.9)))).toMatchObject({ made: false, ended: 0 });
        expect(await rotateKeys(rotation(inDays(1.1)))).toEqual({ made: false, ended: 1 });
        expect(await keyIds()).toEqual([present.access_key_id]);
        expect((await readMetadata(client, "kv", awsPath))?.record).not.toHaveProperty("previous");
      });

      test("keeps other fields of the secret", async () => {
        await client.write("POST", `kv/data/${awsPath}`, { options: { cas: 0 }, data: { region: "eu-west-1" } });
        await rotateKeys(rotation({ force: true }));

        expect(await held()).toMatchObject({ region: "eu-west-1", access_key_id: expect.any(String) });
      });

      test("is made in place of one that was deleted at AWS", async () => {
        await rotateKeys(rotation());
        const { access_key_id: gone } = await held();
        await iam("DeleteAccessKey", { UserName: user, AccessKeyId: String(gone) });

        expect(await rotateKeys(rotation())).toMatchObject({ made: true });
        expect(await keyIds()).toEqual([(await held()).access_key_id]);
      });

      test("gets no third beside it: the run says when there is room", async () => {
        await rotateKeys(rotation());
        await second();
        await rotateKeys(rotation({ force: true }));

        const { made, waits } = await rotateKeys(rotation({ force: true }));
        expect({ made, waits }).toEqual({
          made: false,
          waits: expect.stringMatching(
            /^has 2 keys, and no more are allowed: the one before the present one stays valid until 20/,
          ),
        });
      });

      test("two of a user that nobody knows about are touched by no run", async () => {
        await iam("CreateAccessKey", { UserName: user });
        await iam("CreateAccessKey", { UserName: user });

        expect(await rotateKeys(rotation(inDays(300)))).toEqual({
          made: false,
          ended: 0,
          waits: "has 2 keys, and no more are allowed: delete the one that nobody uses",
        });
        expect(await keyIds()).toHaveLength(2);
      });

      test("of a user who does not exist is refused by AWS, and Vault stays as it was", async () => {
        user = "nobody";
        await expect(rotateKeys(rotation())).rejects.toThrow("iam:ListAccessKeys is refused by AWS: NoSuchEntity.");
        expect(await readMetadata(client, "kv", awsPath)).toBeUndefined();
      });
    });

    describe("a run that is cut off", () => {
      const cutOff = "the run was cut off";
      const works = async () => {
        const { access_key_id: id } = await held();
        expect(await keyIds()).toContain(id);
        return id;
      };

      beforeEach(async () => {
        await rotateKeys(rotation());
        await second();
      });

      test("before a key is made leaves everything as it was; the next one completes", async () => {
        const before = await works();
        const rotator = Object.assign(awsRotator(), { create: () => Promise.reject(new Error(cutOff)) });
        await expect(rotateKeys(rotation({ force: true, rotator }))).rejects.toThrow(cutOff);

        expect(await works()).toBe(before);
        expect(await rotateKeys(rotation({ force: true }))).toMatchObject({ made: true });
      });

      test("after a key was made leaves the old one in use; the stray one ends, and the next run completes", async () => {
        const before = await works();
        const rotator = awsRotator();
        const create = rotator.create.bind(rotator);
        rotator.create = async () => {
          await create();
          throw new Error(cutOff);
        };
        await expect(rotateKeys(rotation({ force: true, rotator }))).rejects.toThrow(cutOff);
        expect(await works()).toBe(before);
        expect(await keyIds()).toHaveLength(2);

        const early = await rotateKeys(rotation({ force: true }));
        expect(early).toMatchObject({
          made: false,
          ended: 0,
          waits: expect.stringContaining("left by one that was cut off"),
        });
        expect(await rotateKeys(rotation({ force: true, ...inDays(1.1) }))).toMatchObject({ made: true, ended: 1 });
        await works();
      });

      test("while the key does not work withdraws it", async () => {
        const before = await works();
        const rotator = Object.assign(awsRotator(), { verify: () => Promise.reject(new Error("it does not work")) });
        await expect(rotateKeys(rotation({ force: true, rotator }))).rejects.toThrow("it does not work");

        expect(await keyIds()).toEqual([before]);
      });

      test("before Vault has the key leaves the old one in use", async () => {
        const before = await works();
        await expect(rotateKeys(rotation({ force: true, client: failing("send", "before") }))).rejects.toThrow(cutOff);

        expect(await works()).toBe(before);
        expect(await rotateKeys(rotation({ force: true, ...inDays(1.1) }))).toMatchObject({ made: true, ended: 1 });
        await works();
      });

      test("after Vault has the key, its answer lost, leaves both valid; the next run records it", async () => {
        const before = await works();
        await expect(rotateKeys(rotation({ force: true, client: failing("send", "after") }))).rejects.toThrow(cutOff);

        expect(await works()).not.toBe(before);
        expect(await keyIds()).toHaveLength(2);
        expect(await rotateKeys(rotation())).toMatchObject({ made: false, ended: 0 });
        expect((await readMetadata(client, "kv", awsPath))?.record).toMatchObject({ previous: before });
        expect(await rotateKeys(rotation(inDays(1.1)))).toMatchObject({ made: false, ended: 1 });
        await works();
      });

      test("before the record leaves a fresh key, which the next run does not change again", async () => {
        const before = await works();
        await expect(rotateKeys(rotation({ force: true, client: failing("write", "before") }))).rejects.toThrow(cutOff);

        const present = await works();
        expect(present).not.toBe(before);
        expect(await rotateKeys(rotation())).toMatchObject({ made: false, ended: 0 });
        expect(await works()).toBe(present);
        expect((await readMetadata(client, "kv", awsPath))?.record).toMatchObject({ previous: before });
      });

      test("while an old key ends changes nothing else", async () => {
        await rotateKeys(rotation({ force: true }));
        const present = await works();
        const rotator = Object.assign(awsRotator(), { revoke: () => Promise.reject(new Error(cutOff)) });
        await expect(rotateKeys(rotation({ rotator, ...inDays(1.1) }))).rejects.toThrow(cutOff);

        expect(await rotateKeys(rotation(inDays(1.1)))).toMatchObject({ made: false, ended: 1 });
        expect(await works()).toBe(present);
      });
    });

    describe("a deploy key", () => {
      const deploy = (more: Partial<KeyRotation> = {}) =>
        rotation({ path: deployPath, rotator: githubRotator(), ...more });

      test("opens the repository with a private key that OpenSSH takes for the public one", async () => {
        await rotateKeys(deploy());

        const { private_key: privateKey, public_key: publicKey } = await held(deployPath);
        expect(publicPartOf(String(privateKey))).toBe(String(publicKey).split(" ").slice(0, 2).join(" "));
        expect(github.state.deployKeys).toMatchObject([
          { title: `sallyport ${deployPath}`, readOnly: true, key: String(publicKey).split(" ").slice(0, 2).join(" ") },
        ]);
        expect(github.problems).toEqual([]);
      });

      test("has its successor beside it for the overlap, and one that people made is never touched", async () => {
        github.state.deployKeys.push({
          id: 1,
          title: "by hand",
          key: "ssh-ed25519 fake",
          readOnly: false,
          createdAt: "2020-01-01T00:00:00Z",
        });
        await rotateKeys(deploy());
        await second();
        await rotateKeys(deploy({ force: true }));
        expect(github.state.deployKeys).toHaveLength(3);

        expect(await rotateKeys(deploy(inDays(1.1)))).toMatchObject({ made: false, ended: 1 });
        expect(github.state.deployKeys.map(({ title }) => title)).toEqual(["by hand", `sallyport ${deployPath}`]);
        expect(Object.keys((await held(deployPath)).key_id as object)).toEqual([
          String(github.state.deployKeys[1]?.id),
        ]);
      });

      test("of two runs at the same time one wins, and the other takes its key back", async () => {
        await rotateKeys(deploy());
        await second();
        const results = await Promise.allSettled([
          rotateKeys(deploy({ force: true })),
          rotateKeys(deploy({ force: true })),
        ]);

        expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
        expect(results.find(({ status }) => status === "rejected")).toMatchObject({
          reason: { message: expect.stringContaining("was written by somebody else meanwhile. Nothing was changed") },
        });
        expect(github.state.deployKeys).toHaveLength(2);
        const [id] = Object.keys((await held(deployPath)).key_id as object);
        expect(github.state.deployKeys.map((key) => String(key.id))).toContain(id);
      });

      test("is not written over what somebody wrote meanwhile", async () => {
        await rotateKeys(deploy());
        const rotator = githubRotator();
        const verify = rotator.verify.bind(rotator);
        rotator.verify = async (key) => {
          await verify(key);
          await client.write("PATCH", `kv/data/${deployPath}`, { data: { note: "by hand" }, options: { cas: 1 } });
        };
        await expect(rotateKeys(deploy({ force: true, rotator }))).rejects.toThrow(
          /written by somebody else meanwhile/,
        );

        expect(await held(deployPath)).toMatchObject({ note: "by hand" });
        expect(github.state.deployKeys).toHaveLength(1);
      });
    });

    describe("the commands", () => {
      const policyFile = (more: object = {}) => {
        const folder = mkdtempSync(join(tmpdir(), "sallyport-rotation-"));
        const file = join(folder, "sallyport.yaml");
        writeFileSync(file, JSON.stringify(policyOf(more)));
        return { folder, file };
      };
      const policyOf = (more: object = {}) => ({
        version: 1,
        organization: { login: "acme", id: 1042, teams: { payments: 7, security: 8 } },
        repositories: [{ name: "payments-api", id: 900123, owners: ["team:payments"] }],
        secrets: {
          vault: { address: "https://vault.acme.example" },
          stored: {
            [awsPath]: { awsIamUser: { user } },
            [deployPath]: { githubDeployKey: { repository: "payments-api" } },
          },
          ...more,
        },
      });
      /** A token that has what the rotation job has in Vault, and no more. */
      const rotationToken = async () => {
        const { policy } = parsePolicy(JSON.stringify(policyOf()));
        const rules = policy.secrets ? rotationRules(policy.secrets) : [];
        await client.write("PUT", "sys/policies/acl/rotation", { policy: policyText("Rotation", rules) });
        const body = { policies: ["rotation"], no_default_policy: true };
        return (await client.send("POST", "auth/token/create", body, TokenMade)).auth.client_token;
      };
      const run = async (args: string[], folder: string, env: Record<string, string> = {}) =>
        runCli(["secrets", ...args], {
          cwd: folder,
          env: {
            ...vault.environment(await rotationToken()),
            ...aws(),
            GITHUB_API_URL: github.url,
            GITHUB_TOKEN: token.value,
            ...env,
          },
        });

      test("report, rotate, report: unknown becomes fresh; no output and no audit entry holds a value", async () => {
        const { folder } = policyFile();
        const audit = join(vault.folder, "audit.log");
        await client.write("PUT", "sys/audit/file", { type: "file", options: { file_path: audit } });
        const before = await run(["report", "--json"], folder);
        const dry = await run(["rotate", "--dry-run"], folder);
        expect(await keyIds()).toEqual([]);
        const rotated = await run(["rotate", "--json"], folder);
        const after = await run(["report"], folder, {
          GITHUB_ACTIONS: "true",
          GITHUB_STEP_SUMMARY: join(folder, "summary"),
        });

        expect([before.code, dry.code, rotated.code, after.code]).toEqual([2, 0, 0, 0]);
        expect(documentOf(before.stdout, "secrets-report.json")).toMatchObject({
          decision: "undecided",
          secrets: [{ name: awsPath, state: "unknown", why: "is not in Vault", owners: ["team:payments"] }, {}],
        });
        expect(documentOf(rotated.stdout, "secrets-rotate.json")).toMatchObject({
          secrets: [
            { name: awsPath, outcome: "rotated", ended: 0 },
            { name: deployPath, outcome: "rotated", ended: 0 },
          ],
        });
        expect(after.stdout).toContain("0 overdue, 0 unknown, 0 due soon, 2 fresh.");
        expect((await readMetadata(client, "kv", awsPath))?.record).toMatchObject({
          owner: "team:payments",
          class: "apiKey",
          due_at: expect.stringMatching(/^20/),
        });

        const values = [(await held()).secret_access_key, (await held(deployPath)).private_key].map(String);
        const said = [before, dry, rotated, after].flatMap(({ stdout, stderr }) => [stdout, stderr]).join();
        const everything = [said, readFileSync(audit, "utf8"), readFileSync(join(folder, "summary"), "utf8")].join();
        expect(values.map((value) => value.length > 20)).toEqual([true, true]);
        for (const value of [...values, ...values.map((each) => JSON.stringify(each).slice(1, -1))]) {
          expect(everything.includes(value)).toBe(false);
        }
        expect(readFileSync(audit, "utf8")).toContain(`kv/data/${awsPath}`);
        await client.write("DELETE", "sys/audit/file");
        rmSync(folder, { recursive: true });
      });

      test("what is overdue ends with 1, is annotated, and gets one issue, which is closed after the rotation", async () => {
        const { folder } = policyFile();
        await run(["rotate"], folder);
        await second();
        const old = { rotated_at: "2020-01-01T00:00:00Z" };
        await client.write("PATCH", `kv/metadata/${awsPath}`, { custom_metadata: old });
        const args = ["report", "--issues", "payments-api"];
        const first = await run(args, folder, { GITHUB_ACTIONS: "true" });
        await run(args, folder);

        expect(first.code).toBe(1);
        expect(first.stdout).toMatch(/overdue .*payments-api\/production\/aws .*team:payments/);
        expect(first.stderr).toMatch(/^::error title=Secret overdue%3A payments-api\/production\/aws::/);
        expect(github.state.issues).toMatchObject([{ title: `Secret overdue: ${awsPath}`, state: "open" }]);

        await run(["rotate", "--only", awsPath, "--force"], folder);
        expect((await run(args, folder)).code).toBe(0);
        expect(github.state.issues).toMatchObject([{ state: "closed" }]);
        github.state.issues.length = 0;
        rmSync(folder, { recursive: true });
      });

      test("what they may do in Vault lets them read no value", async () => {
        const { folder } = policyFile();
        expect((await run(["rotate"], folder)).code).toBe(0);
        const rotating = vault.client(await rotationToken());

        for (const path of [awsPath, deployPath]) {
          await expect(rotating.read(`kv/data/${path}`, z.unknown())).rejects.toThrow("HTTP 403");
        }
        rmSync(folder, { recursive: true });
      });

      test("one that fails does not keep the others, and ends with 2", async () => {
        const { folder } = policyFile();
        const ended = await run(["rotate", "--json"], folder, { AWS_SECRET_ACCESS_KEY: "" });

        expect(ended.code).toBe(2);
        expect(documentOf(ended.stdout, "secrets-rotate.json")).toMatchObject({
          secrets: [
            { outcome: "failed", why: expect.stringContaining("AWS_SECRET_ACCESS_KEY is not set") },
            { outcome: "rotated" },
          ],
        });
        rmSync(folder, { recursive: true });
      });

      test("a token without the right to see ages gives doubt; a sealed or missing Vault one clear error", async () => {
        const { folder } = policyFile();
        const { auth } = await client.send("POST", "auth/token/create", { policies: ["default"] }, TokenMade);
        const blind = await run(["report", "--json"], folder, { VAULT_TOKEN: auth.client_token });
        const gone = await run(["report"], folder, { VAULT_ADDR: "http://127.0.0.1:9" });

        expect(blind.code).toBe(2);
        expect(documentOf(blind.stdout, "secrets-report.json")).toMatchObject({
          secrets: [{ state: "unknown", why: expect.stringContaining("cannot be read") }, {}],
        });
        expect(gone.code).toBe(2);
        expect(gone.stderr).toMatch(/^error: GET kv\/metadata\/.* cannot be asked \(ECONNREFUSED\)\. Check VAULT_ADDR/);
        rmSync(folder, { recursive: true });
      });

      test("a secret whose versions are deleted after a time is there until then", async () => {
        const stored = async () => (await readMetadata(client, "kv", "a/b/c"))?.writtenAt !== undefined;
        await client.write("POST", "kv/metadata/a/b/c", { delete_version_after: "2s" });
        await client.write("POST", "kv/data/a/b/c", { options: { cas: 0 }, data: { key: "fake" } });

        expect(await stored()).toBe(true);
        await new Promise((resolve) => setTimeout(resolve, 2100));
        expect(await stored()).toBe(false);
        await client.write("DELETE", "kv/metadata/a/b/c");
      });

      test("facts of keys and certificates come from Vault's engines", async () => {
        await client.write("POST", "sys/mounts/transit", { type: "transit" });
        await client.write("POST", "transit/keys/release", { type: "ecdsa-p256" });
        await client.write("POST", "sys/mounts/pki", { type: "pki", config: { max_lease_ttl: "87600h" } });
        await client.write("POST", "pki/root/generate/internal", { common_name: "acme", ttl: "43800h" });
        await client.write("POST", "pki/roles/server", {
          allowed_domains: "acme.example",
          ttl: "1h",
          max_ttl: "8760h",
        });
        await client.write("POST", "pki/roles/loose", { allowed_domains: "acme.example", ttl: "1h" });
        const engines = {
          transit: { keys: { release: {}, absent: {} } },
          pki: { domains: ["acme.example"], roles: { server: {}, loose: {} } },
        };
        const { policy } = parsePolicy(JSON.stringify(policyOf({ engines, stored: {} })));
        const secrets = secretInventory(policy);
        const judged = judgeSecrets(secrets, await readSecretFacts(client, "kv", secrets), { ahead: "7d" }, new Date());

        expect(judged.map(({ name, state, why }) => [name, state, why])).toEqual([
          ["pki-root/issuer/default", "unknown", expect.any(String)],
          ["pki/issuer/default", "fresh", undefined],
          ["pki/roles/server", "fresh", undefined],
          ["pki/roles/loose", "overdue", "gives certificates without a longest life, and the policy allows 365 days"],
          ["transit/keys/release", "fresh", undefined],
          ["transit/keys/absent", "unknown", "is not in Vault"],
        ]);
      });
    });
  },
);

describeWith(["vault", "moto_server"], "Rotation at AWS with every signature checked, as moto plays it,", () => {
  test("old and new key log in during the overlap; after it the old one is refused", async () => {
    const [vault, moto] = await Promise.all([
      VaultServer.start(),
      startMoto({ INITIAL_NO_AUTH_ACTION_COUNT: "4" }), // what the administrator makes first
    ]);
    try {
      const client = vault.client();
      await client.write("POST", "sys/mounts/kv", { type: "kv", options: { version: "2" } });
      const admin = await administrator(moto);
      const rotator = new AwsIamUserRotator(awsAccess({ ...admin, AWS_ENDPOINT_URL: moto.url }), "ci", async () => {});
      const rotate = (days: number, force = false) =>
        rotateKeys({
          client,
          kv: "kv",
          path: awsPath,
          rotator,
          overlapSeconds: day,
          periodSeconds: 90 * day,
          aheadSeconds: 7 * day,
          force,
          dryRun: false,
          now: () => new Date(Date.now() + days * day * 1000),
        });
      const held = async () => {
        const { data } = await client.read(`kv/data/${awsPath}`, z.object({ data: AccessKey }));
        return { id: data.access_key_id, fields: data };
      };
      await rotate(0);
      const old = await held();
      await second();
      await rotate(0, true);
      const present = await held();

      await rotator.verify(old);
      await rotator.verify(present);
      await rotate(1.1);
      await expect(rotator.verify(old)).rejects.toThrow(
        "sts:GetCallerIdentity is refused by AWS: InvalidClientTokenId",
      );
      await rotator.verify(present);
      const wrong = { ...present, fields: { ...present.fields, secret_access_key: "fake" } };
      await expect(rotator.verify(wrong)).rejects.toThrow(/is refused by AWS: SignatureDoesNotMatch/);
    } finally {
      await Promise.all([vault.stop(), moto.stop()]);
    }
  });
});

const AccessKey = z.object({ access_key_id: z.string(), secret_access_key: z.string() });

/** An IAM user who may do everything, and the user `ci`, made before moto checks signatures. */
async function administrator({ url }: Moto): Promise<Record<string, string>> {
  const authorization =
    "AWS4-HMAC-SHA256 Credential=fake/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=fake";
  const ask = async (action: string, parameters: Record<string, string>) => {
    const body = new URLSearchParams({ Action: action, Version: "2010-05-08", ...parameters });
    return (await fetch(url, { method: "POST", body, headers: { authorization } })).text();
  };
  const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  await ask("CreateUser", { UserName: "ci" });
  await ask("CreateUser", { UserName: "admin" });
  await ask("PutUserPolicy", { UserName: "admin", PolicyName: "all", PolicyDocument: JSON.stringify(everything) });
  const made = await ask("CreateAccessKey", { UserName: "admin" });
  const part = (name: string) => new RegExp(`<${name}>([^<]+)`).exec(made)?.[1] ?? "";
  return { AWS_ACCESS_KEY_ID: part("AccessKeyId"), AWS_SECRET_ACCESS_KEY: part("SecretAccessKey") };
}

describeWith(["vault", "postgresql"], "Passwords of a real PostgreSQL,", () => {
  test("Vault's own and those of static roles change when they are due, and what they were is refused", async () => {
    const [vault, database] = await Promise.all([VaultServer.start(), startPostgres()]);
    try {
      const client = vault.client();
      await client.write("POST", "sys/mounts/kv", { type: "kv", options: { version: "2" } });
      await client.write("POST", "sys/mounts/database", { type: "database" });
      await database.query("create role app login password 'fake-first'");
      await client.write("POST", "database/config/payments", {
        plugin_name: "postgresql-database-plugin",
        allowed_roles: "*",
        connection_url: `postgresql://{{username}}:{{password}}@127.0.0.1:${database.port}/postgres?sslmode=disable`,
        username: database.bootstrap.user,
        password: database.bootstrap.password,
      });
      await client.write("POST", "database/static-roles/app", {
        db_name: "payments",
        username: "app",
        rotation_period: "720h",
      });
      const { policy } = parsePolicy(
        JSON.stringify({
          version: 1,
          organization: { login: "acme", id: 1042, teams: { security: 8 } },
          repositories: [{ name: "payments-api", id: 900123 }],
          secrets: {
            vault: { address: "https://vault.acme.example" },
            engines: { database: { postgresql: { payments: { staticRoles: { app: { username: "app" } } } } } },
          },
        }),
      );
      const secrets = secretInventory(policy);
      const rules = policy.secrets ? rotationRules(policy.secrets) : [];
      await client.write("PUT", "sys/policies/acl/rotation", { policy: policyText("Rotation", rules) });
      const { auth } = await client.send("POST", "auth/token/create", { policies: ["rotation"] }, TokenMade);
      const rotating = vault.client(auth.client_token);
      const rotate = (days = 0) =>
        rotateSecrets({
          client: rotating,
          policy,
          secrets,
          rotatorOf: () => undefined,
          force: false,
          dryRun: false,
          now: () => new Date(Date.now() + days * day * 1000),
        });
      const outcomes = async (days?: number) => (await rotate(days)).map(({ outcome, why }) => [outcome, why]);

      expect(await outcomes()).toEqual([
        ["left", "was never handed over to Vault"],
        ["kept", undefined],
      ]);
      expect(await database.query("select 1", database.bootstrap)).toEqual([["1"]]);

      await patchRecord(client, "kv", "sallyport/database/payments", { rotated_at: new Date().toISOString() });
      expect(await outcomes(20)).toEqual([
        ["kept", undefined],
        ["kept", undefined],
      ]);
      const Credentials = z.object({ password: z.string() });
      const { password } = await client.read("database/static-creds/app", Credentials);
      expect(await outcomes(31)).toEqual([
        ["rotated", undefined],
        ["rotated", undefined],
      ]);
      await expect(database.query("select 1", database.bootstrap)).rejects.toThrow(/password authentication failed/);
      await expect(database.query("select 1", { user: "app", password })).rejects.toThrow(
        /password authentication failed/,
      );
      const statements = [`create role "{{name}}" login password '{{password}}' valid until '{{expiration}}'`];
      await client.write("POST", "database/roles/reader", { db_name: "payments", creation_statements: statements });
      const twice = await Promise.all([rotate(93), rotate(93)]);
      expect(twice.map(([root]) => root?.outcome)).toContain("rotated");
      expect(await client.read("database/creds/reader", z.object({ username: z.string() }))).toBeDefined();

      const now = await client.read("database/static-creds/app", Credentials);
      expect(await database.query("select 1", { user: "app", password: now.password })).toEqual([["1"]]);
    } finally {
      await Promise.all([vault.stop(), database.stop()]);
    }
  });
});

/** What OpenSSH makes of a private key. */
function publicPartOf(privateKey: string): string {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-ssh-"));
  try {
    writeFileSync(join(folder, "key"), privateKey, { mode: 0o600 });
    const { status, stdout, stderr } = spawnSync("ssh-keygen", ["-y", "-f", join(folder, "key")], { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return stdout.trim().split(" ").slice(0, 2).join(" ");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** kv-v2 is upgraded in the background after its mount. */
async function eventually(work: () => Promise<void>): Promise<void> {
  for (let tried = 0; ; tried++) {
    try {
      return await work();
    } catch (error) {
      if (tried > 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
