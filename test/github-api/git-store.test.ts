import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { blobSha } from "@sallyport/github-api";
import { describe, expect, onTestFinished, test } from "vitest";
import { deliveryState, writesOf } from "../support/github-api/delivering.ts";
import { GitRefusal, GitRepository } from "../support/github-api/git.ts";
import { type GitHubApi, startGitHubApi } from "../support/github-api/server.ts";
import { emptyRepository, jobToken } from "../support/github-api/state.ts";

const person = { name: "Bob", email: "bob@acme.example", date: "2026-05-04T11:00:00Z" };

/** Git itself, in a folder that is gone after the test. */
function realGit() {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-git-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    GIT_AUTHOR_NAME: person.name,
    GIT_AUTHOR_EMAIL: person.email,
    GIT_AUTHOR_DATE: person.date,
    GIT_COMMITTER_NAME: person.name,
    GIT_COMMITTER_EMAIL: person.email,
    GIT_COMMITTER_DATE: person.date,
  };
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, env, encoding: "utf8" }).trim();
  git("init", "-q", "-b", "main");
  return { git, folder };
}

describe("the Git of the server", () => {
  test("gives files, folders and commits the names that Git gives them", () => {
    const { git, folder } = realGit();
    const files = { "a.txt": "one\n", "a/b.yml": "two\n", "a-b": "", "a/c/d": "ü\n" };
    for (const [path, content] of Object.entries(files)) {
      if (path.includes("/")) execFileSync("mkdir", ["-p", join(folder, path, "..")]);
      // `a.txt`, `a` and `a-b` sort differently as files and as a folder.
      writeFileSync(join(folder, path), content);
    }
    git("add", "--all");
    git("commit", "-q", "--no-gpg-sign", "-m", "First");
    const ours = new GitRepository();
    const sha = ours.commitFiles("main", files, { message: "First\n", author: person });

    expect(ours.commitAt(sha)?.tree).toBe(git("rev-parse", "HEAD^{tree}"));
    expect(sha).toBe(git("rev-parse", "HEAD"));
    expect(blobSha("ü\n")).toBe(git("rev-parse", "HEAD:a/c/d"));
  });

  test("takes files out, and folders that become empty with them", () => {
    const git = new GitRepository();
    git.commitFiles("main", { "a/b/c": "1", d: "2" });
    git.commitFiles("main", { "a/b/c": null });

    expect(git.filesAt("main")).toEqual({ d: "2" });
  });

  test.each(["x/y", "x"])("refuses to take out %s, which is not there", (path) => {
    const git = new GitRepository();
    git.commitFiles("main", { d: "2" });

    expect(() => git.commitFiles("main", { [path]: null })).toThrow(GitRefusal);
  });
});

const root = "/repos/acme/payments-api";

async function server(state = deliveryState()): Promise<GitHubApi> {
  const api = await startGitHubApi(state);
  onTestFinished(() => api.close());
  return api;
}

