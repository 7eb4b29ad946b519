import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  centralFiles,
  isCall,
  isUnedited,
  partsCommit,
  type RepositoryFile,
  requiredChecks,
  requiredWorkflow,
  securityWorkflow,
  workflowFiles,
} from "@sallyport/github";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { scriptStep } from "../run-step.ts";
import { repositories, sample, stepsOf } from "../sample.ts";

const delivery = { mode: "central", central: { repository: "pipelines", id: 5 } };
const inputs = sample({ delivery });
const files = workflowFiles(inputs);
const at = (repository: string, path: string): RepositoryFile => {
  const found = files.find((file) => file.repository === repository && file.path === path);
  if (!found) throw new Error(`no file ${repository}/${path}`);
  return found;
};
const workflow = (repository: string, name: string) => parse(at(repository, `.github/workflows/${name}`).content);

test("the central repository holds all that judges, the judged one nothing but calls", () => {
  expect(files.map(({ repository, path }) => `${repository} ${path}`).toSorted()).toEqual([
    "payments-api .github/workflows/scheduled-scan.yml",
    "payments-api .github/workflows/security.yml",
    "pipelines .github/actions/sallyport/action.yml",
    "pipelines .github/actions/sallyport/sallyport-exceptions.yaml",
    "pipelines .github/actions/sallyport/sallyport.js",
    "pipelines .github/actions/sallyport/sallyport.yaml",
    "pipelines .github/workflows/policy.yml",
    "pipelines .github/workflows/sallyport-payments-api.yml",
    "pipelines .github/workflows/scheduled-scan-payments-api.yml",
    "pipelines .github/workflows/security-payments-api.yml",
  ]);
});

test("in the central repository a file names nothing but what needs no commit itself", () => {
  const naming = files.filter(({ content }) => content.includes(partsCommit));
  const named = new Set(
    naming
      .filter(({ repository }) => repository === "pipelines")
      .flatMap(({ content }) => content.match(new RegExp(`\\S+(?=@${partsCommit})`, "g")) ?? []),
  );

  expect([...named]).toEqual(["acme/pipelines/.github/actions/sallyport"]);
  expect(naming.map(({ path }) => path).filter((path) => path.includes("/actions/"))).toEqual([]);
});

test("centralFiles has the files of every repository, each once", () => {
  const { policy } = sample({
    delivery,
    repositories: [
      { name: "api", id: 1 },
      { name: "web", id: 2 },
    ],
  });
  const paths = centralFiles(policy).map(({ repository, path }) => `${repository} ${path}`);

  expect(new Set(paths).size).toBe(paths.length);
  expect(paths.filter((path) => path.includes("/workflows/"))).toEqual([
    "pipelines .github/workflows/policy.yml",
    ...["api", "web"].flatMap((name) => [
      `pipelines .github/workflows/sallyport-${name}.yml`,
      `pipelines .github/workflows/scheduled-scan-${name}.yml`,
      `pipelines .github/workflows/security-${name}.yml`,
    ]),
  ]);
});

test("without central delivery there are none", () => {
  expect(centralFiles(sample().policy)).toEqual([]);
});

describe("the workflow that a ruleset requires", () => {
  test("runs without a filter where a change can reach a protected branch", () => {
    expect(workflow("pipelines", "sallyport-payments-api.yml").on).toEqual({ pull_request: null, merge_group: null });
  });

  test("has the jobs that judge, and none that deploys or calls another workflow", () => {
    const { jobs } = requiredWorkflow(inputs);

    expect(jobs).toEqual(securityWorkflow(inputs).jobs);
    expect(Object.values(jobs).filter(isCall)).toEqual([]);
  });

  test("reports the check `sallyport`", () => {
    expect(requiredChecks(requiredWorkflow(inputs))).toMatchObject([{ context: "sallyport" }]);
  });
});

describe("the judged repository", () => {
  test("calls for pushes and by schedule, never for pull requests: those could change the call", () => {
    expect(workflow("payments-api", "security.yml").on).toEqual({ push: { branches: ["main"] } });
    expect(workflow("payments-api", "scheduled-scan.yml").on).toEqual({ schedule: [{ cron: "0 2 * * *" }] });
  });

  test("calls at a commit, with the rights of the called jobs and no secret", () => {
    expect(workflow("payments-api", "security.yml").jobs).toEqual({
      sallyport: {
        name: "sallyport",
        permissions: { contents: "read", actions: "read", "pull-requests": "write" },
        uses: `acme/pipelines/.github/workflows/security-payments-api.yml@${partsCommit}`,
      },
    });
  });

  test("gives the scheduled scan the rights of its jobs", () => {
    expect(workflow("payments-api", "scheduled-scan.yml").jobs.sallyport.permissions).toEqual({
      contents: "read",
      actions: "read",
      issues: "write",
    });
  });
});

