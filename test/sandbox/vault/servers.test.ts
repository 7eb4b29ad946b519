import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import * as z from "zod";
import { toolPath } from "../../../scripts/tools.ts";
import { describeWith } from "../../support/describe-with.ts";
import { startIssuer } from "../../support/vault/issuer.ts";
import { startMariaDb } from "../../support/vault/mariadb.ts";
import { startMoto } from "../../support/vault/moto.ts";
import { startPostgres } from "../../support/vault/postgres.ts";
import { startInFolder, startServer } from "../../support/vault/server-process.ts";
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

describeWith("vault", "A server of the tests", () => {
  const start = (args: readonly string[], isReady: () => Promise<boolean>) =>
    startServer({ name: "The server", command: toolPath("vault") ?? "", args, isReady });

  test("that ends before it answers gives what it printed", async () => {
    const started = start(["server", "-config=/nowhere.hcl"], async () => false);

    await expect(started).rejects.toThrow(/The server did not start:\n.*\/nowhere.hcl: no such file or directory/s);
  });

  test("that is not there is no server that started", async () => {
    const started = startServer({ name: "The server", command: "/nowhere", args: [], isReady: async () => false });

    await expect(started).rejects.toThrow("The server did not start:");
  });

  test("that cannot start leaves no folder", async () => {
    let folder = "";
    const started = startInFolder("test", (made) => {
      folder = made;
      return start(["server", `-config=${made}`], async () => false);
    });

    await expect(started).rejects.toThrow("The server did not start:");
    expect(folder).not.toBe("");
    expect(existsSync(folder)).toBe(false);
  });

  test("several start side by side, each at a port of its own", async () => {
    const servers = await Promise.all([VaultServer.start(), VaultServer.start(), VaultServer.start()]);
    await Promise.all(servers.map((server) => server.client().list("sys/policies/acl")));

    expect(new Set(servers.map(({ address }) => address)).size).toBe(3);
    await Promise.all(servers.map((server) => server.stop()));
    expect(servers.map(({ folder }) => existsSync(folder))).toEqual([false, false, false]);
  });
});
