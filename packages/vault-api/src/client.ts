import type * as http from "node:http";
import { plainText } from "@sallyport/policy";
import * as z from "zod";
import type { VaultAccess } from "./access.js";
import { VaultError } from "./vault-error.js";

/** Largest answer that is read, in bytes. */
const maximumBytes = 16 * 1024 * 1024;

/** How long an answer may take, in milliseconds. */
const timeoutMilliseconds = 20_000;

/** Loaded when somebody asks Vault: an import costs every start of the command line program 20 ms. */
const https = () => process.getBuiltinModule("node:https");
const plainHttp = () => process.getBuiltinModule("node:http");

type Method = "DELETE" | "GET" | "PATCH" | "POST" | "PUT";

interface Reply {
  status: number;
  text: string;
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

  /** @param agent Connections to use. @default - its own */
  constructor(access: VaultAccess, agent: http.Agent = agentFor(access)) {
    this.#access = access;
    this.#agent = agent;
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
    return new VaultClient({ ...this.#access, token: auth.client_token }, this.#agent);
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
    const reply = await this.#request(name, method, path, body);
    if (reply.status < 300) return reply;
    throw new VaultError(name, `ends with HTTP ${reply.status}${this.#reason(reply)}`, remedyFor(reply), reply.status);
  }

  #request(name: string, method: Method, path: string, body?: object): Promise<Reply> {
    const { url, token, namespace } = this.#access;
    const content = body && JSON.stringify(body);
    const { request } = url.protocol === "https:" ? https() : plainHttp();
    return new Promise((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException) => reject(this.#unreachable(name, error));
      const asked = request(
        `${url.href.replace(/\/+$/, "")}/v1/${path}`,
        {
          method,
          agent: this.#agent,
          timeout: timeoutMilliseconds,
          headers: {
            "x-vault-request": "true",
            ...(token !== undefined && { "x-vault-token": token }),
            ...(namespace !== undefined && { "x-vault-namespace": namespace }),
            ...(content !== undefined && {
              "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/json",
              "content-length": Buffer.byteLength(content),
            }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          let length = 0;
          response.on("data", (chunk: Buffer) => {
            chunks.push(chunk);
            length += chunk.length;
            if (length > maximumBytes) asked.destroy(new Error(`more than the ${maximumBytes} bytes that are read`));
          });
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
          );
          response.on("error", fail);
        },
      );
      asked.on("timeout", () => asked.destroy(new Error(`no answer within ${timeoutMilliseconds} ms`)));
      asked.on("error", fail);
      asked.end(content);
    });
  }

  #unreachable(name: string, { code, message }: NodeJS.ErrnoException): VaultError {
    return new VaultError(
      name,
      `cannot be asked (${this.#plain(code ?? message)})`,
      "Check VAULT_ADDR, and VAULT_CACERT where the server has a certificate of its own authority.",
    );
  }

  #reason({ text }: Reply): string {
    const parsed = Refusal.safeParse(parse(text));
    const said = parsed.success ? parsed.data.errors.join("; ") : "";
    return said === "" ? "" : `: ${this.#plain(said)}`;
  }

  #checked<T>(name: string, { text }: Reply, schema: z.ZodType<T>): T {
    const parsed = schema.safeParse(parse(text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const where = issue?.path.map(String).join(".") || "the answer";
    throw new VaultError(name, `is not what Vault describes: ${where} ${issue?.message ?? ""}`, "Check VAULT_ADDR.");
  }

  /** Text from outside, safe to print; should a server repeat the token, it is taken out. */
  #plain(text: string): string {
    const { token } = this.#access;
    return plainText(token === undefined ? text : text.replaceAll(token, "(token)")).slice(0, 400);
  }
}

function agentFor({ url, ca }: VaultAccess): http.Agent {
  const options = { keepAlive: true, maxSockets: 8 };
  return url.protocol === "https:"
    ? new (https().Agent)({ ...options, ...(ca && { ca }) })
    : new (plainHttp().Agent)(options);
}

const remedies: Readonly<Record<number, string>> = {
  400: "Vault does not take the request.",
  403: "The token is not valid, or its policies do not allow it.",
  404: "It is not there, or the mount is not.",
  429: "A quota of Vault is used up: wait, or raise secrets.limits.",
};

function remedyFor({ status, text }: Reply): string {
  if (status === 503 && text.includes("sealed")) return "Vault is sealed: unseal it, then try again.";
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
