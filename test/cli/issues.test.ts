import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Outcome, type Verdict, Verdict as VerdictSchema } from "@sallyport/gate";
import { accessOf, ContentPace, GitHubClient } from "@sallyport/github-api";
import { IssuesPolicy, OrganizationPolicy, ScanningPolicy } from "@sallyport/policy";
import { describe, expect, test } from "vitest";
import { IssueTracker } from "../../packages/cli/src/issue-tracker.ts";
import { syncIssues } from "../../packages/cli/src/sync-issues.ts";
import * as faults from "../support/github-api/faults.ts";
import { github } from "../support/github-api/for-test.ts";
import type { GitHubApi } from "../support/github-api/server.ts";
import { actionsBot, emptyState, type GitHubState, type Issue, jobToken } from "../support/github-api/state.ts";
import { finding, issuesFor } from "../support/issues.ts";
import { verdictWith } from "../support/verdicts.ts";
import { copyOfExample, documentOf, edit, runCli } from "./run-cli.ts";

const writing = jobToken({ issues: "write" });

const stateWith = (fields: Partial<GitHubState> = {}) => emptyState({ tokens: [writing], ...fields });

/** A verdict of the example's repository, made now: issues that it changes were written before. */
function verdictOn(findings: readonly Outcome[], fields: Partial<Verdict> = {}): Verdict {
  const sample = verdictWith(findings, fields);
  const inputs = { ...sample.inputs, repository: "payments-api", now: new Date(Date.now() + 60_000).toISOString() };
  return VerdictSchema.parse({ ...sample, inputs });
}

/** What the repository has after a first run with these findings. */
function filed(findings: readonly Outcome[]): Issue[] {
  return issuesFor(findings).map(({ number, title, body, labels }) => ({
    number,
    title,
    body,
    state: "open",
    stateReason: null,
    author: actionsBot,
    labels: [...labels],
    assignees: [],
    createdAt: "2026-05-04T11:00:00Z",
    updatedAt: "2026-05-04T11:00:00Z",
  }));
}

const writes = (api: GitHubApi) =>
  api.requests.filter(({ method, operation }) => method !== "GET" && operation !== "graphql");
const open = ({ state }: GitHubApi) => state.issues.filter((issue) => issue.state === "open");

/** The command, as a process of its own. */
async function sync(api: GitHubApi, verdict: Verdict, args: string[] = [], change = (_: string) => {}) {
  const cwd = copyOfExample();
  change(cwd);
  writeFileSync(join(cwd, "verdict.json"), JSON.stringify(verdict));
  const env = { GITHUB_API_URL: api.url, GITHUB_TOKEN: writing.value };
  return runCli(["issues", "sync", "--verdict", "verdict.json", ...args], { cwd, env });
}

/** The same inside this process, without a pause. */
function run(
  api: GitHubApi,
  verdict: Verdict,
  waited: number[] = [],
  policy: Parameters<typeof IssuesPolicy.parse>[0] = {},
) {
  const pause = async (milliseconds: number) => void waited.push(milliseconds);
  const access = accessOf({ GITHUB_API_URL: api.url, GITHUB_TOKEN: writing.value });
  const client = new GitHubClient(access, { timeoutMilliseconds: 500, tries: 3, longestPauseSeconds: 120, pause });
  const place = { owner: "acme", name: "payments-api" };
  const tracker = new IssueTracker(client, place, actionsBot.login, new ContentPace(pause));
  return syncIssues(tracker, {
    account: actionsBot.login,
    verdict,
    policy: {
      issues: IssuesPolicy.parse(policy),
      organization: OrganizationPolicy.parse({ login: "acme", id: 1042 }),
      scanning: ScanningPolicy.parse({ scanners: { trivy: { scanType: "filesystem" } } }),
    },
    repository: { owners: [] },
  });
}

