import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nextEntry } from "@sallyport/gate";
import { securityWorkflow } from "@sallyport/github";
import { describe, expect, onTestFinished, test } from "vitest";
import { runStep, scriptStep } from "../run-step.ts";
import { jobOf, sample } from "../sample.ts";

/*
 * What the gate judges with beside the reports: the scripts of its job, with stand-ins for what they call. `gh api` answers
 * with the id of a run, as the filter that it is given leaves it.
 */

const gateOf = (settings: Record<string, unknown> = {}) => jobOf(securityWorkflow(sample(settings)), "gate");
const step = (name: string, settings: Record<string, unknown> = {}) => scriptStep(gateOf(settings), name);
const stepNames = (settings: Record<string, unknown>) => gateOf(settings).steps.map(({ name }) => name);
const onMain = { BRANCH: "main", GH_TOKEN: "t" };

/** A `gh` that finds the run 41, and downloads a file of this name. */
const gh = (file: string, run = "41") => `
case "$1 $2" in
  "api "*) printf '%s\\n' "${run}" ;;
  "run download") folder="\${@: -1}"; mkdir -p "$folder"; echo '{"of": 41}' > "$folder/${file}" ;;
esac`;
const ghFails = "exit 1";

describe("first sights", () => {
  const fetchSights = step("Fetch the first sights");

  test("are those that the newest run of the default branch kept", () => {
    const run = runStep(fetchSights, { gh: gh("seen.json") }, onMain);

    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.file("evidence/seen.json")).toBe('{"of": 41}\n');
    expect(run.calls[1]).toBe("gh run download 41 --repo acme/payments-api --name first-sights --dir evidence");
  });

  test("are looked for on the default branch of this repository alone", () => {
    const [call] = runStep(fetchSights, { gh: gh("seen.json") }, onMain).calls;

    expect(call).toContain("gh api repos/acme/payments-api/actions/artifacts?name=first-sights&per_page=100 --jq ");
    expect(call).toContain(".workflow_run.head_branch == env.BRANCH");
    expect(call).toContain(".workflow_run.head_repository_id == .workflow_run.repository_id");
  });

  test("begin where no run has kept any", () => {
    const run = runStep(fetchSights, { gh: gh("seen.json", "") }, onMain);

    expect(JSON.parse(run.file("evidence/seen.json"))).toEqual({ version: 1, sights: [] });
  });

  test("do not begin anew when GitHub does not answer: the gate judges without, and says so", () => {
    const run = runStep(fetchSights, { gh: ghFails }, onMain);

    expect(run).toMatchObject({ status: 0, stdout: expect.stringContaining("::warning::") });
    expect(() => run.file("evidence/seen.json")).toThrow("ENOENT");
  });

  test("are kept by runs of a branch, never by those of a pull request or the merge queue", () => {
    const keep = gateOf().steps.find(({ name }) => name.startsWith("Keep the first sights"));

    expect(keep?.if).toBe("!cancelled() && (github.event_name == 'push' || github.event_name == 'schedule')");
  });
});

describe("facts", () => {
  const asking = { gate: { exploited: "block" } };
  const curl = `echo data > "\${@: -2:1}"`;
  const npx = `mkdir -p evidence; echo '{}' > evidence/facts.json`;

  test.each([
    ["gate.exploited", { exploited: "block" }],
    ["gate.likelihood", { likelihood: { epss: 0.5 } }],
    ["gate.ssvc", { ssvc: {} }],
  ])("are fetched for %s", (_, gate) => {
    expect(stepNames({ gate })).toContain("Fetch the facts about vulnerabilities");
  });

  test("are not fetched for a policy that asks for none", () => {
    expect(stepNames({})).not.toContain("Fetch the facts about vulnerabilities");
  });

  test("of the day are taken from the run that fetched them", () => {
    const run = runStep(step("Fetch the facts", asking), { gh: gh("facts.json"), curl, npx }, onMain);

    expect(run.calls.filter((call) => call.startsWith("curl"))).toEqual([]);
    expect(run.calls[0]).toContain('.created_at >= (now | strftime("%Y-%m-%d"))');
    expect(run.file("evidence/facts.json")).toBe('{"of": 41}\n');
  });

  test.each([
    ["no run has fetched them today", gh("facts.json", "")],
    ["GitHub does not answer", ghFails],
  ])("are fetched where they are published when %s", (_, standIn) => {
    const run = runStep(step("Fetch the facts", asking), { gh: standIn, curl, npx }, onMain);
    const fetched = run.calls.filter((call) => call.startsWith("curl"));

    expect(run.status).toBe(0);
    expect(fetched).toEqual([
      expect.stringMatching(/ kev\.json https:\/\/www\.cisa\.gov\/.*known_exploited_vulnerabilities\.json$/),
      expect.stringMatching(/ epss\.csv\.gz https:\/\/epss\.empiricalsecurity\.com\/epss_scores-current\.csv\.gz$/),
    ]);
    expect(run.calls.at(-1)).toMatch(/ facts build --kev kev\.json --epss epss\.csv\.gz --out evidence\/facts\.json$/);
  });

  test.each([
    ["a download fails", "exit 22", npx],
    ["what was downloaded is no catalogue", curl, "exit 2"],
  ])("are left out when %s: the gate then says what that means", (_, download, build) => {
    const run = runStep(step("Fetch the facts", asking), { gh: ghFails, curl: download, npx: build }, onMain);

    expect(run).toMatchObject({ status: 0, stdout: expect.stringContaining("::warning::") });
    expect(() => run.file("evidence/facts.json")).toThrow("ENOENT");
  });
});

