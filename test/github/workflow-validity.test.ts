import { spawnSync } from "node:child_process";
import { policyWorkflow, scheduledWorkflow, securityWorkflow, workflowFiles, workflowYaml } from "@sallyport/github";
import { beforeAll, describe, expect, test } from "vitest";
import { loadGitHubParser } from "./github-parser.ts";
import { repositories, sample, sampleWithoutTrivy, sampleWithTrivy, stepsOf } from "./sample.ts";

const variants = Object.entries({
  "every default": sample(),
  "every option of Trivy": sampleWithTrivy({
    severityFilter: ["CRITICAL"],
    scope: "all-repos",
    format: "table",
    ignoreUnfixed: true,
    skipUpdate: true,
    exitCode: 3,
  }),
  "no image": sample(repositories({ images: [] })),
  "a remote form of scan": sampleWithTrivy({ scanType: "repository", format: "cyclonedx" }),
  "no scanner that has a job": sampleWithoutTrivy(),
  "all that the gate can be given": sample({
    gate: { exploited: "block", newOnly: true },
    scanning: { codeScanning: "all", schedulingPolicy: "staged" },
    ...repositories({ images: [{ name: "api", base: "python:3.13-slim" }] }),
  }),
  "central delivery": sample({ delivery: { mode: "central", central: { repository: "pipelines", id: 5 } } }),
});

const isWorkflow = ({ path }: { path: string }) => path.startsWith(".github/workflows/");

describe("GitHub's own parser", () => {
  let errorsIn: (content: string) => Promise<string[]>;
  beforeAll(async () => {
    errorsIn = await loadGitHubParser();
  });

  test.each(variants)("accepts every workflow with %s", async (_, inputs) => {
    for (const { path, content } of workflowFiles(inputs).filter(isWorkflow)) {
      expect({ path, errors: await errorsIn(content) }).toEqual({ path, errors: [] });
    }
  });

  test.each([
    ["an unknown key", "runs-on:", "runs-where:"],
    ["an unknown permission", "contents: read", "content: read"],
    ["a wait for a job that is not there", "needs:\n      - trivy", "needs:\n      - grype"],
    ["an unknown event", "merge_group:", "merge_groups:"],
    ["an unknown function", "if: always()", "if: sometimes()"],
  ])("refuses it with %s", async (_, sound, broken) => {
    const content = workflowYaml(securityWorkflow(sample()));
    expect(content).toContain(sound);

    expect(await errorsIn(content.replaceAll(sound, broken))).not.toEqual([]);
  });
});

describe("bash", () => {
  test.each(variants)("can read every script of the workflows with %s", (_, inputs) => {
    const documents = [securityWorkflow(inputs), scheduledWorkflow(inputs), policyWorkflow(inputs)];
    const scripts = documents.flatMap(stepsOf).flatMap((step) => ("run" in step ? [step.run] : []));

    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) {
      expect(script).toMatch(/^set -euo pipefail\n/);
      expect(spawnSync("bash", ["-n"], { input: script, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
    }
  });
});
