import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  alice,
  approvalPermissions,
  approved,
  approvedRun,
  approvedState,
  bob,
  headCommit,
  mergeCommit,
  runnerEnvironment,
  securityTeam,
} from "../support/github-api/approved-run.ts";
import * as faults from "../support/github-api/faults.ts";
import { github } from "../support/github-api/for-test.ts";
import type { GitHubApi } from "../support/github-api/server.ts";
import { type GitHubState, jobToken } from "../support/github-api/state.ts";
import { atTheScan, copyOfExample, documentOf, type Ended, edit, fixed, runCli, vulnerable } from "./run-cli.ts";

/** The example in a state where its findings need an approval. */
function approvableExample(): string {
  const cwd = copyOfExample();
  edit(
    join(cwd, "sallyport.yaml"),
    "gate:",
    "gate:\n  categories: { dependency: { critical: approve, high: approve } }",
  );
  for (const name of ["trivy", "trivy-fixed"]) {
    const path = join(cwd, `reports/${name}.json.run.json`);
    const record = JSON.parse(readFileSync(path, "utf8"));
    record.target.commit = mergeCommit;
    writeFileSync(path, JSON.stringify(record));
  }
  return cwd;
}

const judge = (cwd: string, ...more: string[]) =>
  runCli(["gate", ...vulnerable, ...atTheScan, "--commit", mergeCommit, ...more], { cwd });

/** What the job Gate hands to the job Approval: the digest of the file that says what needs an approval. */
let request: Promise<string> | undefined;
function usualRequest(): Promise<string> {
  request ??= requestOf(approvableExample());
  return request;
}

async function requestOf(cwd: string): Promise<string> {
  expect(await judge(cwd, "--out", "asked")).toMatchObject({ code: 3 });
  return createHash("sha256")
    .update(readFileSync(join(cwd, "asked/approval-request.jsonl")))
    .digest("hex");
}

interface Asked {
  cwd?: string;
  request?: string;
  reports?: readonly string[];
  more?: readonly string[];
  env?: Record<string, string>;
}

/** The gate again, inside the approval job. */
async function approve(api: Pick<GitHubApi, "url">, asked: Asked = {}): Promise<Ended> {
  const cwd = asked.cwd ?? approvableExample();
  const request = asked.request ?? (await usualRequest());
  const args = ["gate", ...(asked.reports ?? vulnerable), ...atTheScan, "--commit", mergeCommit, "--approval", request];
  return runCli([...args, ...(asked.more ?? [])], { cwd, env: { ...runnerEnvironment(api.url), ...asked.env } });
}