describe("the baseline of gate.newOnly", () => {
  const newOnly = { gate: { newOnly: true } };
  const base = step("Fetch the verdict on the base", newOnly);
  const fetchBase = (event: string, env: Record<string, string>, standIn = gh("verdict.json")) =>
    runStep(base, { gh: standIn, git: "echo base-of-the-merge" }, { ...onMain, GITHUB_EVENT_NAME: event, ...env });

  test("is asked for by no other policy", () => {
    expect(stepNames({})).not.toContain(base.name);
  });

  test("is the verdict on the push of the first parent, for a pull request", () => {
    const run = fetchBase("pull_request", { BASE: "what-the-event-says" });

    expect(run.calls[0]).toBe("git -C source rev-parse HEAD^1");
    expect(run.calls[1]).toContain("actions/runs?head_sha=base-of-the-merge&event=push&status=completed");
    expect(run.calls[1]).toContain('.path == ".github/workflows/security.yml"');
    expect(run.file("evidence/baseline.json")).toBe('{"of": 41}\n');
  });

  test("is the one of the base that the event names, elsewhere", () => {
    expect(fetchBase("push", { BASE: "before" }).calls[0]).toContain("head_sha=before&event=push");
  });

  test.each([
    ["there is no run", gh("verdict.json", "")],
    ["GitHub does not answer", ghFails],
  ])("is left out when %s", (_, standIn) => {
    const run = fetchBase("push", { BASE: "before" }, standIn);

    expect(run).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("::warning::There is no verdict on before"),
    });
    expect(() => run.file("evidence/baseline.json")).toThrow("ENOENT");
  });
});

