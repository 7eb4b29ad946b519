import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { calculateJwkThumbprint, exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose";
import { loopbackCertificate } from "./certificate.ts";

type Claims = Record<string, unknown>;
type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

/** A key that tokens are signed with. */
export interface SigningKey {
  pair: KeyPair;
  id: string;
}

/** Somebody who logs in at the identity provider. */
export interface Person {
  sub: string;
  groups: readonly string[];
}

/** A loopback HTTPS server with discovery and keys: GitHub's OIDC provider, or the identity provider of people. */
export interface Issuer {
  /** `https://127.0.0.1:PORT` */
  url: string;
  /** PEM file of the authority that signs its certificate, and its text. */
  caFile: string;
  ca: string;
  /** A token with these claims, and `iss`, `iat`, `nbf`, `exp`, `jti` where they are left out. */
  sign: (claims: Claims, key?: SigningKey) => Promise<string>;
  /** Public key in PEM form. */
  publicKey: () => Promise<string>;
  /** A key that the issuer does not publish. */
  strangeKey: () => Promise<SigningKey>;
  /** From now on another key signs; the old one is published no more. */
  rotateKey: () => Promise<void>;
  /** Who the next login in a browser is; its client must have this id and secret. */
  expectLogin: (person: Person, client: { id: string; secret: string }) => void;
  /** Paths that were asked for so far. */
  asked: readonly string[];
  stop: () => Promise<void>;
}

/** Starts it on a free port. */
export async function startIssuer(): Promise<Issuer> {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-issuer-"));
  const certificate = loopbackCertificate(folder, "issuer");
  const provider = new Provider(await makeKey());
  const server = createServer({ key: certificate.key, cert: certificate.certificate }, (request, response) => {
    provider.answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The issuer has no port.");
  provider.url = `https://127.0.0.1:${address.port}`;
  return {
    url: provider.url,
    caFile: certificate.certificateFile,
    ca: certificate.certificate,
    sign: (claims, key) => provider.sign(claims, key),
    publicKey: () => exportSPKI(provider.key.pair.publicKey),
    strangeKey: makeKey,
    async rotateKey() {
      provider.key = await makeKey();
    },
    expectLogin: (person, client) => provider.expect(person, client),
    asked: provider.asked,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function makeKey(): Promise<SigningKey> {
  const pair = await generateKeyPair("RS256", { extractable: true });
  return { pair, id: await calculateJwkThumbprint(await exportJWK(pair.publicKey)) };
}

/** OpenID Connect Discovery 1.0, and as much of OpenID Connect Core 1.0 as a login by authorization code takes. */
class Provider {
  url = "";
  key: SigningKey;
  readonly asked: string[] = [];
  #login: { person: Person; client: { id: string; secret: string } } | undefined;
  /** What was asked for, by code. */
  readonly #codes = new Map<string, URLSearchParams>();

  constructor(key: SigningKey) {
    this.key = key;
  }

  expect(person: Person, client: { id: string; secret: string }): void {
    this.#login = { person, client };
  }

  sign(claims: Claims, key = this.key): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const usual = { iss: this.url, iat: now, nbf: now - 5, exp: now + 300, jti: randomUUID() };
    return new SignJWT({ ...usual, ...claims })
      .setProtectedHeader({ alg: "RS256", kid: key.id })
      .sign(key.pair.privateKey);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url);
    this.asked.push(url.pathname);
    if (url.pathname === "/.well-known/openid-configuration") return json(response, this.#discovery());
    if (url.pathname === "/keys") return json(response, { keys: [await this.#publicJwk()] });
    if (url.pathname === "/authorize") return this.#authorize(url, response);
    if (url.pathname === "/token") return json(response, await this.#exchange(request));
    response.writeHead(404).end();
  }

  #discovery(): object {
    return {
      issuer: this.url,
      jwks_uri: `${this.url}/keys`,
      authorization_endpoint: `${this.url}/authorize`,
      token_endpoint: `${this.url}/token`,
      response_types_supported: ["code", "id_token"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    };
  }

  async #publicJwk(): Promise<object> {
    return { ...(await exportJWK(this.key.pair.publicKey)), kid: this.key.id, alg: "RS256", use: "sig" };
  }

  /** The person agrees at once. */
  #authorize({ searchParams }: URL, response: ServerResponse): void {
    const code = randomUUID();
    this.#codes.set(code, searchParams);
    const back = new URL(searchParams.get("redirect_uri") ?? "");
    back.searchParams.set("code", code);
    back.searchParams.set("state", searchParams.get("state") ?? "");
    response.writeHead(302, { location: back.href }).end();
  }

  async #exchange(request: IncomingMessage): Promise<object> {
    const form = new URLSearchParams(await bodyOf(request));
    const [id = "", secret = ""] = clientOf(request, form);
    const code = form.get("code") ?? "";
    const asked = this.#codes.get(code);
    if (!this.#login || !asked || !provesItself(asked, form.get("code_verifier"))) throw new Error("invalid_grant");
    const { client, person } = this.#login;
    if (id !== client.id || secret !== client.secret) throw new Error("invalid_client");
    this.#codes.delete(code);
    const id_token = await this.sign({ ...person, aud: client.id, nonce: asked.get("nonce") });
    return { access_token: randomUUID(), token_type: "Bearer", expires_in: 300, id_token };
  }
}

/** Whoever asked for the code is who brings it (PKCE): https://www.rfc-editor.org/rfc/rfc7636 */
function provesItself(asked: URLSearchParams, verifier: string | null): boolean {
  const challenge = createHash("sha256")
    .update(verifier ?? "")
    .digest("base64url");
  return asked.get("code_challenge_method") === "S256" && asked.get("code_challenge") === challenge;
}

function clientOf({ headers }: IncomingMessage, form: URLSearchParams): string[] {
  const [scheme = "", text = ""] = (headers.authorization ?? "").split(" ");
  if (scheme.toLowerCase() !== "basic") return [form.get("client_id") ?? "", form.get("client_secret") ?? ""];
  return Buffer.from(text, "base64").toString("utf8").split(":").map(decodeURIComponent);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}
