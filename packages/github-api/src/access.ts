import { AccessError, type AccessProblem } from "./access-error.js";

/** Where the API is, and who asks. */
export interface Access {
  /** Address of the API, `https://api.github.com`. */
  url: URL;
  /** Address of the GraphQL API, on the same host. */
  graphqlUrl: URL;
  token: string;
}

/**
 * Access to the API as GitHub Actions gives it to a job, in `GITHUB_TOKEN`, `GITHUB_API_URL` and `GITHUB_GRAPHQL_URL`.
 *
 * @param tokenRemedy What to do where there is no token.
 * @throws {AccessError} when there is no token, or it would go out unencrypted.
 */
export function accessOf(
  env: NodeJS.ProcessEnv = process.env,
  tokenRemedy = "Give the step github.token in this variable.",
): Access {
  const problems: AccessProblem[] = [];
  const url = apiUrl(env.GITHUB_API_URL || "https://api.github.com", problems);
  const token = apiToken(env.GITHUB_TOKEN, tokenRemedy, problems);
  const graphqlUrl = url && graphqlUrlOf(url, env.GITHUB_GRAPHQL_URL, problems);
  if (!url || !token || !graphqlUrl) throw new AccessError(problems);
  return { url, graphqlUrl, token };
}

function graphqlUrlOf({ href, origin }: URL, given: string | undefined, problems: AccessProblem[]): URL | undefined {
  const text = given || `${href.replace(/\/+$/, "")}/graphql`;
  const url = URL.parse(text);
  if (url?.origin === origin) return url;
  const remedy = `Give an address at ${origin}, as GITHUB_API_URL is.`;
  problems.push({ variable: "GITHUB_GRAPHQL_URL", found: `is ${JSON.stringify(text)}`, remedy });
  return undefined;
}

function apiUrl(text: string, problems: AccessProblem[]): URL | undefined {
  const url = URL.parse(text);
  const isLocal = url !== null && ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLocal)) return url;
  const remedy = url
    ? "Give one with https: the token would go out unencrypted."
    : "Give an address such as https://api.github.com.";
  problems.push({ variable: "GITHUB_API_URL", found: `is ${JSON.stringify(text)}`, remedy });
  return undefined;
}

/** Its value is never repeated, not even where it cannot be used. */
function apiToken(token: string | undefined, remedy: string, problems: AccessProblem[]): string | undefined {
  const variable = "GITHUB_TOKEN";
  if (token && /^[\x21-\x7e]+$/.test(token)) return token;
  problems.push(
    token
      ? { variable, found: "holds characters that no token has", remedy: "Give the token alone, without a line break." }
      : { variable, found: "is not set", remedy },
  );
  return undefined;
}
