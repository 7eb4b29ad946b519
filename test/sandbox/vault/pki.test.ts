import { execFileSync } from "node:child_process";
import { generateKeyPairSync, type KeyObject, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { VaultClient } from "@sallyport/vault-api";
import { type CompactJWSHeaderParameters, exportJWK, FlattenedSign } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { describeWith } from "../../support/describe-with.ts";
import { EngineStack } from "../../support/engine.ts";
import { VaultPlane } from "../../support/providers/vault/vault-plane.ts";
import { type Issuer, startIssuer } from "../../support/vault/issuer.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

const Issued = z.object({
  certificate: z.string(),
  issuing_ca: z.string(),
  private_key: z.string(),
  serial_number: z.string(),
});
type Issued = z.infer<typeof Issued>;
const Binding = z.object({ id: z.string(), key: z.string() });
const Directory = z.object({ newAccount: z.string(), newNonce: z.string() });
const Issuers = z.object({ data: z.object({ key_info: z.record(z.string(), z.object({ issuer_name: z.string() })) }) });

/** @param pki More settings of the engine. */
const policy = (issuer: string, pki: string) => `version: 1
organization: { login: acme, id: 1042, teams: { security: 4203 } }
repositories: [{ name: payments-api, id: 900123 }]
environments: { production: { reviewers: ["team:security"] } }
scanning: { scanners: { trivy: { scanType: filesystem } } }
gate: { approvers: "team:security" }
secrets:
  vault: { address: "https://vault.acme.example" }
  auth: { jwt: { issuer: "${issuer}", issuerCa: issuer.pem } }
  jobs: { payments-api/production: { certificates: [server] } }
  engines:
    pki:
      domains: [acme.example]
      roles:
        server: {}
        front: { domains: [www.acme.example], subdomains: false, usage: [server, client] }
        client: { usage: [client] }
${pki}`;

describeWith(["pulumi", "vault"], "The certificate authority, made by the engine in a real Vault,", () => {
  let folder: string;
  let vault: VaultServer;
  let issuer: Issuer;
  let stack: EngineStack;
  let root: VaultClient;
  const write = (pki = "") => writeFileSync(join(folder, "sallyport.yaml"), policy(issuer.url, pki));

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "sallyport-pki-"));
    [vault, issuer] = await Promise.all([VaultServer.start(), startIssuer()]);
    root = vault.client();
    writeFileSync(join(folder, "issuer.pem"), issuer.ca);
    write("      acme: true");
    stack = await EngineStack.create(
      "stacks/repo",
      {
        "aws:region": "eu-central-1",
        "github:owner": "acme",
        "vault:address": "https://vault.acme.example",
        "sallyport:policy": join(folder, "sallyport.yaml"),
      },
      { planes: { vault: new VaultPlane(root) } },
    );
    await stack.deploy();
  }, 120_000);
  afterAll(async () => {
    await stack?.stop();
    await Promise.all([vault.stop(), issuer.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const issue = async (role: string, name: string, more: object = {}): Promise<Issued> => {
    const Answer = z.object({ data: Issued });
    return (await root.send("POST", `pki/issue/${role}`, { common_name: name, ...more }, Answer)).data;
  };
  const download = async (path: string) => (await fetch(`${vault.address}/v1/${path}`)).text();
  const rootPem = (generation: number) => download(`pki-root/issuer/root-${generation}/pem`);
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const openssl = (...args: string[]) => execFileSync("openssl", args, { encoding: "utf8", stdio: "pipe" });

  /** What openssl says about a certificate, its intermediate and a root. */
  function verified({ certificate, issuing_ca }: Issued, trusted: string, ...more: string[]): string {
    const files = ["-CAfile", file("root.pem", trusted), "-untrusted", file("intermediate.pem", issuing_ca)];
    return openssl("verify", "-x509_strict", ...files, ...more, file("leaf.pem", certificate));
  }

  test("a certificate for a server verifies up to the root, for its name and its use", async () => {
    const leaf = await issue("server", "pay.acme.example");

    expect(verified(leaf, await rootPem(1), "-purpose", "sslserver", "-verify_hostname", "pay.acme.example")).toContain(
      "leaf.pem: OK",
    );
    expect(new X509Certificate(leaf.certificate).keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    expect(new X509Certificate(leaf.issuing_ca).subject).toBe("CN=acme intermediate G1");
  });

  test.each([
    ["server", "pay.other.example", {}],
    ["server", "acme.example", {}],
    ["server", "*.acme.example", {}],
    ["server", "notacme.example", {}],
    ["server", "localhost", {}],
    ["server", "pay.acme.example", { alt_names: "pay.other.example" }],
    ["front", "a.www.acme.example", {}],
    ["front", "pay.acme.example", {}],
  ])("the role %s gives no certificate for %s %j", async (role, name, more) => {
    await expect(issue(role, name, more)).rejects.toThrow(/not allowed by this role/);
  });

  test("no certificate is for an address", async () => {
    await expect(issue("server", "pay.acme.example", { ip_sans: "127.0.0.1" })).rejects.toThrow(/IP Subject Alt/);
  });

  test("a role gives certificates for a domain that it lists itself", async () => {
    const leaf = await issue("front", "www.acme.example");

    expect(new X509Certificate(leaf.certificate).keyUsage.toSorted()).toEqual([
      "1.3.6.1.5.5.7.3.1",
      "1.3.6.1.5.5.7.3.2",
    ]);
  });

  test("nobody gets a longer life than the policy allows", async () => {
    const { validFromDate, validToDate } = new X509Certificate(
      (await issue("server", "pay.acme.example", { ttl: "87600h" })).certificate,
    );

    expect((validToDate.getTime() - validFromDate.getTime()) / 86_400_000).toBeLessThan(365.1);
  });

  test("the intermediate signs no authority, and neither key is in the state", async () => {
    const { certificate: text } = z
      .object({ certificate: z.string() })
      .parse(await root.read("pki/issuer/default", z.unknown()));

    expect(openssl("x509", "-noout", "-ext", "basicConstraints", "-in", file("ca.pem", text))).toContain("pathlen:0");
    expect(await stack.exported()).not.toContain("PRIVATE KEY");
    const key = await root.read("pki/key/intermediate-1", z.record(z.string(), z.unknown()));
    expect(Object.keys(key).filter((field) => field.startsWith("private"))).toEqual([]);
  });

  test("a certificate says where its own issuer, list and OCSP are", async () => {
    const { certificate } = await issue("server", "pay.acme.example");
    const text = openssl("x509", "-noout", "-text", "-in", file("leaf.pem", certificate));
    const issuers = await root.send("GET", "pki/issuers?list=true", undefined, Issuers);
    const [id] = Object.keys(issuers.data.key_info);

    expect(text).toContain(`CA Issuers - URI:https://vault.acme.example/v1/pki/issuer/${id}/der`);
    expect(text).toContain(`URI:https://vault.acme.example/v1/pki/issuer/${id}/crl/der`);
    expect(text).toContain("OCSP - URI:https://vault.acme.example/v1/pki/ocsp");
  });

  const ocsp = (leaf: Issued, trusted: string) => {
    const files = ["-issuer", file("issuing.pem", leaf.issuing_ca), "-cert", file("asked.pem", leaf.certificate)];
    return openssl("ocsp", ...files, "-CAfile", file("root.pem", trusted), "-url", `${vault.address}/v1/pki/ocsp`);
  };
  /** Serials on the list of an issuer, as openssl prints them. */
  const revoked = async (issuerName: string) =>
    openssl("crl", "-noout", "-text", "-in", file("crl.pem", await download(`pki/issuer/${issuerName}/crl/pem`)));
  const serial = ({ serial_number }: Issued) => serial_number.replaceAll(":", "").toUpperCase();

  test("OCSP tells at once who was revoked, and the next list has it", async () => {
    const [kept, gone] = [await issue("server", "a.acme.example"), await issue("server", "b.acme.example")];
    await root.write("POST", "pki/revoke", { serial_number: gone.serial_number });

    expect(ocsp(gone, await rootPem(1))).toContain("asked.pem: revoked");
    expect(ocsp(kept, await rootPem(1))).toContain("asked.pem: good");
    await root.read("pki/crl/rotate", z.unknown());
    expect(await revoked("intermediate-1")).toContain(serial(gone));
    expect(await revoked("intermediate-1")).not.toContain(serial(kept));
  });

  describe("ACME", () => {
    const acme = "roles/server/acme";
    const directory = async (path: string) => fetch(`${vault.address}/v1/pki/${path}/directory`);

    /** What Vault answers to a request for an account. */
    async function account(bound?: z.infer<typeof Binding>): Promise<unknown> {
      const { newAccount, newNonce } = Directory.parse(await (await directory(acme)).json());
      const here = (url: string) => url.replace("https://vault.acme.example", vault.address);
      const nonce = (await fetch(here(newNonce), { method: "HEAD" })).headers.get("replay-nonce") ?? "";
      const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const jwk = await exportJWK(keys.publicKey);
      const signed = (payload: object, header: CompactJWSHeaderParameters, key: KeyObject | Uint8Array) =>
        new FlattenedSign(new TextEncoder().encode(JSON.stringify(payload)))
          .setProtectedHeader({ ...header, url: newAccount })
          .sign(key);
      const externalAccountBinding =
        bound && (await signed(jwk, { alg: "HS256", kid: bound.id }, Buffer.from(bound.key, "base64url")));
      const payload = { termsOfServiceAgreed: true, ...(externalAccountBinding && { externalAccountBinding }) };
      const body = await signed(payload, { alg: "ES256", nonce, jwk }, keys.privateKey);
      const headers = { "content-type": "application/jose+json" };
      return (await fetch(here(newAccount), { method: "POST", headers, body: JSON.stringify(body) })).json();
    }

    test("answers, with an address of its own and the headers of the protocol", async () => {
      const answer = await directory(acme);

      expect(answer.status).toBe(200);
      expect(Directory.parse(await answer.json()).newAccount).toBe(
        "https://vault.acme.example/v1/pki/roles/server/acme/new-account",
      );
    });

    test("takes no account that nobody bound", async () => {
      expect(await account()).toMatchObject({ type: "urn:ietf:params:acme:error:externalAccountRequired" });
    });

    test("takes the account that a job bound, by what the policy grants it", async () => {
      const Token = z.object({ auth: z.object({ client_token: z.string() }) });
      const { auth } = await root.send("POST", "auth/token/create", { policies: ["github-900123-production"] }, Token);
      const job = vault.client(auth.client_token);
      const { data } = await job.send("POST", `pki/${acme}/new-eab`, {}, z.object({ data: Binding }));

      expect(await account(data)).toMatchObject({ status: "valid" });
      await expect(job.write("POST", "pki/roles/client/acme/new-eab", {})).rejects.toThrow(/permission denied/);
    });

    test.each(["acme", "roles/client/acme"])("does not answer for %s", async (path) => {
      expect((await directory(path)).status).toBeGreaterThanOrEqual(400);
    });
  });

  describe("a second generation", () => {
    let before: Issued;
    let up: Awaited<ReturnType<EngineStack["up"]>>;
    beforeAll(async () => {
      before = await issue("server", "before.acme.example");
      write(
        "      root: { generation: 2, keyType: ec-384 }\n      intermediate: { generation: 2, commonName: Acme }\n",
      );
      up = await stack.up();
    }, 120_000);

    test("makes new issuers and changes none that is there", async () => {
      expect(up.errors).toEqual([]);
      expect(up.steps.filter((step) => /root-1|intermediate-1/.test(step))).toEqual([]);
      expect(up.steps.filter((step) => !/^(create|update) /.test(step))).toEqual([]);
      expect(await stack.up()).toMatchObject({ exitCode: 0, steps: [] });
    }, 120_000);

    test("signs from now on, under the new root", async () => {
      const after = await issue("server", "after.acme.example");

      expect(new X509Certificate(after.issuing_ca).subject).toBe("CN=Acme G2");
      expect(verified(after, await rootPem(2))).toContain("leaf.pem: OK");
      const first = await rootPem(1);
      expect(() => verified(after, first)).toThrow(/unable to get (?:local )?issuer certificate/);
      expect(new X509Certificate(await rootPem(2)).publicKey.asymmetricKeyDetails?.namedCurve).toBe("secp384r1");
    });

    test("leaves what the first signed valid, revocable and on the list of the first", async () => {
      const { publicKey, subject } = new X509Certificate(await rootPem(1));

      expect(publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
      expect(subject).toBe("CN=acme root G1");
      expect(verified(before, await rootPem(1))).toContain("leaf.pem: OK");
      expect(ocsp(before, await rootPem(1))).toContain("asked.pem: good");
      await root.write("POST", "pki/revoke", { serial_number: before.serial_number });
      await root.read("pki/crl/rotate", z.unknown());
      expect(await revoked("intermediate-1")).toContain(serial(before));
      expect(await revoked("intermediate-2")).not.toContain(serial(before));
      expect(ocsp(before, await rootPem(1))).toContain("asked.pem: revoked");
    });

    test("ends ACME when the policy does not have it any more", async () => {
      const answer = await fetch(`${vault.address}/v1/pki/roles/server/acme/directory`);

      expect(answer.status).toBeGreaterThanOrEqual(400);
    });
  });

  test("nothing is left after a destroy", async () => {
    expect((await stack.destroy()).errors).toEqual([]);

    const mounts = await root.read("sys/mounts", z.record(z.string(), z.unknown()));
    expect(Object.keys(mounts).filter((path) => path.startsWith("pki"))).toEqual([]);
  }, 120_000);
});
