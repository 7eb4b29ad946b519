import {
  Approval,
  type ApprovalEvidence,
  approvalEvent,
  LedgerEvent,
  nextEntry,
  verdictEvent,
  verifyLedger,
  verifySubject,
} from "@sallyport/gate";
import { GatePolicy, OrganizationPolicy } from "@sallyport/policy";
import { describe, expect, test } from "vitest";
import {
  commit,
  now,
  read,
  reportOf,
  result,
  secret,
  trivy,
  verdictOn,
  vulnerability,
} from "../../support/findings.ts";
import {
  alice,
  author,
  digestOf,
  environment,
  evidence,
  headSha,
  pullRequest,
  review,
  rule,
  run,
  verdictToApprove,
  weigh,
} from "./sample.ts";

describe("an approval by a member of the team", () => {
  test("lifts the verdict, names the approver and binds the digest of the verdict", () => {
    const answer = weigh();

    expect(answer).toMatchObject({ decision: "pass", reasons: [] });
    expect(Approval.parse(answer.approval)).toMatchObject({
      verdict: digestOf(verdictToApprove()),
      approver: { login: "alice", id: 501 },
      approvers: "team:security",
      membership: "team",
      environment: { name: "security-approval", id: 900 },
      run: { id: 77, attempt: 1 },
      pullRequest: { number: 12, author: { login: "bob", id: 502 } },
      comment: "Accepted until the next release.",
    });
  });

  test("leaves the verdict itself as it is", () => {
    const verdict = verdictToApprove();
    const before = digestOf(verdict);
    weigh({ verdict });

    expect(digestOf(verdict)).toBe(before);
    expect(verdict.decision).toBe("approval");
  });

  test("counts by GitHub's rule alone where the token may not read teams, and the record says so", () => {
    const answer = weigh({ evidence: evidence({ reviews: [review({ membership: undefined })] }) });

    expect(answer).toMatchObject({ decision: "pass", approval: { membership: "rule" } });
  });

  test("lifts the verdict of a push, which has no pull request", () => {
    const pushed = evidence({
      run: run({ event: "push", headSha: commit }),
      pullRequest: undefined,
      commit: { sha: commit, parents: [] },
    });

    expect(weigh({ evidence: pushed }).approval).toMatchObject({ run: { event: "push" } });
    expect(weigh({ evidence: pushed }).approval).not.toHaveProperty("pullRequest");
  });

  test("in a merge queue counts although the queue's commit is not the head of the pull request", () => {
    const queued = evidence({
      run: run({ event: "merge_group", headSha: commit }),
      commit: { sha: commit, parents: [] },
    });

    expect(weigh({ evidence: queued }).decision).toBe("pass");
  });

  test("still counts when the wait was long and the reports are fresh enough", () => {
    expect(weigh({ verdict: verdictToApprove({ now: "2026-05-04T18:00:00Z" }) }).decision).toBe("pass");
  });

  test("is not needed when nothing needs an approval any more", () => {
    expect(weigh({ verdict: verdictOn([reportOf()]) })).toEqual({ decision: "pass", reasons: [] });
  });
});

test("an approver who is a user of the policy, and only that one, lifts the verdict", () => {
  const policy = {
    gate: GatePolicy.parse({ approvers: "user:mona" }),
    organization: OrganizationPolicy.parse({ login: "acme", id: 1042, users: { mona: 601 } }),
  };
  const live = environment({ reviewerRules: [rule({ reviewers: [{ type: "User", id: 601 }] })] });
  const by = (user: typeof alice) =>
    weigh({ policy, evidence: evidence({ environment: live, reviews: [review({ user, membership: undefined })] }) });

  expect(by({ id: 601, login: "mona", type: "User" })).toMatchObject({
    decision: "pass",
    approval: { membership: "user", approver: { login: "mona" } },
  });
  expect(by(alice)).toMatchObject({ decision: "approval", reasons: [expect.stringContaining("user:mona")] });
});

describe("nobody's approval lifts", () => {
  test.each([
    ["blocked", verdictOn([read(trivy([result({ Class: "secret", Secrets: [secret()] })]))])],
    ["undecided", verdictOn([reportOf(vulnerability())], { reports: [], gate: {} })],
  ])("a verdict that is %s", (decision, verdict) => {
    expect(verdict.decision).toBe(decision);
    expect(weigh({ verdict })).toEqual({ decision, reasons: [expect.stringContaining("lifts neither")] });
  });
});