describe("the called security workflow", () => {
  const document = securityWorkflow(inputs);

  test("starts by a call alone, and has no check of its own to require", () => {
    expect(document.on).toEqual({ workflow_call: null });
    expect(requiredChecks(document)).toEqual([]);
  });

  test("takes neither the command nor the policy from the pull request", () => {
    const scripts = stepsOf(document).flatMap((step) => ("run" in step ? [step.run] : []));
    const { env } = scriptStep(document.jobs.gate, "Judge the reports");

    expect(scripts.join("\n")).not.toContain("npx");
    expect(env?.POLICY).toBe("sallyport/sallyport.yaml");
    expect(JSON.stringify(document)).not.toContain("source/sallyport");
  });

  test("takes the exceptions of the central repository, which the pull request does not change", () => {
    expect(JSON.stringify(document)).not.toContain("exceptions-base.yaml --author");
    expect(stepsOf(document).map(({ name }) => name)).not.toContain(
      "Get the exceptions as they were before this pull request",
    );
  });

  test("brings the command and the policy at a commit, in every job that needs them", () => {
    for (const job of Object.values(document.jobs)) {
      if (!("steps" in job)) continue;
      const text = JSON.stringify(job.steps);
      const brings = text.includes(`acme/pipelines/.github/actions/sallyport@${partsCommit}`);

      expect({ job: job.name, brings }).toEqual({
        job: job.name,
        brings: text.includes("node sallyport/sallyport.js"),
      });
    }
  });
});

describe("the action", () => {
  const folderWith = (content: Record<string, string>) => {
    const folder = mkdtempSync(join(tmpdir(), "sallyport-action-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const [path, text] of Object.entries(content)) {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  };
  const [step] = parse(at("pipelines", ".github/actions/sallyport/action.yml").content).runs.steps;

  test("puts all that lies beside it into the job, in place of what is there", () => {
    const action = folderWith({ "sallyport.js": "js", "sallyport.yaml": "policy", "security/exceptions.yaml": "none" });
    const job = folderWith({ "sallyport/planted.js": "evil" });
    const { status } = spawnSync("bash", ["-c", step.run], {
      cwd: job,
      env: { PATH: "/usr/bin:/bin", GITHUB_ACTION_PATH: action },
    });

    expect(status).toBe(0);
    expect(readdirSync(join(job, "sallyport"), { recursive: true }).toSorted()).toEqual([
      "sallyport.js",
      "sallyport.yaml",
      "security",
      "security/exceptions.yaml",
    ]);
  });

  test("has its exceptions where the policy looks for them", () => {
    const paths = workflowFiles(sample({ delivery, exceptions: { file: "security/exceptions.yaml" } })).map(
      ({ path, source }) => `${source} ${path}`,
    );

    expect(paths).toContain("exceptions .github/actions/sallyport/security/exceptions.yaml");
  });

  test("says which of its files only the delivery can fill", () => {
    expect(files.flatMap(({ path, source }) => (source ? [`${source}: ${path.split("/").at(-1)}`] : []))).toEqual([
      "gate-bundle: sallyport.js",
      "policy: sallyport.yaml",
      "exceptions: sallyport-exceptions.yaml",
    ]);
  });

  test("lets nothing pass where the delivery filled nothing in", () => {
    const folder = folderWith({ "sallyport.js": at("pipelines", ".github/actions/sallyport/sallyport.js").content });
    const { status, stderr } = spawnSync(process.execPath, ["sallyport.js", "gate"], { cwd: folder, encoding: "utf8" });

    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: "Sallyport was not delivered: this file only stands in for it.\n",
    });
  });

  test("is refused as a policy where the delivery put none", () => {
    const { content } = at("pipelines", ".github/actions/sallyport/sallyport.yaml");

    expect(() => sample(parse(content))).toThrow("notDelivered");
  });
});

test("every text carries its digest", () => {
  for (const { path, content, source } of files) {
    expect({ path, unedited: isUnedited(content) }).toEqual({ path, unedited: source === undefined });
  }
});

test("the policy workflow lies beside the policy, and takes the command from the registry", () => {
  const { jobs } = workflow("pipelines", "policy.yml");

  expect(JSON.stringify(jobs)).toContain("npx --yes @sallyport/cli@");
  expect(JSON.stringify(jobs)).not.toContain(partsCommit);
});

test("code scanning adds its right to the caller", () => {
  const central = workflowFiles(sample({ delivery, scanning: { codeScanning: "all" }, ...repositories({}) }));
  const entry = central.find(({ repository, path }) => repository === "payments-api" && path.endsWith("/security.yml"));

  expect(parse(entry?.content ?? "").jobs.sallyport.permissions).toMatchObject({ "security-events": "write" });
});
