import type { Json } from "./description.ts";
import type { GitHubState, Token } from "./state.ts";

/** A request that is well-formed and allowed. */
export interface ApiRequest {
  /** Values of the path template. */
  parameters: Record<string, string>;
  query: URLSearchParams;
  body: Json | undefined;
  /** Path without the query. */
  path: string;
  token: Token;
  /** Address of the server, for links. */
  url: string;
}

/** An answer. What it leaves out and GitHub's description requires is filled in. */
export interface Answer {
  status: number;
  body?: Json;
  headers?: Record<string, string>;
}

/** What answers one operation. */
export interface Route {
  /** Permission that the token needs; any one of several suffices. */
  needs: readonly (readonly [scope: string, access: "read" | "write"])[];
  answer(request: ApiRequest, state: GitHubState): Answer;
}

/** Routes by the id of the operation that they answer. */
export type Routes = Readonly<Record<string, Route>>;

export function failure(status: number, message: string): Answer {
  return { status, body: { message, documentation_url: "https://docs.github.com/rest", status: String(status) } };
}

export const notFound = (): Answer => failure(404, "Not Found");

/** One page of a list, with the link to the next one. */
export function page(items: readonly Json[], { query, url, path }: ApiRequest): Answer {
  const size = Number(query.get("per_page") ?? 30);
  const number = Number(query.get("page") ?? 1);
  const end = number * size;
  const next = new URL(path, url);
  next.search = String(new URLSearchParams({ ...Object.fromEntries(query), page: String(number + 1) }));
  return {
    status: 200,
    body: items.slice(end - size, end),
    ...(end < items.length && { headers: { link: `<${next}>; rel="next"` } }),
  };
}

/** One page of a list that the answer holds under a name, beside the number of all. */
export function pageIn(name: string, items: readonly Json[], request: ApiRequest): Answer {
  const answer = page(items, request);
  return { ...answer, body: { total_count: items.length, [name]: answer.body ?? [] } };
}
