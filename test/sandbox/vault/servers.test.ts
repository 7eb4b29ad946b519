import { expect, test } from "vitest";
import * as z from "zod";
import { describeWith } from "../../support/describe-with.ts";
import { startIssuer } from "../../support/vault/issuer.ts";
import { startMariaDb } from "../../support/vault/mariadb.ts";
import { startMoto } from "../../support/vault/moto.ts";
import { startPostgres } from "../../support/vault/postgres.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

describeWith("vault", "Vault, as the tests start it,", () => {
  test.each(["dev", "raft"] as const)("answers on %s storage, and is gone after the end", async (storage) => {
    const vault = await VaultServer.start({ storage });
    const client = vault.client();

    expect(await client.read("sys/mounts", z.looseObject({ "sys/": z.unknown() }))).toBeDefined();
    await vault.stop();
    await expect(vault.unauthenticated().list("sys/mounts")).rejects.toThrow(/cannot be asked/);
  });

  test("keeps what it was told on raft storage, and is sealed after a start", async () => {
    const vault = await VaultServer.start({ storage: "raft" });
    const client = vault.client();
    await client.write("PUT", "sys/policies/acl/kept", { policy: 'path "kv/x" { capabilities = ["read"] }' });
    await vault.kill();

    await vault.restart();
    await expect(client.list("sys/policies/acl")).rejects.toThrow(/Vault is sealed: unseal it, then try again/);
    await vault.unseal();
    expect(await client.list("sys/policies/acl")).toContain("kept");
    await vault.stop();
  });
});

describeWith(["postgresql", "mariadbd"], "The databases, as the tests start them,", () => {
  test.each([
    ["PostgreSQL", startPostgres, "select current_user"],
    ["MariaDB", startMariaDb, "select substring_index(current_user(), '@', 1)"],
  ] as const)("%s knows the user of Vault and nobody with another password", async (_, start, who) => {
    const database = await start();
    try {
      expect(await database.query(who, database.bootstrap)).toEqual([["vault"]]);
      const stranger = { ...database.bootstrap, password: "fake-other" };
      await expect(database.query(who, stranger)).rejects.toThrow(/password authentication failed|Access denied/);
    } finally {
      await database.stop();
    }
  });
});

describeWith(["vault", "moto_server"], "The other servers, as the tests start them,", () => {
  test("the issuer signs what Vault believes by discovery; a key it does not publish is refused", async () => {
    const vault = await VaultServer.start();
    const issuer = await startIssuer();
    try {
      const root = vault.client();
      await root.write("POST", "sys/auth/jobs", { type: "jwt" });
      await root.write("POST", "auth/jobs/config", {
        oidc_discovery_url: issuer.url,
        oidc_discovery_ca_pem: issuer.ca,
      });
      const role = { role_type: "jwt", user_claim: "sub", bound_audiences: ["vault"], bound_claims: { who: "me" } };
      await root.write("POST", "auth/jobs/role/me", role);
      const token = await issuer.sign({ sub: "x", aud: "vault", who: "me" });

      expect(await vault.unauthenticated().login("jobs", "me", token)).toBeDefined();
      const strange = await issuer.sign({ sub: "x", aud: "vault", who: "me" }, await issuer.strangeKey());
      await expect(vault.unauthenticated().login("jobs", "me", strange)).rejects.toThrow(/HTTP 400/);
    } finally {
      await issuer.stop();
      await vault.stop();
    }
  });

  test("moto answers as IAM does", async () => {
    const moto = await startMoto();
    const answer = await fetch(moto.url, {
      method: "POST",
      body: new URLSearchParams({ Action: "ListUsers", Version: "2010-05-08" }),
      headers: { authorization: "AWS4-HMAC-SHA256 Credential=fake/20260101/us-east-1/iam/aws4_request" },
    });

    expect(await answer.text()).toContain("<ListUsersResponse");
    await moto.stop();
  });
});