async function ask({ url, state }: GitHubApi, method: string, path: string, body?: object) {
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${state.tokens[0]?.value}`,
    "user-agent": "test",
    "x-github-api-version": "2022-11-28",
  };
  const response = await fetch(`${url}${root}${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}

describe("the Git data API of the server", () => {
  test("makes a commit from blobs and trees that Git would make", async () => {
    const api = await server();
    const base = api.state.git.refs.get("heads/main") ?? "";
    const { body: blob } = await ask(api, "POST", "/git/blobs", { content: "AAEC", encoding: "base64" });
    const tree = [
      { path: "bin/tool", mode: "100755", type: "blob", sha: blob.sha },
      { path: "docs/a.md", mode: "100644", type: "blob", content: "a\n" },
    ];
    const made = await ask(api, "POST", "/git/trees", { base_tree: api.state.git.commitAt(base)?.tree, tree });
    const commit = await ask(api, "POST", "/git/commits", { message: "m", tree: made.body.sha, parents: [base] });
    await ask(api, "POST", "/git/refs", { ref: "refs/heads/next", sha: commit.body.sha });

    expect(Object.keys(api.state.git.filesAt("next"))).toEqual(["README.md", "bin/tool", "docs/a.md"]);
    expect((await ask(api, "GET", "/git/ref/heads/next")).body.object.sha).toBe(commit.body.sha);
    expect((await ask(api, "GET", `/contents/docs/a.md?ref=next`)).body).toMatchObject({ content: "YQo=" });
    expect(api.problems).toEqual([]);
  });

  test.each([
    ["an app that names nobody", {}, true],
    ["an app that names an author", { author: { name: "A", email: "a@b.example" } }, false],
    ["an app that names a committer", { committer: { name: "A", email: "a@b.example" } }, false],
  ])("signs for %s: %o %s", async (_, names, verified) => {
    const api = await server();
    const tree = api.state.git.commitAt(api.state.git.refs.get("heads/main") ?? "")?.tree;
    const { body } = await ask(api, "POST", "/git/commits", { message: "m", tree, ...names });

    expect(body.verification.verified).toBe(verified);
  });

  test("does not sign for a user", async () => {
    const state = deliveryState();
    for (const token of state.tokens) token.kind = "user";
    const api = await server(state);
    const tree = state.git.commitAt(state.git.refs.get("heads/main") ?? "")?.tree;

    expect((await ask(api, "POST", "/git/commits", { message: "m", tree })).body.verification.verified).toBe(false);
  });

  test("moves a branch forward, and back only by force", async () => {
    const api = await server();
    const old = api.state.git.refs.get("heads/main");
    api.state.git.commitFiles("main", { a: "1" });

    expect(await ask(api, "PATCH", "/git/refs/heads/main", { sha: old })).toMatchObject({
      status: 422,
      body: { message: "Update is not a fast forward" },
    });
    expect((await ask(api, "PATCH", "/git/refs/heads/main", { sha: old, force: true })).status).toBe(200);
    expect(api.state.git.refs.get("heads/main")).toBe(old);
  });

  test.each([
    ["POST", "/git/refs", { ref: "refs/heads/main", sha: "0".repeat(40) }, "Reference already exists"],
    ["POST", "/git/refs", { ref: "refs/heads/x", sha: "0".repeat(40) }, "Object does not exist"],
    ["PATCH", "/git/refs/heads/x", { sha: "0".repeat(40) }, "Reference does not exist"],
    ["DELETE", "/git/refs/heads/x", undefined, "Reference does not exist"],
    ["POST", "/git/trees", { tree: [{ path: "../x", content: "1" }] }, "malformed path component"],
    ["POST", "/git/trees", { tree: [{ path: "x", sha: "1".repeat(40) }] }, "is not a valid blob"],
    ["POST", "/pulls", { title: "t", head: "x", base: "main" }, "head or base is invalid"],
    ["POST", "/pulls", { title: "t", head: "main", base: "main" }, "No commits between"],
  ])("refuses %s %s with %o: %s", async (method, path, body, says) => {
    const answer = await ask(await server(), method, path, body);

    expect(answer.status).toBe(422);
    expect(answer.body.message).toContain(says);
  });

  test("has one open pull request from a branch, and closes it with the branch", async () => {
    const api = await server();
    api.state.git.commitFiles("next", { a: "1" }, { parents: [api.state.git.refs.get("heads/main") ?? ""] });
    const pull = { title: "t", head: "next", base: "main" };
    const first = await ask(api, "POST", "/pulls", pull);
    const second = await ask(api, "POST", "/pulls", pull);
    await ask(api, "DELETE", "/git/refs/heads/next");

    expect([first.status, second.status]).toEqual([201, 422]);
    expect(second.body.message).toContain("A pull request already exists for acme:next.");
    expect((await ask(api, "GET", "/pulls?head=acme:next")).body).toEqual([]);
    expect((await ask(api, "GET", "/pulls?head=acme:next&state=closed")).body).toMatchObject([{ number: 1 }]);
  });

  test("answers 409 in a repository without a commit", async () => {
    const api = await server({ ...deliveryState(), ...emptyRepository() });

    expect(await ask(api, "GET", "/git/ref/heads/main")).toMatchObject({ status: 409 });
    expect(await ask(api, "POST", "/git/blobs", { content: "" })).toMatchObject({ status: 409 });
  });

  test("wants a right of its own for workflow files", async () => {
    const state = deliveryState();
    state.tokens = [jobToken({ contents: "write" })];
    const api = await server(state);
    const tree = (path: string) => ask(api, "POST", "/git/trees", { tree: [{ path, content: "x" }] });

    expect((await tree(".github/workflows/a.yml")).status).toBe(403);
    expect((await tree("a.yml")).status).toBe(201);
  });
});

describe("the variables of a repository", () => {
  test("are made, changed, read and taken away", async () => {
    const state = deliveryState();
    for (const token of state.tokens) token.kind = "user";
    const api = await server(state);
    const statuses = [
      await ask(api, "POST", "/actions/variables", { name: "A", value: "1" }),
      await ask(api, "POST", "/actions/variables", { name: "A", value: "1" }),
      await ask(api, "PATCH", "/actions/variables/A", { value: "2" }),
    ].map(({ status }) => status);
    const read = await ask(api, "GET", "/actions/variables/A");
    const gone = [await ask(api, "DELETE", "/actions/variables/A"), await ask(api, "GET", "/actions/variables/A")];

    expect(statuses).toEqual([201, 409, 204]);
    expect(read.body).toMatchObject({ name: "A", value: "2" });
    expect(gone.map(({ status }) => status)).toEqual([204, 404]);
    expect(writesOf(api)).toHaveLength(4);
    expect(api.problems).toEqual([]);
  });
});
