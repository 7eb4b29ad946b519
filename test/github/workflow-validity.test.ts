import { spawnSync } from "node:child_process";
import { policyWorkflow, scheduledWorkflow, securityWorkflow, workflowFiles, workflowYaml } from "@sallyport/github";
import { beforeAll, describe, expect, test } from "vitest";
import { loadGitHubParser } from "./github-parser.ts";
import {
  allScanners,
  repositories,
  sample,
  sampleWith,
  sampleWithoutScanner,
  sampleWithTrivy,
  stepsOf,
} from "./sample.ts";

/** Each scanner with what is not its default. */
const otherOptions = {
  trivy: { scope: "all-repos" },
  snyk: { severity: "high", failOn: "critical", format: "sarif", excludeDevDeps: true, pythonTargetVersion: "3.12" },
  dockerScout: { onlyFixed: true, timeout: "1m" },
  clair: { url: "https://clair.acme.example", registry: "registry.acme.example:5000" },
  codeql: { queries: "default" },
  semgrep: { config: ["p/default", "rules/own.yml"], timeout: "5m" },
  sonarqube: { url: "https://sonar.acme.example", projectKey: "payments", qualityGate: false },
  bandit: { severity: "high", confidence: "medium", exclude: ["tests", "docs"] },
  dependencyCheck: { failOnCvss: 7.5, timeout: "10m" },
  gitleaks: { history: false, config: "security/gitleaks.toml" },
  checkov: { frameworks: ["terraform", "kubernetes"] },
  kubeScore: { kubernetesVersion: "v1.33" },
};

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
  "every scanner": sampleWith(allScanners),
  "every scanner, with other options": sampleWith(otherOptions),
  "every scanner, in a repository of compiled languages": sampleWith(allScanners, {
    repository: {
      languages: ["c", "cpp", "csharp", "go", "java", "kotlin", "php", "ruby", "rust", "swift"],
      images: [],
    },
    scanning: { scanners: { ...allScanners, dockerScout: undefined, clair: undefined, bandit: undefined } },
  }),
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