describe("an approval by a member of the team", () => {
  test("turns 3 into 0, names the approver, and leaves the verdict as it is", async () => {
    const api = await github(approvedState());
    const cwd = approvableExample();
    const { code, stdout, stderr } = await approve(api, { cwd, more: ["--out", "verdict", "--json"] });

    expect(stderr).toMatch(/^Approved by alice \(501\) in security-approval, run 77, by GitHub's reviewers rule alone/);
    expect(code).toBe(0);
    expect(documentOf(stdout, "gate.json")).toMatchObject({ decision: "approval" });
    const record = documentOf(readFileSync(join(cwd, "verdict/approval.json"), "utf8"), "approval.json");
    const verdict = readFileSync(join(cwd, "verdict/verdict.json"));
    expect(record).toMatchObject({
      verdict: createHash("sha256").update(verdict).digest("hex"),
      approver: { login: "alice", id: 501 },
      membership: "rule",
      pullRequest: { number: 12, author: { login: "bob" } },
    });
  });

  test("is in the ledger, and lets `verify` pass that commit by it alone", async () => {
    const api = await github(approvedState());
    const cwd = approvableExample();
    await runCli(
      ["ledger", "append", "--file", "ledger.jsonl", "--event", "genesis", "--set", "ledger=acme/payments"],
      { cwd },
    );
    await judge(cwd, "--ledger", "ledger.jsonl");
    const ask = () => runCli(["verify", mergeCommit, "--ledger", "ledger.jsonl", "--max-age", "9999w"], { cwd });
    expect(await ask()).toMatchObject({ code: 3 });

    const { stderr } = await approve(api, { cwd, more: ["--ledger", "ledger.jsonl"] });

    expect(stderr).toContain("Recorded as entry 3 of ledger.jsonl");
    expect(await ask()).toMatchObject({ code: 0, stdout: expect.stringContaining("alice approved it in entry 3") });
    const lines = readFileSync(join(cwd, "ledger.jsonl"), "utf8").trim().split("\n");
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
      event: "approval",
      subject: { repository: "payments-api", commit: mergeCommit },
      payload: { approver: "alice", evidence: { approverId: 501, environment: "security-approval", run: 77 } },
    });
  });

  test("is checked against the team where the token may read teams", async () => {
    const state = approvedState({ tokens: [jobToken({ ...approvalPermissions, members: "read" })] });
    const { code, stderr } = await approve(await github(state));

    expect({ code, stderr }).toEqual({ code: 0, stderr: "Approved by alice (501) in security-approval, run 77.\n" });
  });

  test("asks for nothing beyond the rights of the job, and changes nothing", async () => {
    const api = await github(approvedState());
    await approve(api);

    expect(api.requests.map(({ operation }) => operation)).toEqual([
      "repos/get-environment",
      "actions/get-workflow-run",
      "actions/get-reviews-for-run",
      "teams/get-by-name",
      "pulls/get",
      "git/get-commit",
    ]);
    expect(new Set(api.requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
  });

  test("in the merge queue is held against the author of the pull request in the name of the branch", async () => {
    const queued = approvedRun({
      event: "merge_group",
      headBranch: "gh-readonly-queue/main/pr-12-333",
      headSha: mergeCommit,
      actor: { id: 503, login: "carol", type: "User" },
      triggeringActor: { id: 503, login: "carol", type: "User" },
      pulls: [],
    });
    const env = { GITHUB_REF: "refs/heads/gh-readonly-queue/main/pr-12-333" };
    const byAlice = await approve(await github(approvedState({ runs: [queued] })), { env });
    const pulls = [{ number: 12, author: alice, headSha: headCommit }];
    const ofAlice = await approve(await github(approvedState({ runs: [queued], pulls })), { env });

    expect(byAlice.code).toBe(0);
    expect(ofAlice).toMatchObject({ code: 3, stderr: expect.stringContaining("alice (501) wrote pull request 12") });
  });

  test("of a push needs no pull request", async () => {
    const pushed = approvedRun({ event: "push", headBranch: "main", headSha: mergeCommit, pulls: [] });
    const api = await github(approvedState({ runs: [pushed], pulls: [] }));

    expect(await approve(api, { env: { GITHUB_REF: "refs/heads/main" } })).toMatchObject({ code: 0 });
  });
});

describe("is not approved, and ends with 3, when", () => {
  const withRule = (rule: object) => {
    const [environment] = approvedState().environments;
    const rules = [{ type: "required_reviewers", preventSelfReview: true, reviewers: [securityTeam], ...rule }];
    return { environments: [{ ...environment, rules }] } as Partial<GitHubState>;
  };
  const reviewed = (review: object) => ({ runs: [approvedRun({ reviews: [{ ...approved, ...review }] })] });

  test.each<[string, Partial<GitHubState>, string]>([
    ["nobody approved", { runs: [approvedRun({ reviews: [] })] }, "Nobody approved this run in security-approval"],
    ["the author approved", { pulls: [{ number: 12, author: alice, headSha: headCommit }] }, "wrote pull request 12"],
    ["it was rejected", reviewed({ state: "rejected" }), "alice (501) rejected it"],
    ["another environment was approved", reviewed({ environment: { id: 901, name: "production" } }), "in production"],
    ["GitHub made the environment by itself", withRule({ type: "branch_policy" }), "has no reviewers rule"],
    ["self-review is allowed", withRule({ preventSelfReview: false }), "approve their own runs"],
    [
      "another team reviews",
      withRule({ reviewers: [{ type: "Team", id: 9, slug: "security" }] }),
      "is reviewed by Team:9; the policy wants team:security (Team:4203)",
    ],
  ])("%s", async (_, state, says) => {
    const cwd = approvableExample();
    const api = await github(approvedState(state));
    const { code, stderr } = await approve(api, { cwd, more: ["--out", "verdict"] });

    expect(stderr).toContain(says);
    expect(code).toBe(3);
    expect(existsSync(join(cwd, "verdict/approval.json"))).toBe(false);
  });

  test("it is the second attempt of the run", async () => {
    const api = await github(approvedState({ runs: [approvedRun({ attempt: 2 })] }));
    const { code, stderr } = await approve(api, { env: { GITHUB_RUN_ATTEMPT: "2" } });

    expect(code).toBe(3);
    expect(stderr).toContain("attempt 2 of the run");
  });

  test("the approver has left the team", async () => {
    const tokens = [jobToken({ ...approvalPermissions, members: "read" })];
    const api = await github(approvedState({ tokens, teams: [{ id: 4203, slug: "security", members: [bob] }] }));

    expect(await approve(api)).toMatchObject({ code: 3, stderr: expect.stringContaining("not in team:security now") });
  });

  test("there is a finding more than was approved", async () => {
    const cwd = approvableExample();
    const request = await usualRequest();
    const path = join(cwd, "reports/trivy.json");
    const report = JSON.parse(readFileSync(path, "utf8"));
    const [result] = report.Results.filter((each: { Vulnerabilities?: object[] }) => each.Vulnerabilities);
    result.Vulnerabilities.push({ ...result.Vulnerabilities[0], VulnerabilityID: "CVE-2026-9999" });
    const content = JSON.stringify(report);
    writeFileSync(path, content);
    const record = JSON.parse(readFileSync(`${path}.run.json`, "utf8"));
    record.report.sha256 = createHash("sha256").update(content).digest("hex");
    record.report.bytes = Buffer.byteLength(content);
    writeFileSync(`${path}.run.json`, JSON.stringify(record));
    const { code, stderr } = await approve(await github(approvedState()), { cwd, request });

    expect(code).toBe(3);
    expect(stderr).toContain(`The reviewers were asked for ${request}`);
  });
});

describe("an approval does not lift", () => {
  test("a block", async () => {
    const api = await github(approvedState());
    const cwd = approvableExample();
    const request = await usualRequest();
    edit(join(cwd, "sallyport.yaml"), "critical: approve, high: approve", "critical: block, high: approve");

    expect(await approve(api, { cwd, request })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("lifts neither a block nor an undecided"),
    });
    expect(api.requests).toEqual([]);
  });

  test("an undecided", async () => {
    const api = await github(approvedState());
    const cwd = approvableExample();
    const request = await usualRequest();
    const missing = [...vulnerable, "--report", "trivy=reports/none.json"];

    expect(await approve(api, { cwd, request, reports: missing })).toMatchObject({ code: 2 });
    expect(api.requests).toEqual([]);
  });

  test("what needs none any more, and that passes", async () => {
    const cwd = approvableExample();
    const request = await usualRequest();
    const { code, stderr } = await approve(await github(approvedState()), { cwd, request, reports: fixed });

    expect({ code, stderr }).toEqual({ code: 0, stderr: "Nothing needs an approval.\n" });
  });
});

