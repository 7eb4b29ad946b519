import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import { VaultClient, VaultError } from "@sallyport/vault-api";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";

/*
 * Against a server that answers what Vault never should; what Vault itself answers is in test/sandbox/vault.
 */

interface Asked {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

const token = "fake-token-of-the-test";
let server: Server;
let client: VaultClient;
let asked: Asked[];
let answer: { status: number; body: string };

beforeEach(async () => {
  asked = [];
  answer = { status: 200, body: '{"data":{}}' };
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    asked.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  client = clientWith({});
});
afterEach(async () => {
  client.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function clientWith(access: { namespace?: string; path?: string }): VaultClient {
  const { port } = server.address() as { port: number };
  const url = new URL(`http://127.0.0.1:${port}${access.path ?? ""}`);
  return new VaultClient({ url, token, namespace: access.namespace, ca: undefined });
}

test("a request carries the token, and says that no proxy made it", async () => {
  await client.read("kv/data/app", z.object({}));

  expect(asked).toMatchObject([
    { method: "GET", url: "/v1/kv/data/app", headers: { "x-vault-token": token, "x-vault-request": "true" } },
  ]);
  expect(asked[0]?.headers).not.toHaveProperty("x-vault-namespace");
});

test("a namespace goes along, and a path of the address stays before the request's own", async () => {
  const other = clientWith({ namespace: "team/a", path: "/vault/" });
  await other.read("kv/data/app", z.object({}));
  other.close();

  expect(asked).toMatchObject([{ url: "/vault/v1/kv/data/app", headers: { "x-vault-namespace": "team/a" } }]);
});

test("a write sends JSON; a patch says that it is a merge", async () => {
  await client.write("POST", "kv/data/app", { data: { word: "fäke" } });
  await client.write("PATCH", "kv/metadata/app", { custom_metadata: {} });

  expect(asked).toMatchObject([
    { method: "POST", body: '{"data":{"word":"fäke"}}', headers: { "content-type": "application/json" } },
    { method: "PATCH", headers: { "content-type": "application/merge-patch+json" } },
  ]);
});

test("a list gives names; nothing there is an empty list", async () => {
  answer = { status: 200, body: '{"data":{"keys":["a","b/"]}}' };
  expect(await client.list("kv/metadata/app")).toEqual(["a", "b/"]);
  answer = { status: 404, body: '{"errors":[]}' };
  expect(await client.list("kv/metadata/app")).toEqual([]);
  expect(asked).toMatchObject([{ method: "GET", url: "/v1/kv/metadata/app?list=true" }, { method: "GET" }]);
});

test("nothing there is found as undefined; a refusal is not", async () => {
  answer = { status: 404, body: '{"errors":[]}' };
  expect(await client.find("kv/data/app", z.object({}))).toBeUndefined();
  answer = { status: 403, body: '{"errors":["permission denied"]}' };
  await expect(client.find("kv/data/app", z.object({}))).rejects.toThrow(/HTTP 403: permission denied/);
});

test.each([
  [
    400,
    '{"errors":["missing client token"]}',
    "ends with HTTP 400: missing client token. Vault does not take the request.",
  ],
  [403, '{"errors":["permission denied"]}', "its policies do not allow it."],
  [429, '{"errors":["request path quota exceeded"]}', "A quota of Vault is used up: wait, or raise secrets.limits."],
  [500, "{}", "ends with HTTP 500. Vault cannot answer now: see its log, then try again."],
  [503, '{"errors":["Vault is sealed"]}', "Vault is sealed: unseal it, then try again."],
  [500, '{"errors":["internal error"]}', "Vault keeps the reason to its log; often it can write to no audit device."],
  [301, "", "ends with HTTP 301. Vault refuses the request."],
  [307, "", "This server names another as the active one: set VAULT_ADDR to that."],
])("an answer with status %i says what to do", async (status, body, text) => {
  answer = { status, body };
  const failed = await client.read("kv/data/app", z.object({})).catch((error) => error);

  expect(failed).toBeInstanceOf(VaultError);
  expect(failed.status).toBe(status);
  expect(failed.message).toContain("GET kv/data/app ");
  expect(failed.message).toContain(text);
});

test.each(["", "<html>", '{"data":', "[]", "null", '{"data":{"keys":"a"}}'])(
  "%j is no answer of Vault",
  async (body) => {
    answer = { status: 200, body };
    const read = client.read("kv/data/app", z.object({ keys: z.array(z.string()) }));

    await expect(read).rejects.toThrow(/GET kv\/data\/app is not what Vault describes: .*Check VAULT_ADDR/);
  },
);

test("an answer larger than anything Vault gives is not read to its end", async () => {
  answer = { status: 200, body: " ".repeat(17 * 1024 * 1024) };

  await expect(client.read("kv/data/app", z.object({}))).rejects.toThrow(
    /cannot be asked \(more than the 16777216 bytes/,
  );
});

test("a server that repeats the token does not get it into the error, nor control characters", async () => {
  answer = { status: 400, body: JSON.stringify({ errors: [`bad ${token}\u001b[31m`] }) };
  const failed = await client.read("kv/data/app", z.object({})).catch((error) => error);

  expect(failed.message).toContain("bad (secret)");
  expect(failed.message).not.toContain(token);
  expect(failed.message).not.toContain("\u001b");
});

test.each([
  ["auth/jobs/login", { role: "job", jwt: "fake.jwt.text" }, "fake.jwt.text"],
  ["kv/data/app", { data: { nested: { word: "fake-value" } } }, "fake-value"],
  ["database/config/shop", { username: "vault", password: "fake-password" }, "fake-password"],
  ["auth/token/revoke", { token: "fake-other-token" }, "fake-other-token"],
  ["pki/config/ca", { pem_bundle: "fake-private-key" }, "fake-private-key"],
  ["auth/oidc/config", { oidc_client_secret: "fake-client-secret" }, "fake-client-secret"],
])("a server that repeats what was sent to %s does not get its secret into the error", async (path, body, secret) => {
  answer = { status: 400, body: JSON.stringify({ errors: [`cannot take ${JSON.stringify(body)} for job`] }) };
  const failed = await client.write("POST", path, body).catch((error) => error);

  expect(failed.message).toContain("cannot take");
  expect(failed.message).toContain("for job");
  expect(failed.message).not.toContain(secret);
});

test.each([
  ["says nothing", () => {}],
  ["never ends its answer", (response: ServerResponse) => drip(response)],
])("a server that %s is given up", async (_, say) => {
  const slow = createServer((_request, response) => say(response));
  await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
  const { port } = slow.address() as { port: number };
  const access = { url: new URL(`http://127.0.0.1:${port}`), token, namespace: undefined, ca: undefined };
  const impatient = new VaultClient(access, { timeoutMilliseconds: 200 });

  await expect(impatient.read("sys/mounts", z.unknown())).rejects.toThrow(
    "GET sys/mounts cannot be asked (no answer within 200 ms). Check VAULT_ADDR",
  );
  slow.closeAllConnections();
  await new Promise((resolve) => slow.close(resolve));
});

/** A byte now and then, so that the connection never rests. */
function drip(response: ServerResponse): void {
  const timer = setInterval(() => response.write(" "), 20);
  response.on("close", () => clearInterval(timer));
}

test("an answer that breaks off is none", async () => {
  const broken = createServer((_request, response) => {
    response.writeHead(200, { "content-length": "100" }).write('{"data":{}}', () => response.destroy());
  });
  await new Promise<void>((resolve) => broken.listen(0, "127.0.0.1", resolve));
  const { port } = broken.address() as { port: number };
  const cut = new VaultClient({ url: new URL(`http://127.0.0.1:${port}`), token, namespace: undefined, ca: undefined });

  await expect(cut.read("sys/mounts", z.unknown())).rejects.toThrow(/cannot be asked \(ECONNRESET\)/);
  await new Promise((resolve) => broken.close(resolve));
});

test("nobody there is said with the variable that tells where Vault is", async () => {
  const gone = clientWith({});
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));

  await expect(gone.read("sys/mounts", z.unknown())).rejects.toThrow(
    /cannot be asked \(ECONNREFUSED\)\. Check VAULT_ADDR/,
  );
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

test("a login answers with a client that acts for whoever logged in", async () => {
  answer = { status: 200, body: '{"auth":{"client_token":"fake-token-of-the-job","lease_duration":900}}' };
  const job = await client.login("github-actions", "github-1-production", "fake.jwt.text");
  answer = { status: 200, body: '{"data":{}}' };
  await job.read("kv/data/app", z.object({}));
  job.close();

  expect(asked).toMatchObject([
    { url: "/v1/auth/github-actions/login", body: '{"role":"github-1-production","jwt":"fake.jwt.text"}' },
    { headers: { "x-vault-token": "fake-token-of-the-job" } },
  ]);
});
