import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  requiredChecks,
  scannerJobs,
  securityWorkflow,
  toolVersions,
  workflowFiles,
  workflowYaml,
} from "@sallyport/github";
import { describe, expect, test } from "vitest";
import { scriptStep } from "../run-step.ts";
import { jobOf, repositories, sample, sampleWithoutScanner, sampleWithTrivy, stepsOf } from "../sample.ts";

const trivyJob = (inputs: ReturnType<typeof sample>) => jobOf(securityWorkflow(inputs), "trivy");
const stepNames = (inputs: ReturnType<typeof sample>) => trivyJob(inputs).steps.map(({ name }) => name);
const scanScript = (inputs: ReturnType<typeof sample>) => scriptStep(trivyJob(inputs), "Scan").run;

describe("the workflow", () => {
  test("runs for every pull request, for the merge queue and on pushes to protected branches", () => {
    const inputs = sample({ protection: { branches: ["main", "release/*"] } });

    expect(securityWorkflow(inputs).on).toEqual({
      pull_request: null,
      push: { branches: ["main", "release/*"] },
      merge_group: null,
    });
  });

  test("gives no right to a job that does not ask for it", () => {
    expect(securityWorkflow(sample()).permissions).toEqual({});
  });

  test("replaces only an older run of the same pull request", () => {
    const { concurrency } = securityWorkflow(sample());

    expect(concurrency?.["cancel-in-progress"]).toBe(true);
    expect(concurrency?.group).toContain("github.event.pull_request.number || github.run_id");
  });

  test("holds no secret and no tool of unknown version", () => {
    const content = workflowYaml(securityWorkflow(sample()));

    expect(content).not.toContain("secrets.");
    expect(content).not.toContain("latest");
    expect(content).toContain(`version: ${toolVersions.trivy}`);
  });

  test("never leaves its token in the checkout, and runs no tool in it", () => {
    const steps = stepsOf(securityWorkflow(sample()));
    const checkouts = steps.filter((step) => "uses" in step && step.uses.startsWith("actions/checkout@"));

    expect(checkouts).toHaveLength(5);
    for (const checkout of checkouts) {
      expect(checkout).toHaveProperty("with.path", "source");
      expect(checkout).toHaveProperty("with.persist-credentials", false);
    }
  });

  test("judges even when a scanner job failed, and always says a verdict", () => {
    const { gate, approval, sallyport } = securityWorkflow(sample()).jobs;

    expect(gate).toMatchObject({ needs: ["build", "trivy", "sbom"], if: "always()" });
    expect(approval).toMatchObject({
      needs: ["gate", "build"],
      if: "!cancelled() && needs.gate.outputs.decision == 'approval' && github.run_attempt == 1",
      environment: "security-approval",
    });
    expect(sallyport).toMatchObject({ needs: ["gate", "approval", "comment"], if: "always()", permissions: {} });
  });

  test("gives the approval the rights to read who approved, and to change nothing", () => {
    const { approval } = securityWorkflow(sample()).jobs;

    expect(approval?.permissions).toEqual({
      contents: "read",
      actions: { access: "read", why: expect.any(String) },
      "pull-requests": { access: "read", why: expect.any(String) },
    });
  });

  test("hands what the gate asks for to the approval", () => {
    const workflow = securityWorkflow(sample());
    const { approval } = workflow.jobs;

    expect(jobOf(workflow, "gate").outputs).toHaveProperty("request", `\${{ steps.gate.outputs.request }}`);
    expect(scriptStep(approval, "Judge the reports again").env).toMatchObject({
      REQUEST: `\${{ needs.gate.outputs.request }}`,
      GITHUB_TOKEN: `\${{ github.token }}`,
    });
  });

  test("without a scanner that has a job still has its gate", () => {
    const { jobs } = securityWorkflow(sampleWithoutScanner());

    expect(Object.keys(jobs)).toEqual(["gate", "comment", "approval", "sallyport"]);
    expect(jobs.gate).not.toHaveProperty("needs");
  });

  test("reads the policy from another path when told so", () => {
    const { gate } = securityWorkflow({ ...sample(), policyPath: "security/policy.yaml" }).jobs;

    expect(scriptStep(gate, "Judge").env).toHaveProperty("POLICY", "source/security/policy.yaml");
  });
});