describe("an approval of something else does not count:", () => {
  const refused = { decision: "approval", reasons: [expect.stringContaining("The reviewers were asked for")] };

  test("one more finding", () => {
    const verdict = verdictToApprove({}, { VulnerabilityID: "CVE-2026-2000" });

    expect(verdict.decision).toBe("approval");
    expect(weigh({ verdict })).toEqual(refused);
  });

  test("the same finding with another severity", () => {
    const gate = { categories: { dependency: { high: "approve", critical: "approve" } } } as const;
    const report = reportOf(vulnerability({ Severity: "CRITICAL" }));

    expect(weigh({ verdict: verdictOn([report], { gate }) })).toEqual(refused);
  });

  test("the same findings under another policy", () => {
    expect(weigh({ verdict: verdictToApprove({ policySha256: "1".repeat(64) }) })).toEqual(refused);
  });

  test("a digest that is none", () => {
    expect(weigh({ request: "" }).decision).toBe("approval");
  });
});

type Case = [what: string, evidence: Partial<ApprovalEvidence>, says: string];

describe("the approval is still to be had when", () => {
  const cases: Case[] = [
    ["nobody approved", { reviews: [] }, "Nobody approved this run in security-approval; team:security must."],
    [
      "somebody approved another environment of the run only",
      { reviews: [review({ environments: [{ id: 901, name: "production" }] })] },
      "An approval in production does not count",
    ],
    [
      "an environment of that name, which is not the live one, was approved",
      { reviews: [review({ environments: [{ id: 901, name: "security-approval" }] })] },
      "Nobody approved",
    ],
    ["the review is still pending", { reviews: [review({ state: "pending" })] }, "Nobody approved"],
    ["somebody rejected it", { reviews: [review(), review({ state: "rejected" })] }, "alice (501) rejected it"],
    [
      "the author of the pull request approved it",
      { reviews: [review({ user: author })], run: run({ actor: alice, triggeringActor: alice }) },
      "bob (502) wrote pull request 12 and approved it",
    ],
    ["who started the run approved it", { run: run({ actor: alice }) }, "alice (501) started the run and approved it"],
    ["who started this attempt approved it", { run: run({ triggeringActor: alice }) }, "started this attempt"],
    [
      "one of two who approved is the author",
      { reviews: [review(), review({ user: author })] },
      "bob (502) wrote pull request 12",
    ],
    ["an app approved it", { reviews: [review({ user: { ...alice, type: "Bot" } })] }, "is no person: Bot"],
    ["the approver is not in the team", { reviews: [review({ membership: "none" })] }, "is not in team:security now"],
    ["the environment is another one", { environment: environment({ name: "staging" }) }, "not security-approval"],
    ["GitHub made the environment without a rule", { environment: environment({ reviewerRules: [] }) }, "no reviewers"],
    [
      "another team reviews",
      { environment: environment({ reviewerRules: [rule({ reviewers: [{ type: "Team", id: 1 }] })] }) },
      "is reviewed by Team:1; the policy wants team:security (Team:4203)",
    ],
    [
      "a user with the id of the team reviews",
      { environment: environment({ reviewerRules: [rule({ reviewers: [{ type: "User", id: 4203 }] })] }) },
      "is reviewed by User:4203",
    ],
    [
      "others review too",
      {
        environment: environment({
          reviewerRules: [rule({ reviewers: [...rule().reviewers, { type: "User", id: 601 }] })],
        }),
      },
      "is reviewed by Team:4203, User:601",
    ],
    [
      "people may approve their own runs",
      { environment: environment({ reviewerRules: [rule({ preventSelfReview: false })] }) },
      "lets people approve their own runs",
    ],
    [
      "administrators may skip the rules",
      { environment: environment({ administratorsBypass: true }) },
      "Administrators may skip",
    ],
    ["the run is of another commit", { commit: { sha: commit, parents: ["d".repeat(40)] } }, "was judged, but run 77"],
    [
      "a push is not of the judged commit, though made on top of it",
      { run: run({ event: "push" }), pullRequest: undefined },
      "was judged, but run 77",
    ],
    ["the pull request moved on", { pullRequest: pullRequest({ headSha: "e".repeat(40) }) }, "Pull request 12 is at"],
  ];

  test.each(cases)("%s", (_, fields, says) => {
    const answer = weigh({ evidence: evidence(fields) });

    expect(answer.decision).toBe("approval");
    expect(answer.reasons.join("\n")).toContain(says);
    expect(answer).not.toHaveProperty("approval");
  });

  test("it is the second attempt of the run, whoever approved", () => {
    const answer = weigh({ run: { id: 77, attempt: 2 }, evidence: evidence({ run: run({ attempt: 2 }) }) });

    expect(answer).toEqual({ decision: "approval", reasons: [expect.stringContaining("attempt 2 of the run")] });
  });
});