describe("the command", () => {
  test("makes one issue for each finding, assigned to nobody when the owners are a team, and says so", async () => {
    const api = await github(stateWith({ pulls: [{ number: 4, author: actionsBot, headSha: "1".repeat(40) }] }));
    const ended = await sync(api, verdictOn([finding(1), finding(2, { outcome: "log" })]));

    expect(ended).toEqual({
      code: 0,
      stderr: "",
      stdout: "created    #5 critical: CVE-2026-1001 in package-1\nThe issues are up to date.\n",
    });
    expect(api.state.issues).toMatchObject([
      { number: 5, author: actionsBot, labels: ["sallyport", "severity: critical"], assignees: [] },
    ]);
    expect(api.state.issues[0]?.body).toContain("| Owners | @acme/payments |");
  });

  test("writes nothing when nothing changed", async () => {
    const api = await github(stateWith());
    await sync(api, verdictOn([finding(1)]));
    const before = writes(api).length;
    const { code, stdout } = await sync(api, verdictOn([finding(1)]), ["--json"]);

    expect(code).toBe(0);
    expect(documentOf(stdout, "issues-sync.json")).toMatchObject({
      created: [],
      updated: [],
      closed: [],
      written: true,
    });
    expect(writes(api)).toHaveLength(before);
  });

  test("shows with --dry-run what it would do, and writes nothing", async () => {
    const api = await github(stateWith({ issues: filed([finding(1), finding(2)]) }));
    const { stdout } = await sync(api, verdictOn([finding(1, { severity: "high" }), finding(3)]), [
      "--json",
      "--dry-run",
    ]);

    expect(documentOf(stdout, "issues-sync.json")).toMatchObject({
      written: false,
      created: [{ title: "critical: CVE-2026-1003 in package-3" }],
      closed: [2],
    });
    expect(writes(api)).toEqual([]);
  });

  test.each<[string, (cwd: string) => void, string]>([
    [
      "the policy wants none",
      (cwd) => edit(join(cwd, "sallyport.yaml"), "\nslas:", "\nissues: { enabled: false }\nslas:"),
      "issues.enabled is false",
    ],
    [
      "everybody would read them",
      (cwd) => edit(join(cwd, "sallyport.yaml"), "    id: 900123", "    visibility: public\n    id: 900123"),
      "payments-api is public",
    ],
  ])("makes no issue when %s", async (_, change, says) => {
    const api = await github(stateWith());
    const withSlas = (cwd: string) => {
      edit(join(cwd, "sallyport.yaml"), "\nsecrets:", "\nslas: {}\nsecrets:");
      change(cwd);
    };
    const { code, stdout } = await sync(api, verdictOn([finding(1)]), [], withSlas);

    expect(code).toBe(0);
    expect(stdout).toContain(says);
    expect(api.requests).toEqual([]);
  });

  test("refuses a verdict on another repository, and one that is none", async () => {
    const api = await github(stateWith());
    const other = await sync(api, verdictOn([]), ["--repository", "billing"]);
    const none = await sync(api, { version: 1 } as never);

    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining("the verdict is about payments-api") });
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("verdict.json: is no verdict") });
    expect(api.requests).toEqual([]);
  });

  test("ends with 2 when the token may not write, and never prints it", async () => {
    const api = await github(stateWith({ tokens: [{ ...writing, permissions: { issues: "read" } }] }));
    const { code, stdout, stderr } = await sync(api, verdictOn([finding(1)]));

    expect(code).toBe(2);
    expect(stderr).toContain("HTTP 403");
    expect(stdout + stderr).not.toContain(writing.value);
  });
});

