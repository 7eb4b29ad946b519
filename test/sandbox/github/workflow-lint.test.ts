import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { workflowFiles } from "@sallyport/github";
import { expect, onTestFinished, test } from "vitest";
import { sample } from "../../github/sample.ts";
import { describeWith } from "../../support/describe-with.ts";
import { temporaryFolder, writeTree } from "../../support/file-tree.ts";
import { proofPolicies } from "../../support/proof-policies.ts";
import { actionlint, type LintFinding, zizmor } from "../../support/workflow-linters.ts";
import accepted from "./accepted-findings.json" with { type: "json" };

/** A finding that is not to be had otherwise. Each must still be found, or it leaves the list. */
interface Accepted {
  /** `zizmor concurrency-limits`. */
  rule: string;
  /** Expression for the path of the file. */
  file: string;
  /** Expression for the message. */
  message: string;
  /** Why the workflow is right, or what the tool does not know. */
  because: string;
}

const list: readonly Accepted[] = accepted;

function isAccepted({ rule, file, message }: LintFinding, entry: Accepted): boolean {
  return rule === entry.rule && new RegExp(entry.file).test(file) && new RegExp(entry.message).test(message);
}

/** Each new sort of finding once, with an example. */
function unexpected(findings: readonly LintFinding[]): string[] {
  const open = findings.filter((finding) => !list.some((entry) => isAccepted(finding, entry)));
  const sorts = Map.groupBy(open, ({ rule, message }) => `${rule}: ${message}`);
  return [...sorts].map(([sort, found]) => `${sort} (${found.length} times, at ${found[0]?.file}:${found[0]?.line})`);
}

/** Entries of the list for this tool that nothing was found for. */
function unused(tool: string, findings: readonly LintFinding[]): Accepted[] {
  return list
    .filter(({ rule }) => rule.startsWith(`${tool} `))
    .filter((entry) => !findings.some((finding) => isAccepted(finding, entry)));
}

/** A folder with repositories, each as linters want to see it. */
function repositoriesWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder("lint");
  onTestFinished(() => folder[Symbol.dispose]());
  writeTree(folder.path, files);
  for (const path of Object.keys(files)) {
    mkdirSync(join(folder.path, path.split("/.github/")[0] ?? "", ".git"), { recursive: true });
  }
  return folder.path;
}

/** Every file of every policy, by `POLICY/REPOSITORY/PATH`. */
function everyFile(): Record<string, string> {
  const files = proofPolicies().flatMap(({ inputs }, number) =>
    workflowFiles(inputs).map(({ repository, path, content }) => [`${number}/${repository}/${path}`, content] as const),
  );
  return Object.fromEntries(files.filter(([path]) => /\/(workflows\/[^/]+|action|dependabot)\.ya?ml$/.test(path)));
}

/** A workflow of the sample with something put in another's place. */
function spoilt(sound: RegExp | string, broken: string, file = "security.yml"): Record<string, string> {
  const path = `.github/workflows/${file}`;
  const content = workflowFiles(sample()).find((candidate) => candidate.path === path)?.content ?? "";
  expect(content).toMatch(sound);
  return { [`bad/${path}`]: content.replace(sound, broken) };
}

const rulesOf = (findings: readonly LintFinding[]) => findings.map(({ rule }) => rule);
const expression = (text: string) => `\${{ ${text} }}`;
const inject = `run: |\n          echo ${expression("github.event.pull_request.title")}`;

describeWith("zizmor", "zizmor, for every policy of the proof", () => {
  test("finds nothing in any file but what the list accepts, and still finds all of that", () => {
    const files = everyFile();
    const { findings, files: seen } = zizmor(repositoriesWith(files));

    expect(seen).toBe(Object.keys(files).length);
    expect(unexpected(findings)).toEqual([]);
    expect(unused("zizmor", findings)).toEqual([]);
  });

  test.each([
    ["an action at a tag", /@[0-9a-f]{40} # v[\d.]+/, "@v7", "zizmor unpinned-uses"],
    ["a text of others in a script", "run: |", inject, "zizmor template-injection"],
    ["rights for every job", "permissions: {}", "permissions: write-all", "zizmor excessive-permissions"],
    ["a right without a reason", /actions: read # .*/, "actions: write", "zizmor undocumented-permissions"],
    ["a token left in the checkout", "persist-credentials: false", "persist-credentials: true", "zizmor artipacked"],
    [
      "a trigger that runs a fork's code with secrets",
      "pull_request:",
      "pull_request_target:",
      "zizmor dangerous-triggers",
    ],
  ])("finds %s", (_, sound, broken, rule) => {
    const { findings } = zizmor(repositoriesWith(spoilt(sound, broken)));

    expect(rulesOf(findings)).toContain(rule);
  });
});

describeWith("actionlint", "actionlint, for every policy of the proof", () => {
  test("finds nothing in any file but what the list accepts, and still finds all of that", () => {
    const findings = actionlint(repositoriesWith(everyFile()));

    expect(unexpected(findings)).toEqual([]);
    expect(unused("actionlint", findings)).toEqual([]);
  });

  test.each([
    ["a text of others in a script", "run: |", inject, "actionlint expression", "security.yml"],
    [
      "an output that no job has",
      "needs.gate.outputs.decision",
      "needs.gate.outputs.verdict",
      "actionlint expression",
      "security.yml",
    ],
    ["a job that waits for none that is there", "- gate", "- grype", "actionlint job-needs", "security.yml"],
    ["a schedule that is none", /cron: .*/, "cron: 99 2 * * *", "actionlint events", "scheduled-scan.yml"],
    ["an unknown right", "contents: read", "content: read", "actionlint permissions", "security.yml"],
  ])("finds %s", (_, sound, broken, rule, file) => {
    expect(rulesOf(actionlint(repositoriesWith(spoilt(sound, broken, file))))).toContain(rule);
  });

  test("finds nothing in the workflow as it is", () => {
    expect(actionlint(repositoriesWith(spoilt(/^/, "")))).toEqual([]);
  });
});
