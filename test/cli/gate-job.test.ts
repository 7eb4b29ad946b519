import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { securityWorkflow } from "@sallyport/github";
import { parsePolicy } from "@sallyport/policy";
import { describe, expect, test } from "vitest";
import { commit, runStep, scriptStep } from "../github/run-step.ts";
import { bin, quickstart, runCli, temporaryFolder } from "./run-cli.ts";

/*
 * The scripts of the gate's job, with the real command in them: what the workflow hands to the gate is what the gate takes.
 */

const basis = {
  version: 1,
  organization: { login: "acme", id: 1042, teams: { security: 4203 } },
  repositories: [{ name: "payments-api", id: 3, manifests: ["package.json"] }],
  gate: { newOnly: true },
  slas: { overdue: { any: "approve" } },
};
const secrets = { vault: { address: "https://vault.acme.example:8200" } };
const withTrivy = { ...basis, scanning: { scanners: { trivy: { scanType: "filesystem" } } } };
const withSnyk = {
  ...basis,
  secrets,
  scanning: { scanners: { ...withTrivy.scanning.scanners, snyk: { fork: "defer" } } },
};

/** `npx --yes @sallyport/cli@VERSION ARGS` runs the command of this checkout. */
const npx = `exec "${process.execPath}" "${bin}" "\${@:3}"`;
const report = "reports/trivy-filesystem.json";

/** A report of the example as if it had been made just now, with its run record. */
async function scanned(name: string): Promise<Record<string, string>> {
  const cwd = temporaryFolder();
  const now = new Date().toISOString();
  const example = JSON.parse(readFileSync(join(quickstart, "reports", name), "utf8"));
  const content = JSON.stringify({ ...example, CreatedAt: now });
  mkdirSync(join(cwd, "reports"));
  writeFileSync(join(cwd, report), content);
  const run = ["record", "--tool", "trivy", "--report", report, "--exit", "0", "--started", now, "--ended", now];
  const what = ["--target", "filesystem:payments-api", "--database-date", now, "--commit", commit];
  const { code, stderr } = await runCli([...run, ...what], { cwd });
  if (code !== 0) throw new Error(stderr);
  return { [report]: content, [`${report}.run.json`]: readFileSync(join(cwd, `${report}.run.json`), "utf8") };
}

/** What the steps before have left: nothing was seen before, and the base had nothing. */
const evidence = {
  "source/README.md": "nothing to see\n",
  "evidence/seen.json": '{"version": 1, "sights": []}',
  "evidence/baseline.json": '{"findings": []}',
  "evidence/exceptions-base.yaml": "",
};

/** Begins the ledger and judges, in one folder, by the job that the policy leads to. */
function judge(files: Record<string, string>, env: Record<string, string> = {}, settings: object = withTrivy) {
  const policyText = JSON.stringify(settings);
  const { policy } = parsePolicy(policyText);
  const [repository] = policy.repositories;
  if (!repository) throw new Error("the policy has no repository");
  const { gate } = securityWorkflow({ policy, repository }).jobs;
  const [begin, step] = [scriptStep(gate, "Begin the ledger"), scriptStep(gate, "Judge the reports")];
  const both = { ...step, run: `${begin.run}\n${step.run}` };
  const all = { "source/sallyport.yaml": policyText, ...evidence, ...files };
  return runStep(both, { npx }, { AUTHOR: "mona", ...env }, all);
}

test("clean code passes, and the ledger and the first sights are there to be kept", async () => {
  const run = judge(await scanned("trivy-fixed.json"));
  const verdict = JSON.parse(run.file("verdict/verdict.json"));

  expect(run.outputs).toBe("decision=pass\n");
  expect(run.status).toBe(0);
  expect(verdict.doubts).toEqual([]);
  expect(JSON.parse(run.file("verdict/seen.json"))).toMatchObject({ version: 1 });
  expect(run.file("ledger.jsonl").trimEnd().split("\n")).toHaveLength(2);
  expect(run.file("verdict/comment.md")).toContain("Sallyport");
});

test("a vulnerable dependency is blocked", async () => {
  const run = judge(await scanned("trivy.json"));

  expect(run).toMatchObject({ status: 1, outputs: "decision=blocked\n" });
});

test("without a report the gate is undecided, and its job fails", () => {
  const run = judge({});

  expect(run).toMatchObject({ status: 2, outputs: "decision=undecided\n" });
});

test.each([
  ["the first sights", "evidence/seen.json", "slas.overdue"],
  ["the baseline", "evidence/baseline.json", "gate.newOnly"],
])("without %s, where the policy rests on them, it is undecided too", async (_, missing, setting) => {
  const run = judge({ ...(await scanned("trivy-fixed.json")), [missing]: "" });

  expect(run).toMatchObject({ status: 2, outputs: "decision=undecided\n" });
  expect(run.stdout).toContain(setting);
});

describe("a scanner that needs a secret and left no report", () => {
  const fork = { GITHUB_EVENT_NAME: "pull_request", HEAD_REPOSITORY: "mallory/payments-api" };
  const branch = { GITHUB_EVENT_NAME: "pull_request", HEAD_REPOSITORY: "acme/payments-api" };

  test("is deferred for a pull request from a fork, and the verdict names it", async () => {
    const run = judge(await scanned("trivy-fixed.json"), fork, withSnyk);

    expect(run).toMatchObject({ status: 0, outputs: "decision=pass\n" });
    expect(JSON.parse(run.file("verdict/verdict.json")).deferred).toEqual(["snyk"]);
  });

  test("is asked for in any other change, which stays undecided", async () => {
    const run = judge(await scanned("trivy-fixed.json"), branch, withSnyk);

    expect(run).toMatchObject({ status: 2, outputs: "decision=undecided\n" });
    expect(run.calls.at(-1)).toContain(" --report snyk=reports/");
  });
});
