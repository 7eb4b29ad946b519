import { rotationWorkflow, workflowProblems, workflowYaml } from "@sallyport/github";
import { describe, expect, test } from "vitest";
import { runStep, scriptStep } from "../run-step.ts";
import { jobOf, sample } from "../sample.ts";

const vault = { address: "https://vault.acme.example" };
const aws = { "payments-api/production/aws": { awsIamUser: { user: "deployer" } } };
const key = { "payments-api/production/docs": { githubDeployKey: { repository: "docs" } } };

function workflowOf(secrets: Record<string, unknown>) {
  const workflow = rotationWorkflow(sample({ secrets: { vault, ...secrets } }));
  if (!workflow) throw new Error("the policy rotates nothing");
  return workflow;
}

const envOf = (secrets: Record<string, unknown>, step: string) =>
  Object.keys(scriptStep(jobOf(workflowOf(secrets), "rotation"), step).env ?? {});

describe("the rotation", () => {
  test("is not there where the repository answers for no secret", () => {
    expect(rotationWorkflow(sample())).toBeUndefined();
    expect(rotationWorkflow(sample({ secrets: { vault } }))).toBeUndefined();
  });

  test("runs by the clock of the policy and by hand, one at a time, in its own environment", () => {
    const workflow = workflowOf({ stored: aws, rotation: { schedule: "5 4 * * *" } });

    expect(workflow.on).toEqual({ schedule: [{ cron: "5 4 * * *" }], workflow_dispatch: null });
    expect(workflow.concurrency).toEqual({ group: "sallyport-secret-rotation", "cancel-in-progress": false });
    expect(jobOf(workflow, "rotation").environment).toBe("secret-rotation");
  });

  test("has no problem, and holds no secret of GitHub", () => {
    const workflow = workflowOf({ stored: { ...aws, ...key } });

    expect(workflowProblems(workflow)).toEqual([]);
    expect(workflowYaml(workflow)).not.toMatch(/\$\{\{[^}]*\bsecrets\b/);
  });

  test("gives the credentials of AWS and GitHub to the one step that rotates", () => {
    expect(envOf({ stored: { ...aws, ...key } }, "Change what is due")).toEqual(
      expect.arrayContaining(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "GITHUB_TOKEN"]),
    );
    expect(envOf({ stored: { ...aws, ...key } }, "Say how old").join()).not.toMatch(/AWS|GITHUB/);
    expect(envOf({ stored: key }, "Change what is due").join()).not.toContain("AWS");
    expect(envOf({ stored: aws }, "Change what is due")).not.toContain("GITHUB_TOKEN");
  });

  test("reports also after a rotation that failed, and logs out last", () => {
    const job = jobOf(workflowOf({ stored: aws }), "rotation");

    expect(scriptStep(job, "Say how old").if).toMatch(/^!cancelled\(\) && /);
    expect(job.steps.at(-1)).toMatchObject({ name: "End the login to Vault", if: expect.stringContaining("always()") });
  });

  test.each([
    ["arn:aws:iam::123456789012:role/rotation", "us-east-1"],
    ["arn:aws-cn:iam::123456789012:role/rotation", "cn-north-1"],
    ["", undefined],
    ["rotation", undefined],
  ])("with the role %j asks in the region %s", (ROLE, region) => {
    const step = scriptStep(jobOf(workflowOf({ stored: aws }), "rotation"), "Read which role");
    const run = runStep(step, {}, { ROLE });

    expect(run.status).toBe(region === undefined ? 2 : 0);
    expect(run.outputs).toBe(region === undefined ? "" : `region=${region}\n`);
    expect(run.stdout.includes("SALLYPORT_ROTATION_ROLE")).toBe(region === undefined);
  });
});

describe("the alert", () => {
  const step = () => scriptStep(jobOf(workflowOf({ stored: aws }), "alert"), "Open an issue");

  test.each([
    ["opens an issue where none is open", "", "gh issue create"],
    ["writes into the one that is open", "7", "gh issue comment 7"],
  ])("%s", (_, open, command) => {
    const run = runStep(step(), { gh: `if [ "$2" = list ]; then echo '${open}'; fi` }, { GH_TOKEN: "token" });

    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.calls.at(-1)).toContain(command);
  });
});