describe("the comment", () => {
  const { comment } = securityWorkflow(sample()).jobs;

  test("is written by a job that may write it, and has no checkout", () => {
    expect(comment?.permissions).toMatchObject({ "pull-requests": { access: "write" } });
    expect(JSON.stringify(comment)).not.toContain("actions/checkout");
  });

  test("is left out for forks, whose token can only read", () => {
    expect(comment?.if).toBe("!cancelled() && github.event.pull_request.head.repo.full_name == github.repository");
  });

  test("is the only thing that may write to pull requests", () => {
    const writing = Object.entries(securityWorkflow(sample({ scanning: { codeScanning: "all" } })).jobs).flatMap(
      ([id, { permissions }]) =>
        Object.entries(permissions).flatMap(([scope, right]) =>
          typeof right === "object" && right.access === "write" ? `${id} ${scope}` : [],
        ),
    );

    expect(writing).toEqual(["comment pull-requests", "code-scanning security-events"]);
  });
});

describe("scanning.codeScanning", () => {
  const shows = (codeScanning: string, visibility: string) =>
    "code-scanning" in
    securityWorkflow(
      sample({ scanning: { codeScanning }, protection: { lockedPaths: [] }, ...repositories({ visibility }) }),
    ).jobs;

  test.each([
    ["public", "public", true],
    ["public", "private", false],
    ["public", "internal", false],
    ["all", "private", true],
    ["none", "public", false],
  ])("%s: a %s repository shows its findings there: %s", (setting, visibility, shown) => {
    expect(shows(setting, visibility)).toBe(shown);
  });

  test("uploads the verdict and runs nothing else", () => {
    const { steps } = jobOf(securityWorkflow(sample({ scanning: { codeScanning: "all" } })), "code-scanning");

    expect(steps.filter((step) => "run" in step)).toEqual([]);
    expect(steps.at(-1)).toMatchObject({
      uses: expect.stringMatching(/^github\/codeql-action\/upload-sarif@[0-9a-f]{40}$/),
      with: { sarif_file: "verdict", category: "sallyport" },
      if: "hashFiles('verdict/*.sarif') != ''",
    });
  });
});

describe("scanning.schedulingPolicy", () => {
  test("orders the scanners, whose end the gate waits for", () => {
    const needsOf = (schedulingPolicy: string) => {
      const { jobs } = securityWorkflow(sample({ scanning: { schedulingPolicy } }));
      return ["build", "trivy", "sbom", "gate"].map((id) => jobs[id]?.needs ?? []);
    };

    expect(needsOf("parallel")).toEqual([[], ["build"], ["build"], ["build", "trivy", "sbom"]]);
    expect(needsOf("sequential")).toEqual([[], ["build"], ["build", "trivy"], ["build", "trivy", "sbom"]]);
  });
});

describe("the required check", () => {
  test("is the job that says the verdict", () => {
    expect(requiredChecks(securityWorkflow(sample()))).toEqual([{ context: "sallyport", integrationId: 15368 }]);
  });

  test("follows the name of that job", () => {
    const workflow = securityWorkflow(sample());
    const { sallyport } = workflow.jobs;
    if (!sallyport) throw new Error("the workflow lost its last job");
    const renamed = { ...workflow, jobs: { ...workflow.jobs, sallyport: { ...sallyport, name: "Verdict" } } };

    expect(requiredChecks(renamed)).toMatchObject([{ context: "Verdict" }]);
  });

  test("stays the same when a deployment waits for it", () => {
    const workflow = securityWorkflow(sample());
    const { gate } = workflow.jobs;
    if (!gate) throw new Error("the workflow lost its gate");
    const deploy = { ...gate, name: "Deploy", needs: ["sallyport"] };

    expect(requiredChecks({ ...workflow, jobs: { ...workflow.jobs, deploy } })).toMatchObject([
      { context: "sallyport" },
    ]);
  });

  test("is none of a workflow that does not run on every way to a merge", () => {
    const workflow = securityWorkflow(sample());

    expect(requiredChecks({ ...workflow, on: { push: null } })).toEqual([]);
    expect(requiredChecks({ ...workflow, on: { pull_request: null } })).toEqual([]);
  });
});

