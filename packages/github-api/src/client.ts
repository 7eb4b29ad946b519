import { plainText } from "@sallyport/policy";
import * as z from "zod";
import type { Access } from "./access.js";
import { GitHubError } from "./github-error.js";
import { WritePace } from "./pace.js";
import { failurePause, jobPatience, limitPause, type Patience } from "./retry.js";

/** Largest answer that is read, in bytes. */
const maximumBytes = 16 * 1024 * 1024;

/** Most pages of one list: 10,000 entries. */
const maximumPages = 100;

/** Most times that one request is sent elsewhere. */
const maximumHops = 3;

const Viewer = z.object({ data: z.object({ viewer: z.object({ login: z.string().min(1) }) }) });

type Method = "DELETE" | "GET" | "PATCH" | "POST" | "PUT";

interface Reply {
  status: number;
  headers: Headers;
  /** The body, parsed; undefined where there is none. */
  body: unknown;
}

/** A request that may work when it is tried again. */
class Transient extends Error {
  readonly found: string;
  readonly pauseMilliseconds: number | undefined;

  constructor(found: string, pauseMilliseconds?: number) {
    super(found);
    this.found = found;
    this.pauseMilliseconds = pauseMilliseconds;
  }
}

/** GitHub's REST API. Whatever does not come as described is an error, never an empty answer. */
export class GitHubClient {
  readonly #access: Access;
  readonly #patience: Patience;
  /** Requests that were sent, and those that are left until the limit by the hour begins anew, as GitHub last said. */
  readonly #usage: { requests: number; remaining: number | undefined } = { requests: 0, remaining: undefined };
  /** Until when GitHub wants no request at all, in milliseconds; those that run side by side wait together. */
  #restUntil = 0;
  readonly #pace: WritePace;

  constructor(access: Access, patience: Patience = jobPatience, pace = new WritePace()) {
    this.#access = access;
    this.#patience = patience;
    this.#pace = pace;
  }

