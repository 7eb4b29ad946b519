import { type Job, uses, type Workflow, workflowProblems } from "@sallyport/github";
import { describe, expect, test } from "vitest";

const checkout = uses("actions/checkout", {}, { name: "Check out" });
const build: Job = {
  name: "Build",
  "runs-on": "ubuntu-24.04",
  permissions: { contents: "read" },
  "timeout-minutes": 5,
  steps: [checkout, { name: "Make", shell: "bash", run: "make" }],
};

function workflow(jobs: Record<string, Job>): Workflow {
  return { name: "build", on: { pull_request: null }, permissions: {}, jobs };
}

test("finds nothing in a sound workflow", () => {
  expect(workflowProblems(workflow({ build, test: { ...build, needs: ["build"] } }))).toEqual([]);
});

test.each<[string, Record<string, Job>, string]>([
  ["no job", {}, "jobs: empty. Add one."],
  [
    "a wait for a job that is not there",
    { build: { ...build, needs: ["compile"] } },
    'jobs.build: waits for "compile", and there is no such job. There are build.',
  ],
  [
    "jobs that wait for each other",
    { build: { ...build, needs: ["test"] }, test: { ...build, needs: ["build"] } },
    "jobs: build, test wait for each other. Remove one `needs`.",
  ],
  [
    "an action without the permission that it needs",
    { build: { ...build, permissions: {} } },
    'jobs.build: step "Check out": needs the permission `contents: read`. Add it to the job.',
  ],
  [
    "an action that is pinned to a tag",
    { build: { ...build, steps: [{ name: "Check out", uses: "actions/checkout@v7" }] } },
    'jobs.build: step "Check out": actions/checkout@v7: the catalogue has actions/checkout at',
  ],
  [
    "an expression in a script",
    { build: { ...build, steps: [{ name: "Greet", shell: "bash", run: `echo ${"$"}{{ github.head_ref }}` }] } },
    'jobs.build: step "Greet": has an expression in its script. Pass the value through `env`.',
  ],
  [
    "two steps with one id",
    {
      build: {
        ...build,
        steps: [
          { ...checkout, id: "code" },
          { ...checkout, id: "code" },
        ],
      },
    },
    'jobs.build: has two steps with the id "code". Rename one.',
  ],
  [
    "an output of a step that is not there",
    { build: { ...build, outputs: { digest: `${"$"}{{ steps.push.outputs.digest }}` } } },
    'jobs.build: the output "digest" reads from the step "push", which is not there.',
  ],
])("finds %s", (_, jobs, problem) => {
  expect(workflowProblems(workflow(jobs))).toEqual([expect.stringContaining(problem)]);
});

test("takes a right to write for the right to read", () => {
  const writing: Job = { ...build, permissions: { contents: { access: "write", why: "pushes a tag" } } };

  expect(workflowProblems(workflow({ build: writing }))).toEqual([]);
});

describe("what lies in a repository of our own", () => {
  const commit = "ab".repeat(20);
  const stepsWith = (reference: string) =>
    workflowProblems(workflow({ build: { ...build, steps: [{ name: "Bring", uses: reference }] } }));
  const call = (reference: string) =>
    workflowProblems({ ...workflow({}), jobs: { call: { name: "call", permissions: {}, uses: reference } } });

  test("may be used at a whole commit", () => {
    expect(stepsWith(`acme/pipelines/.github/actions/sallyport@${commit}`)).toEqual([]);
    expect(call(`acme/pipelines/.github/workflows/security-api.yml@${commit}`)).toEqual([]);
    expect(call("./.github/workflows/deploy.yml")).toEqual([]);
  });

  test.each([
    ["a branch", "acme/pipelines/.github/actions/sallyport@main"],
    ["a tag", "acme/pipelines/.github/actions/sallyport@v1.0.0"],
    ["a part of a commit", `acme/pipelines/.github/actions/sallyport@${commit.slice(0, 12)}`],
    ["another folder", `acme/pipelines/actions/sallyport@${commit}`],
    ["a folder further up", `acme/pipelines/.github/actions/../../evil@${commit}`],
    ["the checkout", "./.github/actions/sallyport"],
  ])("is refused as an action of %s", (_, reference) => {
    expect(stepsWith(reference)).toHaveLength(1);
  });

  test.each([
    ["a branch", "acme/pipelines/.github/workflows/security-api.yml@main"],
    ["another folder", `acme/pipelines/workflows/security-api.yml@${commit}`],
    ["a part of a commit", `acme/pipelines/.github/workflows/security-api.yml@${commit.slice(1)}`],
  ])("is refused as a workflow of %s", (_, reference) => {
    expect(call(reference)).toHaveLength(1);
  });
});
