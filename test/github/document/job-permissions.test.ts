import { type Job, jobPermissions, uses, workflowProblems } from "@sallyport/github";
import { expect, test } from "vitest";

const checkout = uses("actions/checkout", { "persist-credentials": false }, { name: "Check out" });
const upload = uses("github/codeql-action/upload-sarif", {}, { name: "Upload" });
const script = { name: "Make", shell: "bash", run: "make" } as const;

test("a job that only runs scripts needs no right", () => {
  expect(jobPermissions([script])).toEqual({});
});

test("a job has the rights of all its actions, each with its reason", () => {
  expect(jobPermissions([checkout, script, upload])).toEqual({
    contents: "read",
    "security-events": { access: "write", why: "shows findings under code scanning" },
  });
});

test("what a script needs is added with its reason", () => {
  const issues = { access: "write", why: "opens issues" } as const;

  expect(jobPermissions([checkout], { issues })).toEqual({ contents: "read", issues });
});

test("a right to write is not weakened by an action that only reads", () => {
  const contents = { access: "write", why: "pushes a tag" } as const;

  expect(jobPermissions([checkout], { contents })).toEqual({ contents });
});

test("a step whose input asks for more gives its job more", () => {
  const review = uses("actions/dependency-review-action", { "comment-summary-in-pr": "always" }, { name: "Review" });
  const silent = uses("actions/dependency-review-action", {}, { name: "Review" });

  expect(jobPermissions([review])).toHaveProperty("pull-requests.access", "write");
  expect(jobPermissions([silent])).not.toHaveProperty("pull-requests");
});

test("the check of a workflow agrees, and misses what is taken away", () => {
  const steps = [checkout, upload];
  const permissions = jobPermissions(steps);
  const job: Job = { name: "Report", "runs-on": "ubuntu-24.04", permissions, "timeout-minutes": 5, steps };
  const document = (report: Job) => ({ name: "report", on: { push: null }, permissions: {}, jobs: { report } });

  expect(workflowProblems(document(job))).toEqual([]);
  expect(workflowProblems(document({ ...job, permissions: { contents: "read" } }))).toEqual([
    'jobs.report: step "Upload": needs the permission `security-events: write`. Add it to the job.',
  ]);
});
