import { createHmac, randomUUID } from "node:crypto";
import { get } from "node:https";
import { SecretsPolicy } from "@sallyport/policy";
import { PeopleLogin, SecretStore, TeamAccess } from "@sallyport/vault";
import { oidcConfig } from "@sallyport/vault-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { describeWith } from "../../support/describe-with.ts";
import { applyTo } from "../../support/vault/apply.ts";
import { type Issuer, startIssuer } from "../../support/vault/issuer.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

const client = { id: "vault", secret: "fake-client-secret" };
const redirect = "http://localhost:8250/oidc/callback";

const AuthUrl = z.object({ data: z.object({ auth_url: z.string() }) });
const Login = z.object({
  auth: z.object({
    client_token: z.string(),
    /** None before the second factor. */
    policies: z
      .array(z.string())
      .nullable()
      .transform((names) => names ?? []),
    lease_duration: z.number(),
    mfa_requirement: z
      .object({
        mfa_request_id: z.string(),
        mfa_constraints: z.record(
          z.string(),
          z.object({ any: z.array(z.object({ type: z.string(), id: z.string() })) }),
        ),
      })
      .nullish(),
  }),
});
type Login = z.infer<typeof Login>["auth"];

/** The code of an authenticator app: https://www.rfc-editor.org/rfc/rfc6238, with its defaults. */
function oneTimeCode(base32: string, steps = 0): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...base32.replaceAll("=", "")].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0"));
  const bytes = bits.join("").match(/.{8}/g) ?? [];
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac("sha1", Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2))))
    .update(counter)
    .digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Where the identity provider sends the browser of a person who agrees. */
function followed(address: string, ca: string): Promise<URL> {
  return new Promise((resolve, reject) => {
    const asked = get(address, { ca }, ({ headers, statusCode }) => {
      if (headers.location === undefined) reject(new Error(`The provider answers ${statusCode} without a redirect.`));
      else resolve(new URL(headers.location));
    });
    asked.on("error", reject);
  });
}

