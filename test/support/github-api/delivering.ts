import {
  accessOf,
  type Delivered,
  type DeliverOptions,
  type Delivery,
  deliver,
  GitHubClient,
} from "@sallyport/github-api";
import type { GitHubApi, SeenRequest } from "./server.ts";
import {
  type Account,
  emptyRepository,
  emptyState,
  type GitHubState,
  type RepositoryState,
  type Token,
} from "./state.ts";

/** The account behind a GitHub App that delivers files. */
export const appBot: Account = { id: 55, login: "acme-sallyport[bot]", type: "Bot" };

/** What a delivery needs, and no more. */
export const deliveryPermissions = { contents: "write", "pull-requests": "write", workflows: "write" } as const;

/** The token of that app. */
export function appToken(permissions: Token["permissions"] = deliveryPermissions): Token {
  return { value: "ghs_madeUpForDelivery01234567", account: appBot, kind: "app", permissions };
}

/** GitHub with a repository of one commit, and that app. */
export function deliveryState(fields: Partial<GitHubState> = {}): GitHubState {
  const state = emptyState({ tokens: [appToken()], ...fields });
  if (!fields.git) state.git.commitFiles("main", { "README.md": "# Payments\n" });
  return state;
}

/** Another repository of the organisation, of one commit. */
export function otherRepository(name: string, id: number): RepositoryState {
  const repository = emptyRepository({ repository: { id, name } });
  repository.git.commitFiles("main", { "README.md": `# ${name}\n` });
  return repository;
}

/** The environment of whoever delivers. */
export function deliveryEnvironment({ url }: Pick<GitHubApi, "url">): Record<string, string> {
  return { GITHUB_API_URL: url, GITHUB_TOKEN: appToken().value };
}

/** A delivery to that repository; nobody really waits. */
export function deliverTo(
  api: GitHubApi,
  delivery: Partial<Delivery>,
  options: DeliverOptions = {},
): Promise<Delivered> {
  const pause = async () => {};
  const patience = { timeoutMilliseconds: 5_000, tries: 2, longestPauseSeconds: 60, pause };
  const client = new GitHubClient(accessOf(deliveryEnvironment(api)), patience);
  const given = {
    owner: "acme",
    repository: "payments-api",
    branch: "sallyport/update",
    title: "Sallyport: update the generated files",
    body: "From the policy.",
    files: [],
    ...delivery,
  };
  return deliver(client, given, { pause, ...options });
}

/** Requests that would change something, as `POST git/trees`. */
export function writesOf({ requests }: { requests: readonly SeenRequest[] }): string[] {
  return requests
    .filter(({ method }) => method !== "GET")
    .map(({ method, path }) => `${method} ${path.replace(/^\/repos\/acme\/[^/]+\//, "")}`);
}
