import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerFaults, completed, type Json, type Match, matchOperation, requestFaults } from "./description.ts";
import type { Fault } from "./faults.ts";
import { type Answer, failure, type Route } from "./route.ts";
import { routes } from "./routes/index.ts";
import { type GitHubState, stateOf, type Token } from "./state.ts";

/** A request that the server got. */
export interface SeenRequest {
  /** `issues/create-comment`; undefined for a path that GitHub does not have. */
  operation: string | undefined;
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: Json | undefined;
}

/** GitHub's REST API on the loopback interface: stateful, and true to GitHub's own description. */
export interface GitHubApi extends AsyncDisposable {
  /** What `GITHUB_API_URL` would be. */
  url: string;
  state: GitHubState;
  /** Requests in their order. */
  requests: SeenRequest[];
  /** What a client did that GitHub does not have, or what the server itself got wrong. A test expects none. */
  problems: string[];
  /**
   * Answers an operation wrongly, after it was carried out: the answer is lost, not the deed.
   *
   * @param operation Id of the operation, or `*` for every one.
   * @param times How often; without it until the server ends.
   */
  fail(operation: string, fault: Fault, times?: number): void;
  /** The same in place of carrying it out. */
  prevent(operation: string, fault: Fault, times?: number): void;
  /** Runs before an operation is answered: something that happens at the same time. Once. */
  meanwhile(operation: string, happens: () => void): void;
  close(): Promise<void>;
}

interface Mishap {
  operation: string;
  fault: Fault;
  left: number;
  prevents: boolean;
}

/** Starts the server with a state, which the caller may go on changing. */
export async function startGitHubApi(state: GitHubState): Promise<GitHubApi> {
  const requests: SeenRequest[] = [];
  const problems: string[] = [];
  const mishaps: Mishap[] = [];
  const events: { operation: string; happens: () => void }[] = [];
  let url = "";

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      problems.push(`the server failed: ${error instanceof Error ? error.stack : error}`);
      send(response, failure(500, "the server failed"));
    });
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", headers } = incoming;
    const { pathname: path, searchParams: query } = new URL(incoming.url ?? "/", url);
    const body = await bodyOf(incoming);
    const match = matchOperation(method, path);
    const id = path === "/graphql" ? "graphql" : match?.operation.id;
    requests.push({ operation: id, method, path, query, headers, body });
    const request = { method, path, query, headers, body };
    const mishap = mishaps.find(({ operation, left }) => left > 0 && (operation === "*" || operation === id));
    if (mishap) mishap.left -= 1;
    if (mishap?.prevents) return mishap.fault(response, { status: 500, text: "null" });
    const result = id === "graphql" ? answerGraphql(request, state) : respond(match, request);
    if (!mishap) return send(response, result);
    const { status, headers: extra, body: right = null } = result;
    await mishap.fault(response, { status, text: JSON.stringify(right), ...(extra && { headers: extra }) });
  }

  function respond(match: Match | undefined, request: Omit<SeenRequest, "operation">): Answer {
    const { method, path, query, headers, body } = request;
    const route = match && (routes[match.operation.id] as Route | undefined);
    if (!match || !route) {
      problems.push(`${method} ${path} is nothing that this server answers`);
      return failure(404, "Not Found");
    }
    const faults = [...headerFaults(headers), ...requestFaults(match, query, body)];
    if (faults.length > 0) {
      problems.push(`${method} ${path}: ${faults.join("; ")}`);
      return failure(422, faults.join("; "));
    }
    const token = state.tokens.find(({ value }) => headers.authorization === `Bearer ${value}`);
    if (!token) return failure(401, "Bad credentials");
    const { owner, repo, org } = match.parameters;
    const seen = stateOf(state, owner, repo);
    if (!seen || (org !== undefined && org !== state.organization.login)) return failure(404, "Not Found");
    if (!allowed(token, route)) return failure(403, "Resource not accessible by integration");
    const event = events.findIndex(({ operation }) => operation === match.operation.id);
    for (const { happens } of event === -1 ? [] : events.splice(event, 1)) happens();
    return checked(match, route.answer({ ...request, parameters: match.parameters, token, url }, seen));
  }

  /** What GitHub would not answer is a mistake of ours. */
  function checked({ operation }: Match, { status, body, headers }: Answer): Answer {
    const whole = body === undefined || status >= 400 ? body : completed(operation, status, body);
    const faults = answerFaults(operation, status, whole);
    if (faults.length === 0)
      return { status, ...(whole !== undefined && { body: whole }), ...(headers && { headers }) };
    problems.push(`the answer to ${operation.id}: ${faults.join("; ")}`);
    return failure(500, "the server's answer is not GitHub's");
  }

  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return {
    url,
    state,
    requests,
    problems,
    fail: (operation, fault, left = Number.POSITIVE_INFINITY) =>
      mishaps.push({ operation, fault, left, prevents: false }),
    prevent: (operation, fault, left = Number.POSITIVE_INFINITY) =>
      mishaps.push({ operation, fault, left, prevents: true }),
    meanwhile: (operation, happens) => events.push({ operation, happens }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The one question that GraphQL alone answers. */
function answerGraphql({ method, headers, body }: Omit<SeenRequest, "operation">, { tokens }: GitHubState): Answer {
  const token = tokens.find(({ value }) => headers.authorization === `Bearer ${value}`);
  if (!token) return failure(401, "Bad credentials");
  const asked = (body as { query?: string } | undefined)?.query;
  if (method === "POST" && asked === "query { viewer { login } }") {
    return { status: 200, body: { data: { viewer: { login: token.account.login } } } };
  }
  return { status: 200, body: { errors: [{ message: `this server does not answer ${asked}` }] } };
}

function headerFaults(headers: IncomingMessage["headers"]): string[] {
  const faults: string[] = [];
  if (!headers["user-agent"]) faults.push("GitHub wants a user agent");
  if (headers.accept !== "application/vnd.github+json") faults.push(`accept: ${headers.accept}`);
  if (!headers["x-github-api-version"]) faults.push("the version of the API is not asked for");
  return faults;
}

function allowed({ kind, permissions }: Token, { needs }: Route): boolean {
  if (kind === "user" || needs.length === 0) return true;
  return needs.some(([scope, access]) => permissions[scope] === access || permissions[scope] === "write");
}

async function bodyOf(incoming: IncomingMessage): Promise<Json | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? undefined : (JSON.parse(text) as Json);
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers })
    .end(JSON.stringify(body));
}