describe("scanning.scanners.trivy", () => {
  test("with its defaults hides nothing", () => {
    const script = scanScript(sample());

    expect(script).toContain("--scanners vuln,misconfig,secret ");
    expect(script).toContain("--timeout 120s");
    for (const flag of ["--severity", "--ignore-unfixed", "--skip-db-update", "--exit-code", "convert"]) {
      expect(script).not.toContain(flag);
    }
  });

  test.each([
    ["severityFilter", { severityFilter: ["HIGH", "CRITICAL"] }, "--severity HIGH,CRITICAL "],
    ["ignoreUnfixed", { ignoreUnfixed: true }, "--ignore-unfixed "],
    ["skipUpdate", { skipUpdate: true }, "--skip-db-update --skip-java-db-update "],
    ["timeout", { timeout: "90s" }, "--timeout 90s "],
    ["exitCode", { exitCode: 4 }, "--exit-code 4 "],
    ["format: table", { format: "table" }, "convert --format table --scanners vuln,misconfig,secret --output"],
    ["format: cyclonedx", { format: "cyclonedx" }, ".cdx.json"],
    ["scanType: filesystem", { scanType: "filesystem" }, "trivy filesystem "],
    ["scanType: repository", { scanType: "repository" }, "trivy repository "],
  ])("passes %s on", (_, trivy, flag) => {
    expect(scanScript(sampleWithTrivy(trivy))).toContain(flag);
  });

  test("looks for licences in files, not in the base system of an image", () => {
    expect(scanScript(sampleWithTrivy({ scanType: "filesystem" }))).toContain(
      "--scanners vuln,misconfig,secret,license ",
    );
  });

  test("builds and scans every image", () => {
    const inputs = sample(repositories({ images: [{ name: "api" }, { name: "web/shop" }] }));

    expect(jobOf(securityWorkflow(inputs), "build").steps.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["Build api", "Build web/shop"]),
    );
    expect(stepNames(inputs)).toEqual(expect.arrayContaining(["Load the images", "Scan api", "Scan web/shop"]));
    expect(stepNames(inputs)).not.toContain("Scan the files");
  });

  test("gives each report a name of its own", () => {
    const inputs = sample(repositories({ images: [{ name: "web/shop" }, { name: "web-shop" }] }));
    const reports = trivyJob(inputs).steps.flatMap(({ env }) => env?.REPORT ?? []);

    expect(reports).toEqual(["reports/trivy-image-web--shop.json", "reports/trivy-image-web-shop.json"]);
  });

  test.each([
    ["a repository without images", sample(repositories({ images: [] }))],
    ["scanType: filesystem", sampleWithTrivy({ scanType: "filesystem" })],
  ])("scans the files of %s, and builds nothing", (_, inputs) => {
    expect(stepNames(inputs)).toContain("Scan the files");
    expect(stepNames(inputs).join()).not.toContain("images");
    expect(scannerJobs(inputs).jobs.trivy).not.toHaveProperty("needs");
  });

  test("scans images and files with scope: all-repos", () => {
    expect(stepNames(sampleWithTrivy({ scope: "all-repos" }))).toEqual(
      expect.arrayContaining(["Scan payments-api", "Scan the files"]),
    );
  });
});

describe("scanning", () => {
  test.each([
    ["15m", 15],
    ["200s", 4],
  ])("budget.total: %s is the time limit of the job, in minutes rounded up", (total, minutes) => {
    expect(trivyJob(sample({ scanning: { budget: { total } } }))["timeout-minutes"]).toBe(minutes);
  });

  test("retentionDays is how long reports and verdicts are kept", () => {
    const steps = stepsOf(securityWorkflow(sample({ scanning: { retentionDays: 7 } })));
    const uploads = steps.filter((step) => "uses" in step && step.uses.startsWith("actions/upload-artifact@"));

    expect(uploads.length).toBeGreaterThan(5);
    for (const upload of uploads) {
      expect(upload).toHaveProperty("with.retention-days", upload.name === "Hand the images on" ? 1 : 7);
    }
  });

  test("a job that kept no report fails", () => {
    expect(trivyJob(sample()).steps.find(({ name }) => name === "Keep the reports")).toHaveProperty(
      "with.if-no-files-found",
      "error",
    );
  });
});

test("the files come with their digests and their purposes", () => {
  const inputs = sample();
  const files = workflowFiles(inputs);

  expect(files.map(({ path }) => path)).toEqual([
    ".github/workflows/policy.yml",
    ".github/workflows/scheduled-scan.yml",
    ".github/workflows/security.yml",
  ]);
  expect(files.at(-1)?.content).toBe(workflowYaml(securityWorkflow(inputs)));
  for (const { repository, content, sha256, purpose } of files) {
    expect(repository).toBe("payments-api");
    expect(sha256).toBe(createHash("sha256").update(content).digest("hex"));
    expect(purpose).toMatch(/^[A-Z].*\.$/);
  }
});

test("jobs run the command line of the release that they belong to", () => {
  const { version } = JSON.parse(readFileSync("packages/cli/package.json", "utf8"));

  expect(toolVersions.sallyport).toBe(version);
});

test("jobs never run a release of Trivy that attackers made", () => {
  expect(toolVersions.trivy).toMatch(/^v\d+\.\d+\.\d+$/);
  expect(["v0.69.4", "v0.69.5", "v0.69.6"]).not.toContain(toolVersions.trivy);
});