describe("is undecided, and ends with 2, when GitHub", () => {
  test.each<[string, faults.Fault, string]>([
    ["does not know the token", faults.refusal(401, "Bad credentials"), "HTTP 401: Bad credentials"],
    ["refuses the token", faults.refusal(403, "Resource not accessible by integration"), "HTTP 403"],
    ["is behind a broken proxy", faults.page(502), "HTTP 502, 3 times"],
    ["asks to wait for an hour", faults.secondaryLimit(3600), "asks to wait 3600 seconds"],
    ["cuts its answer off", faults.cutOff, "JSON that is cut off"],
  ])("%s", async (_, fault, says) => {
    const api = await github(approvedState());
    api.fail("actions/get-reviews-for-run", fault);
    const { code, stderr, stdout } = await approve(api);

    expect(stderr).toContain("/repos/acme/payments-api/actions/runs/77/approvals");
    expect(stderr).toContain(says);
    expect(code).toBe(2);
    expect(stdout + stderr).not.toContain(jobToken({}).value);
  });

  test("sends us to another host, which never gets the token", async () => {
    const got: IncomingHttpHeaders[] = [];
    const other = createServer(({ headers }, response) => {
      got.push(headers);
      response.end("[]");
    });
    await new Promise<void>((listening) => other.listen(0, "127.0.0.1", listening));
    onTestFinished(() => void other.close());
    const host = `127.0.0.1:${(other.address() as AddressInfo).port}`;
    const api = await github(approvedState());
    api.fail("actions/get-reviews-for-run", faults.redirect(`http://${host}/approvals`));
    const { code, stderr } = await approve(api);

    expect(stderr).toContain(`is sent to ${host}. The token goes to the API alone.`);
    expect(code).toBe(2);
    expect(got).toEqual([]);
  });

  test("repeats the token, which is not printed", async () => {
    const api = await github(approvedState());
    api.fail("*", faults.refusal(403, `no: ${jobToken({}).value}`));
    const { code, stderr } = await approve(api);

    expect(code).toBe(2);
    expect(stderr).toContain("HTTP 403: no: (token)");
    expect(stderr).not.toContain(jobToken({}).value);
  });
});