describeWith("vault", "People, on a real Vault with a loopback identity provider,", () => {
  let vault: VaultServer;
  let provider: Issuer;
  const teams = {
    payments: { read: ["payments-api/staging/*"] },
    platform: { group: "acme:platform-engineers", write: ["payments-api/production/stripe"] },
  };
  const secrets = (oidc: object = {}, people: object = {}) =>
    SecretsPolicy.parse({
      vault: { address: "https://vault.acme.example" },
      auth: { oidc: { discoveryUrl: provider.url, clientId: client.id, caCertificate: "ca.pem", ...oidc } },
      people,
    });

  /** The login of people at a mount, with its configuration handed over. */
  async function mounted(oidc: object, people: object): Promise<{ method: string; accessor: string }> {
    const policy = secrets(oidc, people);
    const made = await applyTo(vault, () => {
      const login = new PeopleLogin("acme", { policy, organization: { login: "acme" } });
      for (const team of Object.keys(policy.people)) {
        new TeamAccess(team, { policy, team, accessor: login.accessor });
      }
    });
    const { oidc: settings } = policy.auth;
    if (!settings) throw new Error("the test lost its section");
    const config = oidcConfig({ policy: settings, caCertificate: provider.ca, clientSecret: client.secret });
    await vault.client().write("POST", `auth/${settings.path}/config`, config);
    return {
      method: String(made.get("vault:identity/mfaTotp:MfaTotp acme")?.methodId),
      accessor: String(made.get("vault:index/authBackend:AuthBackend acme")?.accessor),
    };
  }

  beforeAll(async () => {
    [vault, provider] = await Promise.all([VaultServer.start(), startIssuer()]);
    await applyTo(vault, () => new SecretStore("acme", { policy: secrets().engines.kv }));
    for (const place of ["staging", "production"]) {
      const body = { options: { cas: 0 }, data: { value: `fake-${place}` } };
      await vault.client().write("POST", `kv/data/payments-api/${place}/stripe`, body);
    }
  });
  afterAll(() => Promise.all([vault.stop(), provider.stop()]));

  const authUrl = async (mount: string, redirectUri = redirect, nonce: string = randomUUID()) => {
    const body = { role: "people", redirect_uri: redirectUri, client_nonce: nonce };
    return (await vault.unauthenticated().send("POST", `auth/${mount}/oidc/auth_url`, body, AuthUrl)).data.auth_url;
  };

  /** A login in a browser, as `vault login -method=oidc` makes it. */
  async function login(mount: string, sub: string, groups: readonly string[]): Promise<Login> {
    provider.expectLogin({ sub, groups }, client);
    const nonce = randomUUID();
    const { searchParams } = await followed(await authUrl(mount, redirect, nonce), provider.ca);
    searchParams.set("client_nonce", nonce);
    return (await vault.unauthenticated().send("GET", `auth/${mount}/oidc/callback?${searchParams}`, undefined, Login))
      .auth;
  }

  const valueAt = async (token: string, place: string) =>
    (await vault.client(token).read(`kv/data/payments-api/${place}/stripe`, z.object({ data: z.unknown() }))).data;

  describe("where the identity provider asks for the second factor", () => {
    beforeAll(() => mounted({ path: "people", mfa: false, tokenTtl: "20m" }, teams));

    test("a member of a group gets what the team may do, for the time of the policy, and nothing else", async () => {
      const auth = await login("people", "mona", ["payments", "lunch"]);

      expect(auth).toMatchObject({ policies: ["team-payments"], lease_duration: 1200 });
      expect(await valueAt(auth.client_token, "staging")).toEqual({ value: "fake-staging" });
      await expect(valueAt(auth.client_token, "production")).rejects.toThrow("HTTP 403");
    });

    test("a team is found by what the provider calls its group", async () => {
      const { client_token: token, policies } = await login("people", "hubot", ["acme:platform-engineers"]);
      const stripe = { options: { cas: 1 }, data: { value: "fake-new" } };

      expect(policies).toEqual(["team-platform"]);
      await expect(
        vault.client(token).write("POST", "kv/data/payments-api/production/stripe", stripe),
      ).resolves.toBeUndefined();
      await expect(valueAt(token, "production"), "who writes does not read").rejects.toThrow("HTTP 403");
    });

    test.each([
      ["in no group", []],
      ["in a group of another name", ["lunch"]],
      ["in a group whose name starts alike", ["payments-2"]],
      ["in a group by a wildcard", ["*"]],
      ["in a group named like a Vault policy", ["root", "team-payments"]],
    ])("somebody %s gets nothing", async (_, groups) => {
      const { client_token: token, policies } = await login("people", "stranger", groups);

      expect(policies).toEqual([]);
      await expect(valueAt(token, "staging")).rejects.toThrow("HTTP 403");
      await expect(vault.client(token).read("auth/token/lookup-self", z.unknown())).rejects.toThrow("HTTP 403");
    });

    test("who leaves the group has nothing more after the next login", async () => {
      expect((await login("people", "leaver", ["payments"])).policies).toEqual(["team-payments"]);
      const after = await login("people", "leaver", []);

      expect(after.policies).not.toContain("team-payments");
    });

    test("only the addresses of the policy are returned to, and the code is bound to who asked for it", async () => {
      const address = new URL(await authUrl("people"));

      expect(address.origin).toBe(provider.url);
      expect(address.searchParams.get("code_challenge_method")).toBe("S256");
      expect(address.searchParams.get("scope")).toBe("openid");
      // Vault says nothing about an address that it does not know, and gives no address of the provider.
      expect(await authUrl("people", "https://evil.example/oidc/callback")).toBe("");
    });

    test("a client that the provider does not know logs nobody in", async () => {
      provider.expectLogin({ sub: "mona", groups: ["payments"] }, { ...client, secret: "fake-another-secret" });
      const nonce = randomUUID();
      const { searchParams } = await followed(await authUrl("people", redirect, nonce), provider.ca);
      searchParams.set("client_nonce", nonce);

      await expect(
        vault.unauthenticated().send("GET", `auth/people/oidc/callback?${searchParams}`, undefined, Login),
      ).rejects.toThrow("HTTP 400");
    });
  });

  describe("where Vault asks for a one-time password", () => {
    let method: string;
    let accessor: string;
    beforeAll(async () => {
      ({ method, accessor } = await mounted(
        { path: "oidc" },
        { ledger: teams.payments, keepers: { provision: true } },
      ));
    });

    const validate = ({ mfa_requirement: demanded }: Login, code: string) =>
      vault
        .unauthenticated()
        .send(
          "POST",
          "sys/mfa/validate",
          { mfa_request_id: demanded?.mfa_request_id, mfa_payload: { [method]: [code] } },
          Login,
        );
    const Id = z.object({ data: z.object({ id: z.string() }) });
    const Secret = z.object({ data: z.object({ url: z.string() }) });
    /** The secret of the authenticator app, as whoever runs Vault makes it for a person who tried to log in once. */
    async function enrolled(person: string, by = vault.client()): Promise<string> {
      const alias = { alias_name: person, alias_mount_accessor: accessor };
      const entity = await by.send("POST", "identity/lookup/entity", alias, Id);
      const asked = { method_id: method, entity_id: entity.data.id };
      const { data } = await by.send("POST", "identity/mfa/method/totp/admin-generate", asked, Secret);
      const url = new URL(data.url);
      expect(url.searchParams.get("issuer")).toBe("Vault acme (vault.acme.example)");
      return url.searchParams.get("secret") ?? "";
    }

    test("nobody gets a token without it, and no other", async () => {
      const first = await login("oidc", "grace", ["ledger"]);
      expect(first.client_token).toBe("");
      expect(first.mfa_requirement?.mfa_constraints.people?.any).toEqual([
        expect.objectContaining({ type: "totp", id: method }),
      ]);
      await expect(validate(first, "000000"), "no password was made for her yet").rejects.toThrow("HTTP 403");

      const secret = await enrolled("grace");
      const wrong = String((Number(oneTimeCode(secret)) + 1) % 1_000_000).padStart(6, "0");
      await expect(validate(await login("oidc", "grace", ["ledger"]), wrong)).rejects.toThrow("HTTP 403");
      await expect(validate(await login("oidc", "grace", ["ledger"]), oneTimeCode(secret, -10))).rejects.toThrow(
        "HTTP 403",
      );
    });

    test("with it a member gets what the team may do, once for each password", async () => {
      await login("oidc", "ada", ["ledger"]);
      const secret = await enrolled("ada");
      const code = oneTimeCode(secret);
      const { auth } = await validate(await login("oidc", "ada", ["ledger"]), code);

      expect(auth.policies).toEqual(["team-ledger"]);
      expect(await valueAt(auth.client_token, "staging")).toEqual({ value: "fake-staging" });
      await expect(validate(await login("oidc", "ada", ["ledger"]), code)).rejects.toThrow("HTTP 403");
    });

    test("whoever provisions makes it for others, without the root token; whoever does not makes it for nobody", async () => {
      await login("oidc", "keeper", ["keepers"]);
      const keeper = await validate(await login("oidc", "keeper", ["keepers"]), oneTimeCode(await enrolled("keeper")));
      await login("oidc", "newcomer", ["ledger"]);
      const secret = await enrolled("newcomer", vault.client(keeper.auth.client_token));
      const newcomer = await validate(await login("oidc", "newcomer", ["ledger"]), oneTimeCode(secret));

      expect(keeper.auth.policies).toEqual(["team-keepers"]);
      expect(newcomer.auth.policies).toEqual(["team-ledger"]);
      await expect(enrolled("newcomer", vault.client(newcomer.auth.client_token))).rejects.toThrow("HTTP 403");
    });

    test("whoever tries five wrong ones in a row is locked out, with the right one too", async () => {
      await login("oidc", "mallory", ["ledger"]);
      const secret = await enrolled("mallory");
      const tried = async (code: string) => validate(await login("oidc", "mallory", ["ledger"]), code);
      const wrong = String((Number(oneTimeCode(secret)) + 1) % 1_000_000).padStart(6, "0");
      for (let count = 0; count < 5; count++) await expect(tried(wrong)).rejects.toThrow("HTTP 403");

      await expect(tried(oneTimeCode(secret))).rejects.toThrow(
        "maximum TOTP validation attempts 6 exceeded the allowed attempts 5",
      );
    });

    test("the one of somebody else is refused", async () => {
      await login("oidc", "alan", ["ledger"]);
      await enrolled("alan");
      await login("oidc", "eve", []);
      const secret = await enrolled("eve");

      await expect(validate(await login("oidc", "alan", ["ledger"]), oneTimeCode(secret))).rejects.toThrow("HTTP 403");
    });
  });

  test("before the client secret is handed over nobody logs in", async () => {
    await applyTo(vault, () => {
      new PeopleLogin("early", { policy: secrets({ path: "early", mfa: false }), organization: { login: "acme" } });
    });

    await expect(authUrl("early")).rejects.toThrow("could not load configuration");
  });
});
