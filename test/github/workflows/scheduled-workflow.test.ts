import { requiredChecks, scheduledWorkflow } from "@sallyport/github";
import { describe, expect, test } from "vitest";
import { runStep, scriptStep } from "../run-step.ts";
import { jobOf, repositories, sample } from "../sample.ts";

const withBase = repositories({ images: [{ name: "api", base: "python:3.13-slim" }] });
const jobs = (settings: Record<string, unknown> = {}) => scheduledWorkflow(sample(settings)).jobs;
const writes = (settings: Record<string, unknown>) =>
  Object.entries(jobs(settings)).flatMap(([id, { permissions }]) =>
    Object.entries(permissions).flatMap(([scope, right]) =>
      typeof right === "object" && right.access === "write" ? `${id} ${scope}` : [],
    ),
  );

test("runs by the schedule of the policy and by nothing else", () => {
  expect(scheduledWorkflow(sample({ scanning: { scanSchedule: "30 4 * * *" } })).on).toEqual({
    schedule: [{ cron: "30 4 * * *" }],
  });
});

test("scans and judges as the security workflow does, and asks nobody for an approval", () => {
  expect(Object.keys(jobs())).toEqual(["build", "trivy", "sbom", "gate", "issues", "deadlines"]);
  expect(jobs().gate).toMatchObject({ needs: ["build", "trivy", "sbom"], if: "always()" });
});

test("has no check that a ruleset could require", () => {
  expect(requiredChecks(scheduledWorkflow(sample()))).toEqual([]);
});

test("gives each right to write to one job, and none to those that scan", () => {
  expect(writes(withBase)).toEqual(["issues issues", "base-images contents", "base-images pull-requests"]);
});

describe("the issues", () => {
  const step = scriptStep(jobs().issues, "Bring the issues");
  const env = { POLICY: "source/sallyport.yaml" };

  test("follow the verdict", () => {
    const run = runStep(step, { npx: "exit 0" }, env, { "verdict/verdict.json": "{}" });

    expect(run.calls[0]?.replace(/@[\d.]+ /, " ")).toBe(
      "npx --yes @sallyport/cli issues sync --policy source/sallyport.yaml --verdict verdict/verdict.json --repository payments-api",
    );
  });

  test("know the first sights where the gate wrote them", () => {
    const files = { "verdict/verdict.json": "{}", "verdict/seen.json": "{}" };

    expect(runStep(step, { npx: "exit 0" }, env, files).calls[0]).toMatch(/ --seen verdict\/seen\.json$/);
  });

  test("stay as they are without a verdict", () => {
    expect(runStep(step, { npx: "exit 0" }, env)).toMatchObject({ status: 2, calls: [] });
  });

  test("are brought up to date also after a gate that blocked", () => {
    expect(jobs().issues).toMatchObject({ needs: ["gate"], if: "!cancelled()" });
  });
});

describe("the deadlines", () => {
  const step = scriptStep(jobs().deadlines, "Say what is overdue");
  const finding = { ids: ["CVE-2026-1"], severity: "high", dueAt: "2026-05-04T03:02:01Z", overdue: true };
  const judge = (findings: object[]) => runStep(step, {}, {}, { "verdict/verdict.json": JSON.stringify({ findings }) });

  test("that have passed turn the run red, and each is named", () => {
    expect(judge([finding, { ...finding, ids: ["CVE-2026-2"], overdue: false }])).toMatchObject({
      status: 1,
      stdout: "::error::CVE-2026-1 (high) was to be fixed by 2026-05-04T03:02:01Z.\n",
    });
  });

  test.each([
    ["nothing is late", [{ ...finding, overdue: false }]],
    ["an exception excuses it", [{ ...finding, exception: { id: "EX-2026-1" } }]],
    ["nothing was found", []],
  ])("leave it green when %s", (_, findings) => {
    expect(judge(findings)).toMatchObject({ status: 0, stdout: "" });
  });

  test("are not known without a verdict", () => {
    expect(runStep(step, {})).toMatchObject({ status: 2 });
  });

  test("cannot be used to give commands to the runner", () => {
    const { stdout } = judge([{ ...finding, ids: ["x\n::set-env name=PATH::evil"] }]);

    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  });
});

describe("base images", () => {
  const commandOf = (settings: Record<string, unknown>) =>
    runStep(
      scriptStep(jobs(settings)["base-images"], settings.registry ? "Look for" : "Bring"),
      { npx: "exit 0" },
      {
        POLICY: "source/sallyport.yaml",
      },
    ).calls[0];

  test("that are newer come in a pull request", () => {
    expect(commandOf(withBase)).toMatch(
      / base-images --policy source\/sallyport\.yaml --repository payments-api --source source --pull-request$/,
    );
  });

  test("are only looked at without registry.baseImages.updates, by a job that can only read", () => {
    const settings = { ...withBase, registry: { baseImages: { updates: false } } };

    expect(commandOf(settings)).toMatch(/ --repository payments-api --source source$/);
    expect(jobOf(scheduledWorkflow(sample(settings)), "base-images").permissions).toEqual({ contents: "read" });
  });

  test("have no job in a repository whose images name none", () => {
    expect(jobs()).not.toHaveProperty("base-images");
  });
});
