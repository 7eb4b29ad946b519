import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { buildWhenStale } from "../../../scripts/build-when-stale.ts";
import { toolPath } from "../../../scripts/tools.ts";
import { loopback } from "../../github/loopback.ts";
import { mergeGroupEvent, pullRequestEvent, pushEvent, scheduleEvent } from "../../support/act/event-payloads.ts";
import type { ActRun } from "../../support/act/run-act.ts";
import { runScenario, type Scenario } from "../../support/act/scenario.ts";
import { deployPrograms, goodImage, pushedImage, registry, trivy, trivyReport } from "../../support/act/stand-ins.ts";
import { describeWith } from "../../support/describe-with.ts";
import { vulnerability } from "../../support/findings.ts";
import { alice, approved, bob } from "../../support/github-api/approved-run.ts";
import { type Account, actionsBot, type Deployment } from "../../support/github-api/state.ts";

/*
 * The generated workflows, executed on this host. Shell steps and the command line are real; actions, scanners and the
 * programs of a runner are stand-ins; GitHub's API is the server of the tests.
 */

buildWhenStale();

const high = vulnerability({ Severity: "HIGH" });
const critical = vulnerability({ Severity: "CRITICAL" });
const finds = (...found: object[]) => ({ trivy: trivy({ report: trivyReport(found) }) });
const needsApproval = { gate: { categories: { dependency: { high: "approve" } } } };
const mallory: Account = { id: 666, login: "mallory", type: "User" };
const bobIsInTheTeam = { teams: [{ id: 4203, slug: "security", members: [alice, bob] }] };
const withoutRules = { id: 900, name: "security-approval", administratorsBypass: true, rules: [] };

/** A command under which there is no network but the host's own, and not even that; none where the host refuses. */
function withoutNetwork(): string[] {
  const command = ["unshare", "--map-root-user", "--net"];
  const { status } = spawnSync("unshare", ["--map-root-user", "--net", "true"]);
  if (status !== 0) console.warn("This host has no network namespaces for everybody: the network stays.");
  return status === 0 ? command : [];
}

const green = {
  "sallyport / Trivy": "success",
  "sallyport / Gate": "success",
  "sallyport / Comment": "success",
  "sallyport / sallyport": "success",
};
const blocked = { ...green, "sallyport / Gate": "failure", "sallyport / sallyport": "failure" };

/** Calls of the program that the title of every pull request wants to run. */
const hacks = ({ calls }: ActRun) => calls.filter(({ command }) => command.startsWith("hacked"));

