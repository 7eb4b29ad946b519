import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { commentBody } from "@sallyport/gate";
import { accessOf, GitHubClient } from "@sallyport/github-api";
import { describe, expect, test } from "vitest";
import { keepComment } from "../../packages/cli/src/pull-comment.ts";
import { approvedState, bob, runnerEnvironment } from "../support/github-api/approved-run.ts";
import * as faults from "../support/github-api/faults.ts";
import { github } from "../support/github-api/for-test.ts";
import type { GitHubApi } from "../support/github-api/server.ts";
import { type Account, actionsBot, type Comment, jobToken, type Token } from "../support/github-api/state.ts";
import { runCli, temporaryFolder } from "./run-cli.ts";

const writing = jobToken({ "pull-requests": "write" });
const mallory: Account = { id: 666, login: "mallory", type: "User" };
const bodyOf = (run: number, text = "old", attempt = 1) => commentBody(text, { run, attempt });
const written = (id: number, body: string, author = actionsBot): Comment => ({ id, issue: 12, author, body });

const stateWith = (comments: Comment[], token: Token = writing) => approvedState({ tokens: [token], comments });

/** The command, in run 77. */
async function comment(api: Pick<GitHubApi, "url">, text = "# Blocked\n", more: string[] = [], env = {}) {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "comment.md"), text);
  const args = ["comment", "--file", "comment.md", ...more];
  return runCli(args, { cwd, env: { ...runnerEnvironment(api.url), ...env } });
}

/** The same inside this process, in any run. */
function keep(api: GitHubApi, run: number, text: string) {
  const patience = { timeoutMilliseconds: 5_000, tries: 3, longestPauseSeconds: 60, pause: async () => {} };
  const client = new GitHubClient(accessOf(runnerEnvironment(api.url)), patience);
  return keepComment(client, { owner: "acme", repository: "payments-api", pull: 12 }, bodyOf(run, text));
}