describe("an issue", () => {
  test("is updated, closed and opened again as its finding changes", async () => {
    const api = await github(stateWith());
    await run(api, verdictOn([finding(1)]));
    await run(api, verdictOn([finding(1, { severity: "high", outcome: "approve" })]));
    expect(api.state.issues).toMatchObject([
      { title: "high: CVE-2026-1001 in package-1", labels: ["sallyport", "severity: high"] },
    ]);

    expect(await run(api, verdictOn([]))).toMatchObject({ closed: [1] });
    expect(api.state.issues).toMatchObject([{ state: "closed", stateReason: "completed" }]);

    expect(await run(api, verdictOn([finding(1)]))).toMatchObject({ reopened: [1], created: [] });
    expect(api.state.issues).toMatchObject([{ state: "open", title: "critical: CVE-2026-1001 in package-1" }]);
    expect(api.state.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining("Gone"),
      expect.stringContaining("It is back"),
    ]);
  });

  test("is never closed by a verdict that rests on doubt", async () => {
    const api = await github(stateWith({ issues: filed([finding(1), finding(2)]) }));
    const doubts = [{ about: "trivy.json", found: "is missing", remedy: "Run the scanner." }];
    const { notes } = await run(api, verdictOn([], { doubts }));

    expect(notes).toHaveLength(2);
    expect(writes(api)).toEqual([]);
  });

  test("of somebody else stays as it is, although it carries our mark", async () => {
    const [ours] = filed([finding(1)]);
    const foreign = { ...(ours as Issue), author: { id: 666, login: "mallory", type: "User" as const } };
    const api = await github(stateWith({ issues: [structuredClone(foreign)] }));
    await run(api, verdictOn([finding(1)]));
    await run(api, verdictOn([]));

    expect(api.state.issues[0]).toEqual(foreign);
    expect(api.state.issues[1]).toMatchObject({ author: actionsBot, state: "closed" });
  });

  test("says once that its time has passed, also when the run is cut off after the comment", async () => {
    const late = finding(1, { dueAt: "2026-05-03T00:00:00Z", overdue: true });
    const api = await github(stateWith({ issues: filed([finding(1)]) }));
    api.fail("issues/update", faults.refusal(403, "Resource not accessible by integration"), 1);
    await expect(run(api, verdictOn([late]))).rejects.toThrow("HTTP 403");
    await run(api, verdictOn([late]));
    await run(api, verdictOn([late]));

    expect(api.state.comments).toMatchObject([
      { issue: 1, body: expect.stringContaining("has passed: it was due 2026-05-03") },
    ]);
    expect(api.state.issues[0]?.labels).toContain("overdue");
  });

  test("is made without people whom GitHub cannot assign", async () => {
    const api = await github(stateWith());
    api.fail("issues/create", faults.refusal(422, "Validation Failed"), 1);
    const pace = new ContentPace(async () => {});
    const access = accessOf({ GITHUB_API_URL: api.url, GITHUB_TOKEN: writing.value });
    const tracker = new IssueTracker(
      new GitHubClient(access),
      { owner: "acme", name: "payments-api" },
      actionsBot.login,
      pace,
    );
    api.meanwhile("issues/create", () => {});
    await tracker.create({ title: "t", body: "b", labels: [], assignees: ["gone"] });

    expect(writes(api).map(({ body }) => (body as { assignees?: string[] }).assignees)).toEqual([["gone"], undefined]);
  });
});

describe("many findings", () => {
  const many = Array.from({ length: 250 }, (_, index) => finding(index));

  test("get 25 issues and a summary in one run, all in the next ones", async () => {
    const api = await github(stateWith());
    const firstRun = await run(api, verdictOn(many));
    expect(firstRun.created).toHaveLength(26);
    expect(firstRun.rest).toBe(225);
    expect(open(api)).toHaveLength(26);
    expect((await run(api, verdictOn(many))).created).toHaveLength(25);

    for (let next = 0; next < 8; next++) await run(api, verdictOn(many));
    expect(open(api)).toHaveLength(250);
    expect(api.state.issues).toHaveLength(251);
  });

  test("are written no faster than GitHub allows: 80 a minute", async () => {
    const api = await github(stateWith());
    const waited: number[] = [];
    let now = 0;
    const pause = async (milliseconds: number) => {
      waited.push(milliseconds);
      now += milliseconds;
    };
    const access = accessOf({ GITHUB_API_URL: api.url, GITHUB_TOKEN: writing.value });
    const tracker = new IssueTracker(
      new GitHubClient(access),
      { owner: "acme", name: "payments-api" },
      actionsBot.login,
      new ContentPace(pause, () => now),
    );
    for (let index = 0; index < 170; index++) {
      await tracker.create({ title: `${index}`, body: "b", labels: [], assignees: [] });
    }

    expect(waited).toEqual([60_000, 60_000]);
  });
});