describe("is approved all the same when GitHub, for a moment,", () => {
  test.each<[string, faults.Fault]>([
    ["is broken", faults.page(502)],
    ["asks to wait for a second", faults.secondaryLimit(1)],
  ])("%s", async (_, fault) => {
    const api = await github(approvedState());
    api.fail("actions/get-reviews-for-run", fault, 1);
    api.fail("repos/get-environment", fault, 1);

    expect(await approve(api)).toMatchObject({ code: 0 });
  });

  test("sends us to where the repository is now, on the same host", async () => {
    const api = await github(approvedState());
    const path = "/repos/acme/payments-api/environments/security-approval";
    api.fail("repos/get-environment", faults.redirect(`${api.url}${path}`, 301), 1);

    expect(await approve(api)).toMatchObject({ code: 0 });
  });
});

test("a hostile comment moves no cursor, starts no line and gives no command to the runner", async () => {
  const comment = "fine\u001b[2J\r\n::error::gone\n::set-output name=decision::pass\u202e";
  const runs = [approvedRun({ reviews: [{ ...approved, comment }] })];
  const api = await github(approvedState({ runs }));
  const cwd = approvableExample();
  const { code, stdout, stderr } = await approve(api, { cwd, more: ["--out", "verdict"] });

  expect(code).toBe(0);
  expect(stdout + stderr).not.toContain("\u001b");
  expect(stdout + stderr).not.toMatch(/^::/m);
  const { comment: kept } = JSON.parse(readFileSync(join(cwd, "verdict/approval.json"), "utf8"));
  expect(kept).toBe("fine : : error::gone : : set-output name=decision::pass");
});

test("says everything that is missing to ask GitHub at once, without the token", async () => {
  const cwd = approvableExample();
  const env = { GITHUB_TOKEN: "not a\ntoken", GITHUB_API_URL: "http://api.github.example", GITHUB_RUN_ID: "x" };
  const { code, stderr } = await runCli(["gate", ...vulnerable, ...atTheScan, "--approval", "abc"], { cwd, env });

  expect(code).toBe(2);
  for (const name of ["GITHUB_TOKEN", "GITHUB_API_URL", "GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT", "GITHUB_REPOSITORY"]) {
    expect(stderr).toContain(`error: ${name} `);
  }
  expect(stderr).toContain("--approval is");
  expect(stderr).not.toContain("not a");
});