describeWith("act", "a pull request, executed with act,", () => {
  test("with a clean report is green from end to end, and needs no approval", async () => {
    const run = await runScenario({});

    expect(run.jobs, run.output).toEqual(green);
    expect(run.kept("trivy", "trivy-filesystem.json.run.json")).toContain('"exitCode": 0');
    expect(JSON.parse(run.kept("verdict", "verdict.json") ?? "")).toMatchObject({ decision: "pass" });
    expect(run.state.comments).toMatchObject([{ issue: 12, body: expect.stringContaining("PASS") }]);
    expect(hacks(run)).toEqual([]);
  });

  test("with a critical finding is red at the gate and at the required check, and the comment names the fix", async () => {
    const run = await runScenario({ programs: finds(critical) });

    expect(run.jobs, run.output).toEqual(blocked);
    expect(JSON.parse(run.kept("verdict", "verdict.json") ?? "")).toMatchObject({ decision: "blocked" });
    expect(run.state.comments).toMatchObject([
      { body: expect.stringContaining("Upgrade left-pad from 1.0.0 to 1.0.1") },
    ]);
  });

  test("with a high finding asks for an approval, and is green once it is there", async () => {
    const run = await runScenario({ settings: needsApproval, programs: finds(high) });

    expect(run.jobs, run.output).toEqual({ ...green, "sallyport / Approval": "success" });
    expect(run.kept("verdict-approved", "approval.json")).toContain("alice");
    const events = (run.kept("ledger", "ledger.jsonl") ?? "")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).event);
    expect(events).toEqual(["genesis", "verdict", "verdict", "approval"]);
  });

  test.each<[string, string, Scenario]>([
    ["nobody approved", "Nobody approved this run in security-approval", { run: { reviews: [] } }],
    ["someone outside of the team approved", "mallory", { run: { reviews: [{ ...approved, user: mallory }] } }],
    ["its author approved", "bob", { run: { reviews: [{ ...approved, user: bob }] }, state: bobIsInTheTeam }],
    ["the environment asks nobody", "security-approval", { state: { environments: [withoutRules] } }],
  ])("with a high finding is red where %s", async (_, reason, scenario) => {
    const run = await runScenario({ settings: needsApproval, programs: finds(high), ...scenario });

    expect(run.jobs, run.output).toEqual({
      ...green,
      "sallyport / Approval": "failure",
      "sallyport / sallyport": "failure",
    });
    expect(run.said.slice(run.said.indexOf("Not approved:"))).toContain(reason);
    expect(run.kept("verdict-approved", "approval.json")).toBeUndefined();
  });

  test.each<[string, Scenario]>([
    ["crashed", { programs: { trivy: trivy({ ends: 1 }) } }],
    ["left no run record", { edit: (content) => content.replace(/^.* record "\$@"$\n/gm, "") }],
  ])("is undecided, and so red, where the scanner %s", async (_, scenario) => {
    const run = await runScenario(scenario);

    expect(run.jobs, run.output).toMatchObject({ "sallyport / Gate": "failure", "sallyport / sallyport": "failure" });
    expect(run.jobs).not.toHaveProperty("sallyport / Approval");
    expect(run.output).toContain("decision=undecided");
  });

  test("from a fork gets a verdict, and neither comment nor secret", async () => {
    const run = await runScenario({ event: (history) => pullRequestEvent(history, "fork") });

    const { "sallyport / Comment": _, ...withoutComment } = green;
    expect(run.jobs, run.output).toEqual(withoutComment);
    expect(run.calls.find(({ command }) => command.includes(" gate "))?.command).toContain(" --fork");
    expect(run.state.comments).toEqual([]);
  });

  test("would run its title if a script took that in: the harness sees it", async () => {
    const title = `\${{ github.event.pull_request.title }}`;
    const run = await runScenario({ edit: (content) => content.replace(/^( +)echo "decision=/m, `$1: ${title}\n$&`) });

    expect(hacks(run), run.output).not.toEqual([]);
  });

  test("that changes the policy shows what that leads to", async () => {
    const run = await runScenario({ changePolicy: { scanning: { scanSchedule: "30 4 * * *" } } });

    expect(run.jobs, run.output).toEqual({
      ...green,
      "sallyport policy / Policy": "success",
      "sallyport policy / Comment": "success",
    });
    expect(run.kept("plan-change", "change.md")).toContain("scheduled-scan.yml");
    expect(run.kept("plan-change", "change.md")).not.toContain("New notes");
    expect(run.state.comments).toHaveLength(2);
  });
});

describeWith("gitleaks", "a secret that was pushed and taken back, with the real Gitleaks in act,", () => {
  // Made up, and in two parts, so that no scanner of this repository finds it.
  const token = `ghp_${"x7Rk2Lm9Qw4Tz8Vb1Nc6Hj3Fd5Gs0Pa2Ye7U".slice(0, 36)}`;
  const scenario: Scenario = {
    settings: { scanning: { schedulingPolicy: "staged", scanners: { gitleaks: {} } } },
    files: { "config.js": `export const token = "${token}";\n` },
    change: { "config.js": "export const token = process.env.TOKEN;\n", ".gitleaksignore": "*\n" },
    programs: { go: `mkdir -p "$GOBIN"\ncp '${toolPath("gitleaks")}' "$GOBIN/gitleaks"` },
  };

  test("blocks, in its own job and at the gate, and nobody reads it in a report", async () => {
    const run = await runScenario(scenario);

    expect(run.jobs, run.output).toEqual({ ...blocked, "sallyport / Gitleaks": "failure" });
    const report = run.kept("gitleaks", "gitleaks.json") ?? "";
    expect(JSON.parse(report)).toMatchObject([{ RuleID: "github-pat", File: "config.js" }]);
    for (const text of [report, run.kept("verdict", "verdict.json"), run.state.comments[0]?.body]) {
      expect(text).not.toContain(token);
    }
  });
});

describeWith("act", "an event, executed with act,", () => {
  const { "sallyport / Comment": _, ...judged } = green;

  test.each<[string, Partial<Scenario>, object]>([
    ["a push to a protected branch", { event: (history) => pushEvent(history) }, judged],
    ["a push to another branch", { event: (history) => pushEvent(history, "feature") }, {}],
    ["a group of the merge queue, without any network", { event: mergeGroupEvent, under: withoutNetwork() }, judged],
  ])("starts what it should: %s", async (_name, scenario, jobs) => {
    const run = await runScenario(scenario);

    expect(run.jobs, run.output).toEqual(jobs);
  });

  test("starts what it should: the clock of the policy", async () => {
    const run = await runScenario({ event: () => scheduleEvent("0 2 * * *") });

    expect(run.jobs, run.output).toEqual({
      "sallyport scheduled scan / Trivy": "success",
      "sallyport scheduled scan / Gate": "success",
      "sallyport scheduled scan / Issues": "success",
      "sallyport scheduled scan / Deadlines": "success",
    });
  });
});

describeWith("act", "with central delivery, executed with act,", () => {
  const central = { delivery: { mode: "central", central: { repository: "security-workflows", id: 900900 } } };
  test("a pull request is judged by the central repository, and its own policy and workflow do not count", async () => {
    const hostile = { "sallyport.yaml": "not a policy", ".github/workflows/security.yml": "on: push\njobs: {}\n" };
    const run = await runScenario({ settings: central, programs: finds(critical), change: hostile });

    expect(run.jobs, run.output).toEqual(blocked);
  });

  test("a push calls the central repository at the commit that was delivered", async () => {
    const run = await runScenario({ settings: central, event: (history) => pushEvent(history) });

    expect(run.jobs, run.output).toEqual({
      "sallyport / sallyport / Trivy": "success",
      "sallyport / sallyport / Gate": "success",
      "sallyport / sallyport / sallyport": "success",
    });
  });
});

describeWith("act", "a push that is deployed, executed with act,", () => {
  const ship = 'exec ship "$ENVIRONMENT" "$IMAGE_PAYMENTS_API" after "$PREVIOUS_IMAGE_PAYMENTS_API"';
  const deploys: Scenario = {
    event: (history) => pushEvent(history),
    holds: { images: [{ name: "payments-api" }], staging: { url: "https://staging.example/" } },
    settings: {
      environments: {
        staging: { deploy: { script: "ship.sh" }, rollback: "automatic" },
        production: { after: "staging", deploy: { script: "ship.sh" } },
      },
      scanning: { scanners: { zap: {} } },
    },
    files: { "ship.sh": `#!/bin/sh\n${ship}\n`, Dockerfile: "FROM scratch\n" },
    variables: {
      SALLYPORT_REGISTRY: registry,
      SALLYPORT_AWS_ROLE: "arn:aws:iam::123456789012:role/deploy",
    },
    programs: deployPrograms(),
  };
  const shipped = (run: { calls: { command: string }[] }) =>
    run.calls.flatMap(({ command }) => (command.startsWith("ship ") ? [command.slice("ship ".length)] : []));
  const reference = (digest: string) => `${registry}/payments-api@${digest}`;

  test("goes from the scan to production when all is well", async () => {
    const run = await runScenario(deploys);

    expect(new Set(Object.values(run.jobs)), run.output).toEqual(new Set(["success"]));
    expect(shipped(run)).toEqual([
      `staging ${reference(pushedImage)} after `,
      `production ${reference(pushedImage)} after `,
    ]);
  });

  test("ends at the gate when it must not pass: nothing is deployed", async () => {
    const run = await runScenario({ ...deploys, programs: { ...deployPrograms(), ...finds(critical) } });

    expect(run.jobs, run.output).toMatchObject({ "sallyport / Gate": "failure", "sallyport / sallyport": "failure" });
    expect(Object.keys(run.jobs).filter((job) => /Deploy|Publish|Verify/.test(job))).toEqual([]);
    expect(shipped(run)).toEqual([]);
  });

  test.each([
    ["deploys", ship, "success"],
    ["fails", `exit 1 # ${ship}`, "failure"],
  ])("hands a secret to the script alone, masks it, and ends the login where the script %s", async (_, line, ends) => {
    const canary = "canary-of-the-vault";
    const answers: Record<string, unknown> = {
      "/identity": { value: "identity-of-the-job" },
      "/v1/auth/github-actions/login": { auth: { client_token: "token-of-the-job" } },
      "/v1/kv/data/payments-api/staging/stripe": { data: { data: { key: canary } } },
    };
    const { asked, url } = await loopback(({ path }, response) =>
      response.end(JSON.stringify(answers[path.split("?", 1)[0] ?? ""] ?? {})),
    );
    const see = `echo "the key is $STRIPE_KEY"\n[ "$STRIPE_KEY" = canary-of-the-''vault ] || exit 9\n`;
    const run = await runScenario({
      ...deploys,
      files: { ...deploys.files, "ship.sh": `#!/bin/sh\n${see}${line}\n` },
      settings: {
        environments: { staging: { deploy: { script: "ship.sh", secrets: { STRIPE_KEY: "stripe/key" } } } },
        secrets: { vault: { address: "https://vault.acme.example" } },
      },
      holds: { images: [{ name: "payments-api" }] },
      edit: (content) =>
        content
          .replaceAll("https://vault.acme.example", url)
          .replaceAll("$ACTIONS_ID_TOKEN_REQUEST_URL", `${url}/identity?a=1`)
          .replaceAll("$ACTIONS_ID_TOKEN_REQUEST_TOKEN", "request-token"),
    });

    const job = Object.entries(run.jobs).find(([name]) => name.endsWith("Deploy to staging"));
    expect(job?.[1], run.output).toBe(ends);
    expect(run.output).toContain("the key is ***");
    expect(run.output).not.toContain(canary);
    expect(run.calls.map(({ command }) => command).join("\n")).not.toContain(canary);
    expect(asked.at(-1)).toMatchObject({
      path: "/v1/auth/token/revoke-self",
      headers: { "x-vault-token": "token-of-the-job" },
    });
  });

  test("goes back to the last good image when the dynamic test fails", async () => {
    const good: Deployment = {
      id: 7,
      environment: "staging",
      task: "sallyport",
      sha: "b".repeat(40),
      creator: actionsBot,
      payload: { version: 1, images: [{ name: "payments-api", digest: goodImage }] },
      statuses: [{ state: "success", creator: actionsBot }],
    };
    const injection = { pluginid: "40018", name: "SQL Injection", riskcode: "3", confidence: "3", instances: [] };
    const run = await runScenario({
      ...deploys,
      programs: deployPrograms([{ ...injection, instances: [{ uri: "https://staging.example/", method: "GET" }] }]),
      state: { deployments: [good] },
    });

    expect(shipped(run), run.output).toEqual([
      `staging ${reference(pushedImage)} after ${reference(goodImage)}`,
      `staging ${reference(goodImage)} after ${reference(pushedImage)}`,
    ]);
    expect(run.state.deployments.map(({ statuses }) => statuses.at(-1)?.state)).toEqual([
      "success",
      "failure",
      "success",
    ]);
    expect(run.calls.filter(({ command }) => command.startsWith("gh issue create"))).toHaveLength(1);
  });
});