describe("the command", () => {
  test("writes one comment, and the next run updates it", async () => {
    const api = await github(stateWith([]));

    expect(await comment(api, "# Blocked\n", ["--pull", "12"])).toMatchObject({ code: 0, stderr: "" });
    expect(await comment(api, "# Passed\n", [], { GITHUB_RUN_ID: "78" })).toEqual({
      code: 0,
      stdout: "Comment 1001 on pull request 12 is up to date.\n",
      stderr: "",
    });
    expect(api.state.comments).toMatchObject([{ id: 1001, author: actionsBot, body: bodyOf(78, "# Passed\n") }]);
  });

  test("keeps a comment of its own for a topic, beside the one on the verdict", async () => {
    const api = await github(stateWith([]));
    await comment(api, "# Blocked\n");
    await comment(api, "# Plan\n", ["--topic", "plan"]);
    await comment(api, "# Passed\n", [], { GITHUB_RUN_ID: "78" });

    expect(api.state.comments.map(({ body }) => body)).toEqual([
      bodyOf(78, "# Passed\n"),
      commentBody("# Plan\n", { run: 77, attempt: 1, topic: "plan" }),
    ]);
  });

  test.each(["", "Plan", "a plan", "--> x", "p".repeat(31)])("exits 2 for the topic %j", async (topic) => {
    const api = await github(stateWith([]));
    const { code, stderr } = await comment(api, "# Plan\n", ["--topic", topic]);

    expect({ code, comments: api.state.comments }).toEqual({ code: 2, comments: [] });
    expect(stderr).toContain("--topic");
  });

  test("finds its comment behind hundreds of others", async () => {
    const chatter = Array.from({ length: 230 }, (_, index) => written(index + 1, `comment ${index}`, bob));
    const api = await github(stateWith([...chatter, written(500, bodyOf(76))]));
    await comment(api);

    expect(api.state.comments).toHaveLength(231);
    expect(api.state.comments.at(-1)).toMatchObject({ id: 500, body: bodyOf(77, "# Blocked\n") });
  });

  test("leaves the comment of a later run, and says so", async () => {
    const api = await github(stateWith([written(500, bodyOf(78, "newer"))]));
    const { code, stdout } = await comment(api);

    expect(code).toBe(0);
    expect(stdout).toContain("Run 78, which is later, has commented");
    expect(api.state.comments).toEqual([written(500, bodyOf(78, "newer"))]);
  });

  test("never touches a comment of somebody else, although it carries the mark", async () => {
    const foreign = [written(400, bodyOf(76, "fake"), mallory), written(401, bodyOf(999, "fake"), mallory)];
    const api = await github(stateWith(structuredClone(foreign)));
    await comment(api);

    expect(api.state.comments.slice(0, 2)).toEqual(foreign);
    expect(api.state.comments[2]).toMatchObject({ author: actionsBot, body: bodyOf(77, "# Blocked\n") });
  });

  test("cuts what is too long for GitHub", async () => {
    const api = await github(stateWith([]));
    const { code } = await comment(api, "| a row that is quite long |\n".repeat(5000));

    expect(code).toBe(0);
    expect(api.state.comments[0]?.body).toMatch(/_Cut here: .*_\n$/);
  });

  test("says what is missing, all at once, and asks GitHub nothing", async () => {
    const cwd = temporaryFolder();
    const { code, stderr } = await runCli(["comment", "--file", "none.md"], { cwd });

    expect(code).toBe(2);
    for (const what of ["none.md: does not exist", "--pull is missing", "GITHUB_TOKEN is not set", "GITHUB_RUN_ID"]) {
      expect(stderr).toContain(what);
    }
  });

  test.each([
    ["an empty file", " \n", [], "comment.md: is empty"],
    ["a number that is none", "text", ["--pull", "12a"], '--pull is "12a"'],
  ])("refuses %s", async (_, text, more, says) => {
    const api = await github(stateWith([]));

    expect(await comment(api, text, more)).toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
    expect(api.requests).toEqual([]);
  });

  test.each<[string, Token, string[], string]>([
    ["the token only reads, as in a fork", jobToken({ "pull-requests": "read" }), [], "HTTP 403"],
    ["the pull request is not there", writing, ["--pull", "13"], "HTTP 404"],
  ])("fails when %s", async (_, token, more, says) => {
    const api = await github(stateWith([], token));
    const { code, stdout, stderr } = await comment(api, "text", more);

    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(stdout + stderr).not.toContain(token.value);
    expect(api.state.comments).toEqual([]);
  });
});

describe("who we are", () => {
  test("a person's token is asked", async () => {
    const token: Token = { value: writing.value, account: bob, kind: "user", permissions: {} };
    const api = await github(stateWith([written(400, bodyOf(76), bob), written(401, bodyOf(76))], token));
    await keep(api, 77, "mine");

    expect(api.state.comments.map(({ body }) => body)).toEqual([bodyOf(77, "mine"), bodyOf(76)]);
  });

  test("an app is asked, and what other apps write is not its own", async () => {
    const app: Account = { id: 777, login: "acme-gate[bot]", type: "Bot" };
    const api = await github(
      stateWith([written(400, bodyOf(76)), written(401, bodyOf(76), app)], { ...writing, account: app }),
    );
    await keep(api, 77, "mine");

    expect(api.state.comments.map(({ body }) => body)).toEqual([bodyOf(76), bodyOf(77, "mine")]);
  });

  test.each<[string, faults.Fault]>([
    ["is not said", faults.instead({ errors: [{ message: "no" }] })],
    ["cannot be read", faults.page(502)],
  ])("%s: then nothing is written", async (_, fault) => {
    const api = await github(stateWith([written(400, bodyOf(76))]));
    api.fail("graphql", fault);

    await expect(keep(api, 77, "mine")).rejects.toThrow("the GraphQL question who the token acts for");
    expect(api.state.comments).toEqual([written(400, bodyOf(76))]);
  });

  test("is not what was written: then it is not written again and again", async () => {
    const api = await github(stateWith([]));
    api.fail("graphql", faults.instead({ data: { viewer: { login: "somebody-else" } } }));

    await expect(keep(api, 77, "mine")).rejects.toThrow("wrote a comment of github-actions[bot], although");
    expect(api.state.comments).toHaveLength(1);
  });
});

