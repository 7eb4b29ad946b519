import { policyWorkflow, requiredChecks } from "@sallyport/github";
import { describe, expect, test } from "vitest";
import { runStep, scriptStep } from "../run-step.ts";
import { sample, stepsOf } from "../sample.ts";

const { jobs } = policyWorkflow(sample());
const plan = (name: string) => scriptStep(jobs.plan, name);

test("runs for pull requests that change the policy, and is not required", () => {
  expect(policyWorkflow({ ...sample(), policyPath: "security/policy.yaml" }).on).toEqual({
    pull_request: { paths: ["security/policy.yaml", ".sallyport/**"] },
  });
  expect(requiredChecks(policyWorkflow(sample()))).toEqual([]);
});

test("reads the policy of the pull request in a job that can only read", () => {
  expect(jobs.plan?.permissions).toEqual({ contents: "read" });
});

test("comments in a job that has no checkout, on a topic of its own", () => {
  expect(JSON.stringify(jobs.comment)).not.toContain("actions/checkout");
  expect(jobs.comment).toMatchObject({ needs: ["plan"], permissions: { "pull-requests": { access: "write" } } });
  expect(scriptStep(jobs.comment, "Comment").run).toMatch(/ comment --file "\$FILE" --pull "\$PULL" --topic plan\n$/);
});

describe("the comment", () => {
  const step = scriptStep(jobs.comment, "Comment");
  const env = { PULL: "12" };

  test("is the comparison of the plans", () => {
    const run = runStep(step, { npx: "exit 0" }, env, { "plan-change/change.md": "# Changes\n" });

    expect(run.calls[0]).toMatch(/ comment --file plan-change\/change\.md --pull 12 --topic plan$/);
  });

  test("says that there is none, where the policy cannot be planned", () => {
    const run = runStep(step, { npx: "exit 0" }, env);

    expect(run.calls[0]).toMatch(/ comment --file otherwise\.md --pull 12 --topic plan$/);
    expect(run.file("otherwise.md")).toBe(
      "**The policy cannot be planned.** No comparison with its base was made.\n\n" +
        "[The run says why.](https://github.example/acme/payments-api/actions/runs/7)\n",
    );
  });
});

describe("the base", () => {
  const git = 'mkdir -p base; echo "version: 1" > base/sallyport.yaml';

  test("is planned from the first parent of the merge", () => {
    const run = runStep(plan("Plan the base"), { git, npx: 'echo \'{"of": "base"}\'' });

    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.calls[0]).toMatch(/^git -C source worktree add --quiet --detach \/.*\/base HEAD\^1$/);
    expect(run.calls[1]).toMatch(/ plan --policy base\/sallyport\.yaml --json$/);
    expect(run.file("base-plan.json")).toBe('{"of": "base"}\n');
  });

  test.each([
    ["has no policy", "mkdir base", "exit 0"],
    ["has a policy that cannot be planned", git, "exit 2"],
  ])("that %s counts as nothing, and the run says so", (_, standIn, npx) => {
    const run = runStep(plan("Plan the base"), { git: standIn, npx });

    expect(run).toMatchObject({ status: 0, stdout: expect.stringContaining("::warning::") });
    expect(JSON.parse(run.file("base-plan.json"))).toMatchObject({ version: 1, resources: [], files: [], notes: [] });
  });

  test("that cannot be seen fails the job", () => {
    expect(runStep(plan("Plan the base"), { git: "exit 128", npx: "exit 0" }).status).not.toBe(0);
  });
});

test("a policy with problems fails before anything is planned", () => {
  const names = stepsOf(policyWorkflow(sample())).map(({ name }) => name);

  expect(names.indexOf("Check the policy")).toBeLessThan(names.indexOf("Compare the plans"));
  expect(runStep(plan("Check the policy"), { npx: "exit 2" }).status).toBe(2);
});

test("the comparison stands on the page of the run too", () => {
  const run = runStep(plan("Compare the plans"), { npx: "echo '# Changes'" }, {}, { "change/keep": "" });

  expect(run.calls[0]).toMatch(/ plan --policy source\/sallyport\.yaml --against base-plan\.json --format markdown$/);
  expect(run.summary).toBe("# Changes\n");
});