describe("the exceptions before a pull request", () => {
  const before = step("Get the exceptions as they were");

  /** A checkout whose newest commit has the one with this file as first parent. */
  function checkoutAfter(files: Record<string, string>): string {
    const folder = mkdtempSync(join(tmpdir(), "sallyport-checkout-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const git = (...args: string[]) =>
      execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b.c", ...args], { stdio: "ignore" });
    git("init");
    for (const [path, content] of Object.entries({ "README.md": "base", ...files })) {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    git("add", ".");
    git("commit", "-m", "base");
    writeFileSync(join(folder, "sallyport-exceptions.yaml"), "changed: true\n");
    git("add", ".");
    git("commit", "-m", "change");
    return folder;
  }

  const inCheckout = (folder: string) => ({ git: `shift 2; exec /usr/bin/git -C "${folder}" "$@"` });

  test("are those of its base", () => {
    const folder = checkoutAfter({ "sallyport-exceptions.yaml": "version: 1\n" });

    expect(runStep(before, inCheckout(folder)).file("evidence/exceptions-base.yaml")).toBe("version: 1\n");
  });

  test("are an empty file where the base has none", () => {
    expect(runStep(before, inCheckout(checkoutAfter({}))).file("evidence/exceptions-base.yaml")).toBe("");
  });

  test("cannot be told without the base: the step fails, and with it the gate", () => {
    const run = runStep(before, { git: "exit 128" });

    expect(run.status).not.toBe(0);
    expect(() => run.file("evidence/exceptions-base.yaml")).toThrow("ENOENT");
  });

  test("are asked for in pull requests alone, with enough of the history", () => {
    expect(before.if).toBe("github.event_name == 'pull_request'");
    expect(gateOf().steps[0]).toHaveProperty("with.fetch-depth", 2);
  });
});

describe("the arguments of the gate", () => {
  const everything = { gate: { exploited: "block", newOnly: true } };
  const judge = (job: string, name: string) => scriptStep(securityWorkflow(sample(everything)).jobs[job], name);
  const there = {
    "evidence/facts.json": "{}",
    "evidence/seen.json": "{}",
    "evidence/baseline.json": "{}",
    "evidence/exceptions-base.yaml": "",
  };
  const flags =
    "--source source --facts evidence/facts.json --seen evidence/seen.json --baseline evidence/baseline.json " +
    "--exceptions-base evidence/exceptions-base.yaml --author mona --report";

  test.each([
    ["the gate", "gate", "Judge the reports"],
    ["the approval", "approval", "Judge the reports again"],
  ])("name what %s has", (_, job, name) => {
    const [call] = runStep(judge(job, name), { npx: "exit 0" }, { AUTHOR: "mona", DIGEST_1: "" }, there).calls;

    expect(call).toContain(flags);
  });

  test("leave out what could not be had", () => {
    const [call] = runStep(
      judge("gate", "Judge the reports"),
      { npx: "exit 0" },
      { AUTHOR: "mona", DIGEST_1: "" },
    ).calls;

    expect(call).toContain("--source source --report");
  });

  test.each([
    ["a fork", "pull_request", "mallory/payments-api", true],
    ["a fork that is gone", "pull_request", "", true],
    ["a branch", "pull_request", "acme/payments-api", false],
    ["a push", "push", "", false],
    ["the merge queue", "merge_group", "", false],
  ])("say whether the change is of a fork: %s", (_, event, head, isFork) => {
    const env = { GITHUB_EVENT_NAME: event, HEAD_REPOSITORY: head };
    const [call] = runStep(judge("gate", "Judge the reports"), { npx: "exit 0" }, env).calls;

    expect(call?.includes(" --fork ")).toBe(isFork);
  });

  test("the approval judges with what the gate kept", () => {
    const { steps } = jobOf(securityWorkflow(sample(everything)), "approval");
    const brought = steps.flatMap((each) => ("uses" in each ? (each.with?.pattern ?? []) : []));

    expect(brought).toEqual(["trivy", "evidence", "ledger"]);
    expect(steps.map(({ name }) => name)).not.toContain("Fetch the first sights");
  });
});

describe("the ledger of a run", () => {
  const now = "2026-05-04T03:02:01Z";
  const torn = { bytes: 1, sha256: "0".repeat(64), file: "ledger.jsonl.torn-0" };

  test("begins with the gate", () => {
    const run = runStep(step("Begin the ledger"), { npx: "exit 0" });

    expect(run.calls[0]).toMatch(
      / ledger append --file ledger\.jsonl --event genesis --set ledger=acme\/payments-api\/7$/,
    );
  });

  test("is named by its head, an output that no other job can change", () => {
    const subject = { images: [] };
    const first = nextEntry(undefined, { event: "genesis", subject, payload: { ledger: "acme/api/7" } }, now);
    const last = nextEntry(first.line, { event: "recovery", subject, payload: torn }, now);
    const ledger = `${first.line}\n${last.line}\n`;
    const run = runStep(step("Say the head"), {}, {}, { "ledger.jsonl": ledger });

    expect(run.outputs).toBe(`head=${last.head}\n`);
    expect(gateOf().outputs).toHaveProperty("ledger-head", `\${{ steps.ledger.outputs.head }}`);
  });

  test("without a line has no head", () => {
    expect(runStep(step("Say the head"), {}).outputs).toBe("");
  });
});

describe("the alerts", () => {
  const alert = {
    about: "trivy",
    found: "left no report",
    remedy: "Look.",
    effect: "undecided",
    tell: ["team:security"],
  };
  const show = (alerts: object[]) =>
    runStep(step("Show the alerts"), {}, {}, { "verdict/verdict.json": JSON.stringify({ alerts }) });

  test("stand on the page of the run, with whom they concern", () => {
    expect(show([alert]).summary).toContain("| trivy | left no report | undecided | team:security |");
  });

  test("that concern nobody stand nowhere", () => {
    expect(show([{ ...alert, tell: [] }])).toMatchObject({ status: 0, summary: "" });
  });

  test("cannot bring markup onto the page", () => {
    const { summary } = show([{ ...alert, found: "<img src=x>|`a`\n# b" }]);

    expect(summary).toContain("| trivy |  img src x   a    b | undecided |");
  });

  test("need a verdict", () => {
    expect(runStep(step("Show the alerts"), {})).toMatchObject({ status: 0, summary: "" });
  });
});
