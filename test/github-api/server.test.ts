import { describe, expect, onTestFinished, test } from "vitest";
import { approvedRun, approvedState } from "../support/github-api/approved-run.ts";
import { type GitHubApi, startGitHubApi } from "../support/github-api/server.ts";
import { type GitHubState, jobToken } from "../support/github-api/state.ts";

const root = "/repos/acme/payments-api";
const headers = {
  accept: "application/vnd.github+json",
  authorization: `Bearer ${jobToken({}).value}`,
  "user-agent": "test",
  "x-github-api-version": "2022-11-28",
};

/** The server without the expectation that a client makes no mistake. */
async function server(fields: Partial<GitHubState> = {}): Promise<GitHubApi> {
  const tokens = [jobToken({ actions: "read", issues: "write" })];
  const api = await startGitHubApi(approvedState({ tokens, ...fields }));
  onTestFinished(() => api.close());
  return api;
}

const ask = ({ url }: GitHubApi, path: string, init: RequestInit = {}) => fetch(`${url}${path}`, { headers, ...init });
const post = (body: unknown): RequestInit => ({ method: "POST", body: JSON.stringify(body) });

describe("the server of the tests", () => {
  test("answers as GitHub's description says, with every field that it requires", async () => {
    const api = await server();
    const run = await (await ask(api, `${root}/actions/runs/77`)).json();

    expect(api.problems).toEqual([]);
    expect(run).toMatchObject({ id: 77, run_attempt: 1, repository: { id: 900123, owner: { login: "acme" } } });
    expect(run).toHaveProperty("jobs_url");
  });

  test("keeps what is written", async () => {
    const api = await server();
    const created = await ask(api, `${root}/issues/12/comments`, post({ body: "text" }));

    expect(created.status).toBe(201);
    expect(await (await ask(api, `${root}/issues/12/comments`)).json()).toMatchObject([{ body: "text" }]);
  });

  test.each<[string, string, RequestInit, string]>([
    ["a path that GitHub does not have", `${root}/approvals`, {}, "is nothing that this server answers"],
    ["a method that a path does not have", `${root}/actions/runs/77`, { method: "PUT" }, "is nothing that this server"],
    ["a number that is none", `${root}/actions/runs/abc`, {}, "path parameter run_id: abc"],
    ["a parameter that is not known", `${root}/actions/runs/77?full=1`, {}, "query parameter full is not known"],
    ["a page that is no number", `${root}/issues/12/comments?page=x`, {}, "query parameter page: x"],
    ["a body without what it needs", `${root}/issues/12/comments`, post({ text: "x" }), "must have required property"],
    ["a body of another type", `${root}/issues/12/comments`, post({ body: 1 }), "/body must be string"],
    ["no body", `${root}/issues/12/comments`, { method: "POST" }, "the body is missing"],
    ["no user agent", `${root}/actions/runs/77`, { headers: { ...headers, "user-agent": "" } }, "wants a user agent"],
  ])("notes %s", async (_, path, init, says) => {
    const api = await server();
    const { ok } = await ask(api, path, init);

    expect(ok).toBe(false);
    expect(api.problems).toEqual([expect.stringContaining(says)]);
  });

  test("notes an answer of its own that GitHub would not give", async () => {
    const [review] = approvedRun().reviews;
    const reviews = [{ ...review, state: "maybe" }] as unknown as ReturnType<typeof approvedRun>["reviews"];
    const api = await server({ runs: [approvedRun({ reviews })] });

    expect((await ask(api, `${root}/actions/runs/77/approvals`)).status).toBe(500);
    expect(api.problems).toEqual([expect.stringContaining("must be equal to one of the allowed values")]);
  });

  test.each([
    ["another token", { ...headers, authorization: "Bearer other" }, `${root}/actions/runs/77`, 401],
    ["a right that the token does not have", headers, `${root}/pulls/12`, 403],
    ["another repository", headers, "/repos/acme/other/actions/runs/77", 404],
    ["a run that is not there", headers, `${root}/actions/runs/78`, 404],
  ])("refuses %s", async (_, given, path, status) => {
    const api = await server();

    expect((await ask(api, path, { headers: given })).status).toBe(status);
    expect(api.problems).toEqual([]);
  });
});