describe("it stays undecided when", () => {
  const unreadable = { unreadable: "GET it: HTTP 500. Try again." };
  const cases: Case[] = [
    ["the environment cannot be read", { environment: unreadable }, unreadable.unreadable],
    ["the run cannot be read", { run: unreadable }, unreadable.unreadable],
    ["the reviews cannot be read", { reviews: unreadable }, unreadable.unreadable],
    ["the pull request cannot be read", { pullRequest: unreadable }, unreadable.unreadable],
    ["the commit cannot be read", { commit: unreadable }, unreadable.unreadable],
    ["nobody can say which pull request it is", { pullRequest: undefined }, "nobody can say which"],
    ["the author is not named", { pullRequest: pullRequest({ author: undefined }) }, "does not name the author"],
    ["who started the run is not said", { run: run({ actor: undefined }) }, "does not say who started"],
    ["the approver is not named", { reviews: [review({ user: undefined })] }, "does not say who approved"],
    ["the run is another one", { run: run({ id: 78 }) }, "run 78"],
    ["the run is of another repository", { run: run({ repositoryId: 5 }) }, "repository 5"],
    ["the run does not say its attempt", { run: run({ attempt: undefined }) }, "does not say which attempt"],
    ["the run says another attempt than the runner", { run: run({ attempt: 2 }) }, "says attempt 2"],
    ["another commit is answered", { commit: { sha: headSha, parents: [] } }, "answers with commit"],
    [
      "self-review is not said",
      { environment: environment({ reviewerRules: [rule({ preventSelfReview: undefined })] }) },
      "does not say whether security-approval lets people approve",
    ],
    [
      "the bypass of administrators is not said",
      { environment: environment({ administratorsBypass: undefined }) },
      "does not say whether administrators",
    ],
    ["there are two reviewers rules", { environment: environment({ reviewerRules: [rule(), rule()] }) }, "2 reviewers"],
  ];

  test.each(cases)("%s", (_, fields, says) => {
    const answer = weigh({ evidence: evidence(fields) });

    expect(answer.decision).toBe("undecided");
    expect(answer.reasons.join("\n")).toContain(says);
    expect(answer).not.toHaveProperty("approval");
  });

  test("the verdict is about no commit", () => {
    const verdict = verdictToApprove({ commit: undefined });

    expect(weigh({ verdict }).reasons).toContainEqual(expect.stringContaining("No commit was given"));
  });
});

test("every reason is told at once", () => {
  const answer = weigh({
    request: "f".repeat(64),
    run: { id: 77, attempt: 2 },
    evidence: evidence({ environment: environment({ reviewerRules: [], administratorsBypass: true }), reviews: [] }),
  });

  expect(answer.reasons).toHaveLength(6);
  expect(answer.decision).toBe("undecided"); // the runner and GitHub disagree about the attempt
});

test("a hostile comment or login stays one line of plain text, and is cut", () => {
  const comment = `fine\u001b[2J\n::set-output name=decision::pass\r\n\u202e${"x".repeat(5000)}`;
  const hostile = review({ comment, user: { ...alice, login: "al\nice\u001b[31m" } });
  const { approval } = weigh({ evidence: evidence({ reviews: [hostile] }) });

  expect(approval?.comment).toMatch(/^fine : : set-output name=decision::pass x+$/);
  expect(approval?.comment).toHaveLength(1000);
  expect(approval?.approver.login).toBe("al ice");
});

test("the ledger accepts the approval, and the subject passes by it alone", () => {
  const verdict = verdictToApprove();
  const { approval } = weigh({ verdict });
  if (!approval) throw new Error("no approval");
  const event = verdictEvent(verdict);
  const events: LedgerEvent[] = [
    { event: "genesis", subject: { images: [] }, payload: { ledger: "acme/payments" } },
    event,
    approvalEvent(approval, event),
  ];
  const lines: string[] = [];
  for (const each of events) lines.push(nextEntry(lines.at(-1), LedgerEvent.parse(each), now).line);
  const ask = (entries: number) =>
    verifySubject({
      subject: { commit },
      entries: lines.slice(0, entries).map((line) => JSON.parse(line)),
      problems: verifyLedger(lines).problems,
      policySha256: "0".repeat(64),
      maximumAgeSeconds: 60,
      now,
    });

  expect(ask(2).decision).toBe("approval");
  expect(ask(3)).toMatchObject({
    decision: "pass",
    reasons: [expect.stringContaining("alice approved it in entry 2")],
  });
});