describe("runs at the same time", () => {
  test("that both see no comment leave one, with the text of the later run", async () => {
    const api = await github(stateWith([]));
    api.meanwhile("issues/create-comment", () => api.state.comments.push(written(900, bodyOf(78, "later"))));
    const kept = await keep(api, 77, "earlier");
    await keep(api, 78, "later");

    expect(kept).toMatchObject({ superseded: { run: 78 } });
    expect(api.state.comments).toMatchObject([{ body: bodyOf(78, "later") }]);
  });

  test("that really run at once leave one, with the text of the latest", async () => {
    const api = await github(stateWith([]));
    await Promise.all([71, 75, 73, 74, 72].map((run) => keep(api, run, `run ${run}`)));
    await keep(api, 75, "run 75");

    expect(api.state.comments).toMatchObject([{ body: bodyOf(75, "run 75") }]);
  });

  test("do not overwrite what a later one wrote between the look and the change", async () => {
    const api = await github(stateWith([written(500, bodyOf(70))]));
    api.meanwhile("issues/get-comment", () => {
      api.state.comments = [{ ...written(500, bodyOf(78, "later")), updatedAt: new Date().toISOString() }];
    });

    expect(await keep(api, 77, "earlier")).toMatchObject({ superseded: { run: 78 } });
    expect(api.state.comments).toMatchObject([{ body: bodyOf(78, "later") }]);
  });

  test("write again what an earlier one overwrote", async () => {
    const api = await github(stateWith([written(500, bodyOf(70))]));
    let lists = 0;
    const overwrite = () => {
      lists += 1;
      if (lists === 2) {
        const updatedAt = new Date(Date.now() + 2_000).toISOString();
        api.state.comments = [{ ...written(500, bodyOf(76, "earlier")), updatedAt }];
      } else api.meanwhile("issues/list-comments", overwrite);
    };
    api.meanwhile("issues/list-comments", overwrite);
    await keep(api, 77, "later");

    expect(api.state.comments).toMatchObject([{ body: bodyOf(77, "later") }]);
  });

  test("take a comment that another one removed for gone", async () => {
    const api = await github(stateWith([written(500, bodyOf(70)), written(501, bodyOf(71))]));
    api.meanwhile("issues/delete-comment", () => api.state.comments.pop());
    await keep(api, 77, "text");

    expect(api.state.comments).toMatchObject([{ id: 500, body: bodyOf(77, "text") }]);
  });
});

describe("an answer that is lost", () => {
  test("after the comment was made leads to no second one", async () => {
    const api = await github(stateWith([]));
    api.fail("issues/create-comment", faults.page(502), 1);
    await keep(api, 77, "text");

    expect(api.state.comments).toMatchObject([{ body: bodyOf(77, "text") }]);
  });

  test("does not hide that nothing can be written", async () => {
    const api = await github(stateWith([]));
    api.fail("issues/create-comment", (response) => {
      api.state.comments = [];
      response.destroy();
    });

    await expect(keep(api, 77, "text")).rejects.toThrow("cannot be reached");
  });

  test("of a list is not taken for a list without our comment", async () => {
    const api = await github(stateWith([written(500, bodyOf(70))]));
    api.fail("issues/list-comments", faults.page(502));

    await expect(keep(api, 77, "text")).rejects.toThrow("HTTP 502, 3 times");
    expect(api.state.comments).toHaveLength(1);
  });
});
