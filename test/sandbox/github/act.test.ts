import { expect, test } from "vitest";
import { runScenario, type Scenario } from "../../support/act/scenario.ts";
import { trivy, trivyReport } from "../../support/act/stand-ins.ts";
import { describeWith } from "../../support/describe-with.ts";
import { vulnerability } from "../../support/findings.ts";
import { alice, approved, bob } from "../../support/github-api/approved-run.ts";
import type { Account } from "../../support/github-api/state.ts";

const score = (v3: number) => ({ CVSS: { nvd: { V3Vector: vectors[v3], V3Score: v3 } } });
const vectors: Record<number, string> = {
  9.8: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
  7.5: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H",
};
const critical = trivy({ report: trivyReport([vulnerability({ Severity: "CRITICAL", ...score(9.8) })]) });
const high = trivy({ report: trivyReport([vulnerability({ Severity: "HIGH", ...score(7.5) })]) });
const highNeedsApproval = { gate: { categories: { dependency: { high: "approve" } } } };
const mallory: Account = { id: 666, login: "mallory", type: "User" };
const bobIsInTheTeam = { teams: [{ id: 4203, slug: "security", members: [alice, bob] }] };
const withoutRules = { id: 900, name: "security-approval", administratorsBypass: true, rules: [] };

describeWith("act", "a pull request, executed with act", () => {
  test("with a clean report is green from end to end, and needs no approval", async () => {
    const run = await runScenario({});

    expect(run.jobs, run.output).toEqual({
      "sallyport / Trivy": "success",
      "sallyport / Gate": "success",
      "sallyport / sallyport": "success",
    });
    expect(run.kept("trivy", "trivy-filesystem.json.run.json")).toContain('"exitCode": 0');
    expect(JSON.parse(run.kept("verdict", "verdict.json") ?? "")).toMatchObject({ decision: "pass" });
  });

  test("with a critical finding is red at the gate and at the required check", async () => {
    const run = await runScenario({ programs: { trivy: critical } });

    expect(run.jobs, run.output).toEqual({
      "sallyport / Trivy": "success",
      "sallyport / Gate": "failure",
      "sallyport / sallyport": "failure",
    });
    expect(JSON.parse(run.kept("verdict", "verdict.json") ?? "")).toMatchObject({ decision: "blocked" });
  });

  test("with a high finding asks for an approval, and is green once it is there", async () => {
    const run = await runScenario({ settings: highNeedsApproval, programs: { trivy: high } });

    expect(run.jobs, run.output).toEqual({
      "sallyport / Trivy": "success",
      "sallyport / Gate": "success",
      "sallyport / Approval": "success",
      "sallyport / sallyport": "success",
    });
    expect(run.kept("verdict-approved", "approval.json")).toContain("alice");
  });

  test.each<[string, string, Scenario]>([
    ["nobody approved", "Nobody approved this run in security-approval", { run: { reviews: [] } }],
    ["someone outside of the team approved", "mallory", { run: { reviews: [{ ...approved, user: mallory }] } }],
    ["its author approved", "bob", { run: { reviews: [{ ...approved, user: bob }] }, state: bobIsInTheTeam }],
    ["a reviewer said no", "rejected", { run: { reviews: [{ ...approved, state: "rejected" }] } }],
    ["the environment asks nobody", "security-approval", { state: { environments: [withoutRules] } }],
  ])("with a high finding is red where %s", async (_, reason, scenario) => {
    const run = await runScenario({ settings: highNeedsApproval, programs: { trivy: high }, ...scenario });

    expect(run.jobs, run.output).toEqual({
      "sallyport / Trivy": "success",
      "sallyport / Gate": "success",
      "sallyport / Approval": "failure",
      "sallyport / sallyport": "failure",
    });
    expect(run.output.slice(run.output.indexOf("Not approved:"))).toContain(reason);
    expect(run.kept("verdict-approved", "approval.json")).toBeUndefined();
  });

  test.each([
    ["crashed", { programs: { trivy: trivy({ ends: 1 }) } }],
    ["left no run record", { edit: (content: string) => content.replace(/^.* record "\$@"$\n/m, "") }],
  ])("is undecided, and so red, where the scanner %s", async (_, scenario) => {
    const run = await runScenario(scenario);

    expect(run.jobs, run.output).toMatchObject({ "sallyport / Gate": "failure", "sallyport / sallyport": "failure" });
    expect(run.jobs).not.toHaveProperty("sallyport / Approval");
    expect(run.output).toContain("Undecided. The job Gate says what is missing.");
  });
});
