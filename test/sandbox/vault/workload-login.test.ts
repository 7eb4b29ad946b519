import { SecretsPolicy, workloadLoginName } from "@sallyport/policy";
import { SecretStore, WorkloadAccess, WorkloadLogin } from "@sallyport/vault";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { describeWith } from "../../support/describe-with.ts";
import { applyTo } from "../../support/vault/apply.ts";
import { type ServiceAccount, startTokenReview, type TokenReviewServer } from "../../support/vault/token-review.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

const api: ServiceAccount = { namespace: "payments", name: "api", uid: "0b8e6a6e-0000-4000-8000-000000000001" };
const Login = z.object({
  auth: z.object({
    client_token: z.string(),
    lease_duration: z.number(),
    token_type: z.string(),
    policies: z.array(z.string()),
    entity_id: z.string(),
  }),
});

describeWith(
  "vault",
  "Workloads, on a real Vault with its Kubernetes plugin and a server that answers TokenReview as an API server does (no real one),",
  () => {
    let vault: VaultServer;
    let cluster: TokenReviewServer;

    beforeAll(async () => {
      [vault, cluster] = await Promise.all([VaultServer.start(), startTokenReview()]);
      for (const tokenType of ["batch", "service"]) {
        const policy = SecretsPolicy.parse({
          vault: { address: "https://vault.acme.example" },
          auth: {
            kubernetes: { path: `cluster-${tokenType}`, host: cluster.url, caCertificate: "cluster.pem", tokenType },
          },
          workloads: {
            api: { namespace: "payments", serviceAccounts: ["api"], secrets: ["payments-api/production/stripe"] },
            shop: { namespace: "shop", serviceAccounts: ["web"] },
          },
        });
        const { kubernetes } = policy.auth;
        if (!kubernetes) throw new Error("the test lost its section");
        await applyTo(vault, () => {
          const access = new WorkloadAccess("acme", { policy: kubernetes, caCertificate: cluster.ca });
          for (const workload of ["api", "shop"]) new WorkloadLogin(workload, { policy, workload, path: access.path });
        });
      }
      const { kv } = SecretsPolicy.parse({ vault: { address: "https://vault.acme.example" } }).engines;
      await applyTo(vault, () => new SecretStore("acme", { policy: kv }));
      for (const name of ["stripe", "other"]) {
        const body = { options: { cas: 0 }, data: { value: `fake-${name}` } };
        await vault.client().write("POST", `kv/data/payments-api/production/${name}`, body);
      }
    });
    afterAll(() => Promise.all([vault.stop(), cluster.stop()]));

    const loginWith = (jwt: string, workload = "api", mount = "cluster-batch") =>
      vault.unauthenticated().send("POST", `auth/${mount}/login`, { role: workloadLoginName(workload), jwt }, Login);
    const secretAt = (token: string, name: string) =>
      vault.client(token).read(`kv/data/payments-api/production/${name}`, z.object({ data: z.unknown() }));

    test.each(["batch", "service"])(
      "the right service account logs in and reads its secret: %s token",
      async (kind) => {
        const { auth } = await loginWith(await cluster.tokenOf(api), "api", `cluster-${kind}`);

        expect(auth).toMatchObject({ token_type: kind, policies: ["workload-api"], lease_duration: 3600 });
        expect(await secretAt(auth.client_token, "stripe")).toMatchObject({
          data: { value: "fake-stripe" },
        });
        await expect(secretAt(auth.client_token, "other")).rejects.toThrow("HTTP 403");
      },
    );

    describe("refused is", () => {
      test.each<[string, Partial<ServiceAccount>, string]>([
        ["the same account of another namespace", { namespace: "shop" }, "namespace not authorized"],
        ["another account of the namespace", { name: "worker" }, "service account name not authorized"],
        ["a namespace by a wildcard", { namespace: "*" }, "namespace not authorized"],
        ["an account by a wildcard", { name: "*" }, "service account name not authorized"],
      ])("%s", async (_, change, message) => {
        await expect(loginWith(await cluster.tokenOf({ ...api, ...change }))).rejects.toThrow(message);
      });

      test("a token made for the API server or another audience", async () => {
        for (const audience of ["https://kubernetes.default.svc.cluster.local", "sts.amazonaws.com"]) {
          await expect(loginWith(await cluster.tokenOf(api, audience))).rejects.toThrow("invalid audience (aud) claim");
        }
      });

      test("a token that the cluster did not sign, whatever it claims", async () => {
        await expect(loginWith(await cluster.forgedTokenOf(api))).rejects.toThrow("HTTP 403");
      });

      test("an expired token", async () => {
        const exp = Math.floor(Date.now() / 1000) - 600;

        await expect(loginWith(await cluster.tokenOf(api, "vault", { exp }))).rejects.toThrow("token is expired");
      });

      test("the account at the role of another workload", async () => {
        await expect(loginWith(await cluster.tokenOf(api), "shop")).rejects.toThrow("not authorized");
      });

      test("the token of an account that was deleted", async () => {
        const account = { ...api, uid: "0b8e6a6e-0000-4000-8000-000000000002" };
        const token = await cluster.tokenOf(account);
        await expect(loginWith(token)).resolves.toBeDefined();
        cluster.deleteAccount(account);

        await expect(loginWith(token)).rejects.toThrow("HTTP 403");
      });
    });

    test("an account that is made again under its old name is somebody else", async () => {
      const again = { ...api, uid: "0b8e6a6e-0000-4000-8000-000000000003" };
      const ids = await Promise.all(
        [api, api, again].map(async (account) => {
          return (await loginWith(await cluster.tokenOf(account), "api", "cluster-service")).auth.entity_id;
        }),
      );

      expect(ids[0]).toBe(ids[1]);
      expect(ids[2]).not.toBe(ids[0]);
    });

    test("no credential for asking the API server is kept in Vault", async () => {
      const config = await vault.client().read("auth/cluster-batch/config", z.record(z.string(), z.unknown()));

      expect(config).toMatchObject({ disable_local_ca_jwt: true, token_reviewer_jwt_set: false });
    });
  },
);