describe("when GitHub does not answer as it should", () => {
  test.each<[string, faults.Fault]>([
    ["a bad gateway after the work was done", faults.page(502)],
    ["an error after the work was done", faults.refusal(500, "oops")],
    ["a torn answer", faults.torn],
    ["half an answer", faults.cutOff],
    ["no answer", faults.hungUp],
    ["an answer that comes too late", faults.slow(1_500)],
  ])("%s makes no second issue", async (_, fault) => {
    const api = await github(stateWith());
    api.fail("issues/create", fault, 1);
    const result = await run(api, verdictOn([finding(1), finding(2)]));

    expect(api.state.issues.map(({ title }) => title)).toHaveLength(2);
    expect(new Set(open(api).map(({ title }) => title)).size).toBe(2);
    expect(result.rest).toBe(0);
  });

  test.each<[string, faults.Fault]>([
    ["403", faults.secondaryLimit(7)],
    ["429", faults.secondaryLimit(7, 429)],
  ])("a limit for content (%s) is waited for", async (_, limit) => {
    const api = await github(stateWith());
    // The server has done the work before the fault; GitHub does nothing then.
    api.fail(
      "issues/create",
      (response, answer) => {
        api.state.issues.pop();
        return limit(response, answer);
      },
      1,
    );
    const waited: number[] = [];
    await run(api, verdictOn([finding(1)]), waited);

    expect(waited).toEqual([7000]);
    expect(api.state.issues).toHaveLength(1);
  });

  test("a run that was cut off is simply done again", async () => {
    const api = await github(stateWith());
    let left = 3;
    api.fail(
      "issues/create",
      (response, { status, text }) => {
        if (left-- > 0) response.writeHead(status, { "content-type": "application/json" }).end(text);
        else response.writeHead(404, { "content-type": "application/json" }).end('{"message":"Not Found"}');
      },
      4,
    );
    await expect(run(api, verdictOn([1, 2, 3, 4, 5].map((number) => finding(number))))).rejects.toThrow("HTTP 404");
    await run(api, verdictOn([1, 2, 3, 4, 5].map((number) => finding(number))));

    // The fourth was made, although the answer said something else: it is found again.
    expect(open(api)).toHaveLength(5);
    expect(new Set(open(api).map(({ title }) => title)).size).toBe(5);
  });

  test("a list that is behind makes no second issue", async () => {
    const api = await github(stateWith());
    api.fail("issues/list-for-repo", faults.instead([]), 3);
    await run(api, verdictOn([finding(1)]));

    expect(api.state.issues).toHaveLength(1);
  });

  test("a half list closes and creates nothing", async () => {
    const issues = filed(Array.from({ length: 150 }, (_, index) => finding(index)));
    const api = await github(stateWith({ issues }));
    api.meanwhile("issues/list-for-repo", () => api.fail("issues/list-for-repo", faults.refusal(404, "Not Found")));
    await expect(run(api, verdictOn([finding(500)]))).rejects.toThrow("HTTP 404");

    expect(writes(api)).toEqual([]);
  });
});

test("two runs at once leave one issue for each finding", async () => {
  const findings = [1, 2, 3].map((number) => finding(number));
  const api = await github(stateWith());
  await Promise.all([run(api, verdictOn(findings)), run(api, verdictOn(findings))]);
  await run(api, verdictOn(findings));

  expect(
    open(api)
      .map(({ title }) => title)
      .toSorted(),
  ).toEqual([1, 2, 3].map((n) => `critical: CVE-2026-100${n} in package-${n}`));
  const closed = api.state.issues.filter(({ state }) => state === "closed");
  expect(closed.every(({ stateReason }) => stateReason === "duplicate")).toBe(true);
});
