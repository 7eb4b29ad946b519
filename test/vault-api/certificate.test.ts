import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VaultClient } from "@sallyport/vault-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { type LoopbackCertificate, loopbackCertificate } from "../support/vault/certificate.ts";

let folder: string;
let ours: LoopbackCertificate;
let another: LoopbackCertificate;
let elsewhere: LoopbackCertificate;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-certificate-"));
  ours = loopbackCertificate(folder, "ours");
  another = loopbackCertificate(folder, "another");
  elsewhere = loopbackCertificate(folder, "elsewhere", "DNS:vault.example");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Asks a server that shows a certificate, believing in an authority; says how many requests came to the server. */
async function ask(shown: LoopbackCertificate, ca: string | undefined): Promise<{ failure: unknown; asked: number }> {
  let asked = 0;
  const server = createServer({ key: shown.key, cert: shown.certificate }, (_request, response) => {
    asked += 1;
    response.end('{"data":{}}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const client = new VaultClient({
    url: new URL(`https://127.0.0.1:${port}`),
    token: "fake-token",
    namespace: undefined,
    ca,
  });
  const failure = await client.read("sys/mounts", z.object({})).then(
    () => undefined,
    (error: unknown) => error,
  );
  client.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return { failure, asked };
}

test("a server whose authority is given is asked", async () => {
  expect(await ask(ours, ours.certificate)).toEqual({ failure: undefined, asked: 1 });
});

test.each([
  ["shows a certificate of an unknown authority", () => [ours, undefined], "DEPTH_ZERO_SELF_SIGNED_CERT"],
  [
    "shows a certificate of another authority than the one given",
    () => [ours, another.certificate],
    "DEPTH_ZERO_SELF_SIGNED_CERT",
  ],
  ["is another host by its certificate", () => [elsewhere, elsewhere.certificate], "ERR_TLS_CERT_ALTNAME_INVALID"],
] as [string, () => [LoopbackCertificate, string | undefined], string][])(
  "no request, so no token, goes to a server that %s",
  async (_, given, code) => {
    const { failure, asked } = await ask(...given());

    expect(String(failure)).toContain(
      `GET sys/mounts cannot be asked (${code}). Check VAULT_ADDR, and VAULT_CACERT where the server has a certificate`,
    );
    expect(asked).toBe(0);
  },
);
