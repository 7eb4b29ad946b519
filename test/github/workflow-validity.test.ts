import { spawnSync } from "node:child_process";
import { securityWorkflow, workflowYaml } from "@sallyport/github";
import { beforeAll, describe, expect, test } from "vitest";
import { loadGitHubParser } from "./github-parser.ts";
import { repositories, sample, sampleWithoutScanner, sampleWithTrivy, stepsOf } from "./sample.ts";

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
  "no scanner that has a job": sampleWithoutScanner(),
});

describe("GitHub's own parser", () => {
  let errorsIn: (content: string) => Promise<string[]>;
  beforeAll(async () => {
    errorsIn = await loadGitHubParser();
  });

  test.each(variants)("accepts the workflow with %s", async (_, inputs) => {
    expect(await errorsIn(workflowYaml(securityWorkflow(inputs)))).toEqual([]);
  });

  test.each([
    ["an unknown key", "runs-on:", "runs-where:"],
    ["an unknown permission", "contents: read", "content: read"],
    ["a wait for a job that is not there", "needs:\n      - build", "needs:\n      - compile"],
    ["an unknown event", "merge_group:", "merge_groups:"],
    ["an unknown function", "if: always()", "if: sometimes()"],
  ])("refuses it with %s", async (_, sound, broken) => {
    const content = workflowYaml(securityWorkflow(sample()));
    expect(content).toContain(sound);

    expect(await errorsIn(content.replaceAll(sound, broken))).not.toEqual([]);
  });
});

describe("bash", () => {
  test.each(variants)("can read every script of the workflow with %s", (_, inputs) => {
    const scripts = stepsOf(securityWorkflow(inputs)).flatMap((step) => ("run" in step ? [step.run] : []));

    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) {
      expect(script).toMatch(/^set -euo pipefail\n/);
      expect(spawnSync("bash", ["-n"], { input: script, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
    }
  });
});
