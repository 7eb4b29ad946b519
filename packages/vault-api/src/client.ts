import type * as http from "node:http";
import { plainText } from "@sallyport/policy";
import * as z from "zod";
import type { VaultAccess } from "./access.js";
import { exchange, protocolOf, type Reply } from "./exchange.js";
import { sentSecrets } from "./sent-secrets.js";
import { VaultError } from "./vault-error.js";

type Method = "DELETE" | "GET" | "PATCH" | "POST" | "PUT";

/** How a client asks. */
export interface VaultClientOptions {
  /**
   * Connections to use.
   *
   * @default - its own
   */
  agent?: http.Agent;

  /**
   * How long an answer may take.
   *
   * @default 20_000
   */
  timeoutMilliseconds?: number;
}

const Login = z.object({ auth: z.object({ client_token: z.string().min(1), lease_duration: z.number() }) });
const Refusal = z.object({ errors: z.array(z.string()) });

/**
 * Vault's HTTP API. One connection is kept open and used again. What does not come as described is an error, never an
 * empty answer; no error holds a token or a value.
 *
 * @see https://developer.hashicorp.com/vault/api-docs
 */
export class VaultClient {
  readonly #access: VaultAccess;
  readonly #agent: http.Agent;
  readonly #timeout: number;

  constructor(access: VaultAccess, options: VaultClientOptions = {}) {
    this.#access = access;
    this.#agent = options.agent ?? agentFor(access);
    this.#timeout = options.timeoutMilliseconds ?? 20_000;
  }

  /** Closes the connections, also those of clients that logged in through this one. */
  close(): void {
    this.#agent.destroy();
  }

  /**
   * A client that acts for whoever logs in with a signed token, at a `jwt` or `kubernetes` auth mount.
   *
   * @param mount Path of the auth mount, without `auth/`.
   * @throws {VaultError}
   * @see https://developer.hashicorp.com/vault/api-docs/auth/jwt#jwt-login
   */
  async login(mount: string, role: string, jwt: string): Promise<VaultClient> {
    const { auth } = await this.send("POST", `auth/${mount}/login`, { role, jwt }, Login);
    return new VaultClient(
      { ...this.#access, token: auth.client_token },
      { agent: this.#agent, timeoutMilliseconds: this.#timeout },
    );
  }

  /**
   * What stands at a path: the `data` of the answer.
   *
   * @throws {VaultError} with status 404 when there is nothing.
   */
  async read<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const reply = await this.#asked("GET", path);
    return this.#checked(`GET ${path}`, reply, z.object({ data: schema })).data;
  }

  /** What stands at a path; undefined when there is nothing. */
  async find<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
    try {
      return await this.read(path, schema);
    } catch (error) {
      if (error instanceof VaultError && error.status === 404) return undefined;
      throw error;
    }
  }

  /**
   * Names below a path; empty when there are none.
   *
   * @see https://developer.hashicorp.com/vault/api-docs#http-verbs for `list=true`, which every proxy lets pass.
   */
  async list(path: string): Promise<string[]> {
    try {
      const reply = await this.#asked("GET", `${path}?list=true`);
      return this.#checked(`LIST ${path}`, reply, z.object({ data: z.object({ keys: z.array(z.string()) }) })).data
        .keys;
    } catch (error) {
      if (error instanceof VaultError && error.status === 404) return [];
      throw error;
    }
  }

  /** A request that changes something, for its effect alone. */
  async write(method: Exclude<Method, "GET">, path: string, body?: object): Promise<void> {
    await this.#asked(method, path, body);
  }

  /** The whole answer to a request, for paths whose answer is not in `data` alone. */
  async send<T>(method: Method, path: string, body: object | undefined, schema: z.ZodType<T>): Promise<T> {
    const reply = await this.#asked(method, path, body);
    return this.#checked(`${method} ${path}`, reply, schema);
  }

  async #asked(method: Method, path: string, body?: object): Promise<Reply> {
    const name = `${method} ${path}`;
    const secrets = [this.#access.token ?? "", ...sentSecrets(body)].filter(Boolean);
    const reply = await this.#exchange(method, path, body).catch((error: NodeJS.ErrnoException) => {
      throw unreachable(name, error);
    });
    if (reply.status < 300) return reply;
    const found = `ends with HTTP ${reply.status}${reason(reply, secrets)}`;
    throw new VaultError(name, found, remedyFor(reply), reply.status);
  }

  #exchange(method: Method, path: string, body?: object): Promise<Reply> {
    const { url, token, namespace } = this.#access;
    const content = body && JSON.stringify(body);
    const headers = {
      "x-vault-request": "true",
      ...(token !== undefined && { "x-vault-token": token }),
      ...(namespace !== undefined && { "x-vault-namespace": namespace }),
      ...(content !== undefined && {
        "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/json",
        "content-length": Buffer.byteLength(content),
      }),
    };
    const address = new URL(`${url.href.replace(/\/+$/, "")}/v1/${path}`);
    return exchange(address, { method, headers, agent: this.#agent }, content, this.#timeout);
  }

  #checked<T>(name: string, { text }: Reply, schema: z.ZodType<T>): T {
    const parsed = schema.safeParse(parse(text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const where = issue?.path.map(String).join(".") || "the answer";
    throw new VaultError(name, `is not what Vault describes: ${where} ${issue?.message ?? ""}`, "Check VAULT_ADDR.");
  }
}

function agentFor({ url, ca }: VaultAccess): http.Agent {
  const options = { keepAlive: true, maxSockets: 8 };
  const { Agent } = protocolOf(url);
  return new Agent({ ...options, ...(ca && { ca }) });
}

function unreachable(name: string, { code, message }: NodeJS.ErrnoException): VaultError {
  return new VaultError(
    name,
    `cannot be asked (${plainText(code ?? message)})`,
    "Check VAULT_ADDR, and VAULT_CACERT where the server has a certificate of its own authority.",
  );
}

/** What Vault says, safe to print; should a server repeat what it was sent, the secrets are taken out. */
function reason({ text }: Reply, secrets: readonly string[]): string {
  const parsed = Refusal.safeParse(parse(text));
  const said = parsed.success ? parsed.data.errors.join("; ") : "";
  const safe = secrets.reduce((rest, secret) => rest.replaceAll(secret, "(secret)"), said);
  return safe === "" ? "" : `: ${plainText(safe).slice(0, 400)}`;
}

const remedies: Readonly<Record<number, string>> = {
  307: "This server names another as the active one: set VAULT_ADDR to that.",
  400: "Vault does not take the request.",
  403: "The token is not valid, or its policies do not allow it.",
  404: "It is not there, or the mount is not.",
  429: "A quota of Vault is used up: wait, or raise secrets.limits.",
};

function remedyFor({ status, text }: Reply): string {
  if (status === 503 && text.includes("sealed")) return "Vault is sealed: unseal it, then try again.";
  if (status === 500 && text.includes("internal error")) {
    return "Vault keeps the reason to its log; often it can write to no audit device.";
  }
  if (status >= 500) return "Vault cannot answer now: see its log, then try again.";
  return remedies[status] ?? "Vault refuses the request.";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