  /**
   * The answer to a GET.
   *
   * @param schema What the answer must hold.
   * @throws {GitHubError}
   */
  async get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const { body } = await this.#read(this.#urlOf(path));
    return this.#checked(`GET ${path}`, body, schema);
  }

  /**
   * Every entry of a list, over all its pages.
   *
   * @param path May end with a query.
   * @throws {GitHubError} also when the list has no end.
   */
  async list<T>(path: string, entry: z.ZodArray<z.ZodType<T>>): Promise<T[]> {
    return this.#pages(path, entry, (page) => page);
  }

  /**
   * Every entry of a list that its answers hold under a name, such as `environments`.
   *
   * @throws {GitHubError} also when the list has no end.
   */
  async listIn<T, Name extends string>(path: string, name: Name, entry: z.ZodArray<z.ZodType<T>>): Promise<T[]> {
    const page = z.looseObject({ [name]: entry }) as unknown as z.ZodType<Record<Name, T[]>>;
    return this.#pages(path, page, (found) => found[name]);
  }

  /** What this client has asked of GitHub so far. */
  get usage(): { requests: number; remaining: number | undefined } {
    return { ...this.#usage };
  }

  async #pages<P, T>(path: string, page: z.ZodType<P>, entriesOf: (page: P) => readonly T[]): Promise<T[]> {
    const found: T[] = [];
    const seen = new Set<string>();
    let next: URL | undefined = this.#urlOf(`${path}${path.includes("?") ? "&" : "?"}per_page=100`);
    while (next) {
      seen.add(next.href);
      const { headers, body } = await this.#read(next);
      found.push(...entriesOf(this.#checked(`GET ${path}`, body, page)));
      next = this.#nextPage(path, headers);
      if (next && (seen.has(next.href) || seen.size >= maximumPages)) {
        throw new GitHubError(`GET ${path}`, `gives more than ${maximumPages} pages`, "Nobody can read all of it.");
      }
    }
    return found;
  }

  /**
   * The login of the account that the token acts for, as it stands on what the account writes. The REST API does not tell
   * it to the token of a GitHub App, which the one of a workflow job is; GraphQL tells everybody.
   *
   * @throws {GitHubError}
   */
  async login(): Promise<string> {
    const { graphqlUrl } = this.#access;
    const name = "the GraphQL question who the token acts for";
    const ask = () => this.#request("POST", graphqlUrl, { query: "query { viewer { login } }" });
    const { body } = await this.#retrying(name, ask, true);
    return this.#checked(name, body, Viewer).data.viewer.login;
  }

  /**
   * The answer to a request that changes something. It is tried again only where GitHub surely did nothing.
   *
   * @throws {GitHubError}
   */
  async send<T>(
    method: Exclude<Method, "GET">,
    path: string,
    body: object | undefined,
    schema: z.ZodType<T>,
  ): Promise<T> {
    const write = async () => {
      await this.#pace.turn(this.#patience.pause);
      return this.#request(method, this.#urlOf(path), body);
    };
    const reply = await this.#retrying(`${method} ${path}`, write, false);
    return this.#checked(`${method} ${path}`, reply.body, schema);
  }

  #urlOf(path: string): URL {
    const { href } = this.#access.url;
    return new URL(`${href.replace(/\/+$/, "")}${path}`);
  }

  async #read(url: URL): Promise<Reply> {
    return this.#retrying(`GET ${this.#pathOf(url)}`, () => this.#request("GET", url), true);
  }

  async #retrying(name: string, request: () => Promise<Reply>, repeatable: boolean): Promise<Reply> {
    const { tries, longestPauseSeconds, pause } = this.#patience;
    for (let tried = 1; ; tried++) {
      try {
        await this.#rest();
        return await request();
      } catch (error) {
        if (!(error instanceof Transient)) throw error;
        const { found, pauseMilliseconds } = error;
        const limited = pauseMilliseconds !== undefined;
        const tooLong = limited && pauseMilliseconds > longestPauseSeconds * 1000;
        if (limited) this.#restUntil = Math.max(this.#restUntil, Date.now() + pauseMilliseconds);
        if (tried >= tries || tooLong || !(limited || repeatable)) {
          const times = tried === 1 ? "" : `, ${tried} times`;
          throw new GitHubError(
            name,
            `${found}${times}`,
            "Try again later; https://www.githubstatus.com says how GitHub is.",
            undefined,
            limited,
          );
        }
        await pause(pauseMilliseconds ?? failurePause(tried));
        if (limited) this.#restUntil = 0;
      }
    }
  }

  /** Waits while GitHub wants no request, whichever request it was told to. */
  async #rest(): Promise<void> {
    const left = this.#restUntil - Date.now();
    if (left <= 0) return;
    if (left > this.#patience.longestPauseSeconds * 1000) {
      throw new Transient("is not asked: an earlier answer asks to wait longer than this command does", left);
    }
    await this.#patience.pause(left);
  }

  async #request(method: Method, url: URL, body?: object, hops = 0): Promise<Reply> {
    const name = `${method} ${this.#pathOf(url)}`;
    const signal = AbortSignal.timeout(this.#patience.timeoutMilliseconds);
    this.#usage.requests += 1;
    const response = await this.#fetch(url, {
      method,
      signal,
      redirect: "manual",
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${this.#access.token}`,
        "user-agent": "sallyport",
        "x-github-api-version": "2022-11-28",
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const { status, headers } = response;
    this.#note(headers);
    if (status >= 300 && status < 400) {
      await response.body?.cancel();
      return this.#request(method, this.#followed(name, method, url, headers, hops), body, hops + 1);
    }
    if (status === 204) return { status, headers, body: undefined };
    const text = await this.#textOf(name, response);
    if (!response.ok) throw this.#refusal(name, response, text);
    if (!/^application\/([\w.+-]+\+)?json\b/i.test(headers.get("content-type") ?? "")) {
      throw new Transient(`gives no JSON (${this.#plain(headers.get("content-type") ?? "no content type")})`);
    }
    return { status, headers, body: parse(text) };
  }

  #note(headers: Headers): void {
    const remaining = headers.get("x-ratelimit-remaining");
    if (remaining !== null && /^\d{1,9}$/.test(remaining)) this.#usage.remaining = Number(remaining);
  }

  async #fetch(url: URL, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, init);
    } catch (error) {
      throw this.#unreachable(error);
    }
  }

  async #textOf(name: string, response: Response): Promise<string> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    try {
      for await (const chunk of response.body ?? []) {
        chunks.push(chunk);
        length += chunk.length;
        if (length > maximumBytes) break;
      }
    } catch (error) {
      throw this.#unreachable(error);
    }
    if (length <= maximumBytes) return Buffer.concat(chunks).toString("utf8");
    throw new GitHubError(name, `gives more than the ${maximumBytes} bytes that are read`, "This is not GitHub's API.");
  }

  #unreachable(error: unknown): Transient {
    const { name, message, cause } = error as Error;
    if (name === "TimeoutError")
      return new Transient(`gives no answer within ${this.#patience.timeoutMilliseconds} ms`);
    const { code, message: why = message } = (cause ?? {}) as { code?: string; message?: string };
    return new Transient(`cannot be reached (${this.#plain(code ?? why)})`);
  }

  /** Where a redirect leads, if that is the same server: GitHub sends clients on when a repository was renamed. */
  #followed(name: string, method: Method, from: URL, headers: Headers, hops: number): URL {
    const to = URL.parse(headers.get("location") ?? "", from.href);
    if (to?.origin === this.#access.url.origin && method === "GET" && hops < maximumHops) return to;
    const where = to ? this.#plain(to.host) : "nowhere";
    const found = to && to.origin === this.#access.url.origin ? "is sent on and on" : `is sent to ${where}`;
    throw new GitHubError(name, found, "The token goes to the API alone. Check GITHUB_API_URL and GITHUB_REPOSITORY.");
  }

  #refusal(name: string, { status, headers }: Response, text: string): Error {
    const said = this.#plain(messageIn(text));
    const found = `ends with HTTP ${status}${said && `: ${said}`}`;
    const pause = limitPause(status, headers, said, Date.now() / 1000);
    if (pause !== undefined) return new Transient(`${found} (asks to wait ${Math.ceil(pause)} seconds)`, pause * 1000);
    if (status >= 500 || status === 408) return new Transient(found);
    return new GitHubError(name, found, remedies[status] ?? "GitHub refuses the request.", status);
  }

  #nextPage(path: string, headers: Headers): URL | undefined {
    const link = headers.get("link") ?? "";
    const [, address] = /<([^>]*)>\s*;[^,]*\brel="?next"?/.exec(link) ?? [];
    if (address === undefined) return undefined;
    const next = URL.parse(address);
    if (next?.origin === this.#access.url.origin) return next;
    throw new GitHubError(
      `GET ${path}`,
      `goes on at ${this.#plain(next?.host ?? "no address")}`,
      "The token goes to the API alone.",
    );
  }

  #checked<T>(name: string, body: unknown, schema: z.ZodType<T>): T {
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const where = issue?.path.map(String).join(".") || "the answer";
    throw new GitHubError(
      name,
      `is not what GitHub describes: ${where} ${issue?.message ?? ""}`,
      "Check GITHUB_API_URL.",
    );
  }

  #pathOf({ pathname }: URL): string {
    return this.#plain(pathname);
  }

  /** Text from outside, safe to print; should a server repeat the token, it is taken out. */
  #plain(text: string): string {
    return plainText(text.replaceAll(this.#access.token, "(token)")).slice(0, 300);
  }
}

const remedies: Readonly<Record<number, string>> = {
  401: "The token is not valid, or no longer: give GITHUB_TOKEN one that is.",
  403: "The token may not do this: the job's `permissions` do not suffice.",
  404: "It is not there, or the token may not read it.",
  409: "It conflicts with what is there, or with what somebody else does at this moment.",
  410: "It is gone.",
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Transient("gives JSON that is cut off or damaged");
  }
}

/** What GitHub says about an error; nothing where it is a page of HTML. */
function messageIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === "string" ? message : "";
  } catch {
    return "";
  }
}

/** A path of the API; its parts are escaped. */
export function apiPath(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return String.raw({ raw: parts }, ...values.map((value) => encodeURIComponent(value)));
}
