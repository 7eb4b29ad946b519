import { type ActionStep, type Step, scannerJobs, toolVersions } from "@sallyport/github";
import type { RepositoryPolicy } from "@sallyport/policy";
import { describe, expect, test } from "vitest";
import { allScanners, type sample, sampleWith, sampleWithoutScanner } from "../sample.ts";

const stepsIn = (inputs: ReturnType<typeof sample>) =>
  Object.entries(scannerJobs(inputs).jobs).flatMap(([id, job]) => job.steps.map((step) => ({ id, job, step })));
const isAction = (step: Step, action: string): step is ActionStep =>
  "uses" in step && step.uses.startsWith(`${action}@`);

describe("which jobs there are", () => {
  test("is one for each scanner of the policy, the build, the bill of materials and the review of dependencies", () => {
    expect(Object.keys(scannerJobs(sampleWith(allScanners)).jobs)).toEqual([
      "build",
      "gitleaks",
      "bandit",
      "kube-score",
      "checkov",
      "trivy",
      "snyk",
      "docker-scout",
      "clair",
      "codeql-python",
      "codeql-javascript-typescript",
      "semgrep",
      "sonarqube",
      "dependency-check",
      "sbom",
      "dependency-review",
    ]);
  });

  test("is none for what only runs against a deployment", () => {
    expect(scannerJobs(sampleWithoutScanner())).toEqual({
      jobs: {},
      reports: [],
      artifacts: [],
      stages: {},
      images: {},
    });
  });

  test.each<[string, Record<string, unknown>, Partial<RepositoryPolicy>]>([
    ["bandit", { bandit: {} }, { languages: ["go"] }],
    ["kube-score", { kubeScore: {} }, { kubernetes: [] }],
    ["dependency-check", { dependencyCheck: {} }, { manifests: [] }],
    ["docker-scout", { dockerScout: {} }, { images: [] }],
    ["clair", { clair: allScanners.clair }, { images: [] }],
    ["checkov", { checkov: {} }, { infrastructure: [], kubernetes: [], images: [] }],
    ["codeql-python", { codeql: {} }, { languages: ["typescript"] }],
    ["snyk", { snyk: { scanType: ["iac"] } }, { infrastructure: [] }],
    ["build", {}, { images: [] }],
    ["dependency-review", {}, { manifests: [] }],
  ])("is no %s where the repository has nothing for it", (id, scanners, change) => {
    const inputs = sampleWith(scanners);
    const repository = { ...inputs.repository, ...change };

    expect(scannerJobs(inputs).jobs).toHaveProperty(id);
    expect(scannerJobs({ ...inputs, repository }).jobs).not.toHaveProperty(id);
  });

  test("is no Clair without a registry from which it may fetch images", () => {
    const clair = { url: "https://clair.acme.example" };

    expect(scannerJobs(sampleWith({ clair })).jobs).not.toHaveProperty("clair");
  });

  test("names the report of every scan for the gate, and each once", () => {
    const { reports, artifacts } = scannerJobs(sampleWith(allScanners));

    expect(new Set(reports).size).toBe(reports.length);
    expect(reports).toEqual(
      expect.arrayContaining([
        "gitleaks=reports/gitleaks.json",
        "trivy=reports/trivy-image-payments-api.json",
        "trivy=reports/trivy-config.json",
        "snyk=reports/snyk-dependencies-4.json",
        "snyk=reports/snyk-image-payments-api.json",
        "snyk=reports/snyk-iac-2.json",
        "dockerScout=reports/docker-scout-image-payments-api.sarif",
        "codeql=reports/codeql-python.sarif",
        "dependencyCheck=reports/dependency-check.json",
      ]),
    );
    expect(artifacts).not.toEqual(expect.arrayContaining(["build"]));
  });

  test.each([
    ["where a scanner looks at them in every run", { trivy: {} }, { "payments-api": "needs.build.outputs.image-1" }],
    ["but not where none does", { trivy: { scanType: "filesystem" } }, {}],
    ["but not where none does for a fork", { trivy: { scanType: "filesystem" }, dockerScout: {} }, {}],
  ])("lets the gate judge images by their digests %s", (_, scanners, images) => {
    expect(scannerJobs(sampleWith(scanners)).images).toEqual(images);
  });

  test("says what may run before the images are there", () => {
    const { stages, jobs } = scannerJobs(sampleWith(allScanners));
    const early = Object.keys(stages).filter((id) => stages[id] === "pre-scan");

    expect(Object.keys(stages).toSorted()).toEqual(Object.keys(jobs).toSorted());
    expect(early).toEqual(["build", "gitleaks", "bandit", "kube-score", "checkov"]);
    for (const id of early) expect(jobs[id]).not.toHaveProperty("needs");
  });
});

describe("every job", () => {
  const inputs = sampleWith(allScanners);
  const { jobs } = scannerJobs(inputs);

  test.each(Object.entries(jobs))("%s holds no right but to read the code, and to log in to Vault", (_, job) => {
    const { contents, "id-token": identity, ...others } = job.permissions;

    expect(contents).toBe("read");
    expect(others).toEqual({});
    expect(identity !== undefined).toBe(job.environment === "security-scan");
  });

  test.each(Object.entries(jobs))("%s ends with the time budget", (_, job) => {
    expect(job["timeout-minutes"]).toBe(15);
  });

  test.each(Object.entries(jobs))("%s waits for nothing but the build", (_, job) => {
    expect(["build", undefined]).toContain(job.needs?.join());
  });

  test.each(Object.entries(jobs))("%s leaves no token in its checkout", (_, job) => {
    const checkouts = job.steps.filter((step) => isAction(step, "actions/checkout"));

    expect(checkouts).toHaveLength(1);
    expect(checkouts[0]).toHaveProperty("with.persist-credentials", false);
  });

  test("keeps what it has to keep also after a failure, and only for as long as the policy says", () => {
    const uploads = stepsIn(inputs).filter(({ step }) => isAction(step, "actions/upload-artifact"));

    expect(uploads.map(({ id }) => id)).toEqual(Object.keys(jobs).filter((id) => id !== "dependency-review"));
    for (const { step } of uploads) {
      expect(step).toMatchObject({ if: "always()", with: { "if-no-files-found": "error" } });
      expect([1, 30]).toContain((step as ActionStep).with?.["retention-days"]);
    }
  });

  test("goes on with its other scans after one that failed", () => {
    const scans = stepsIn(inputs).filter(({ step }) => step.env?.REPORT !== undefined);

    expect(scans.length).toBeGreaterThan(15);
    for (const { step } of scans) expect(step.if ?? "!cancelled()").toMatch(/^!cancelled\(\)/);
  });

  test("runs no tool of an unknown version", () => {
    for (const { step } of stepsIn(inputs)) expect(JSON.stringify(step)).not.toMatch(/[:@]latest|@main|@master/);
    expect(
      Object.values(toolVersions).every((version) => /^(v?\d+(\.\d+)*|[\w./-]+@sha256:[0-9a-f]{64})$/.test(version)),
    ).toBe(true);
  });
});

describe("a database of vulnerabilities", () => {
  const inputs = sampleWith(allScanners);

  test("is read from the cache by every run, and written by none that a pull request starts", () => {
    const caches = stepsIn(inputs).filter(({ step }) => "uses" in step && step.uses.startsWith("actions/cache/"));

    expect(caches.map(({ id, step }) => [id, "uses" in step && step.uses.split("@")[0]])).toEqual([
      ["trivy", "actions/cache/restore"],
      ["trivy", "actions/cache/save"],
      ["dependency-check", "actions/cache/restore"],
      ["dependency-check", "actions/cache/save"],
    ]);
    for (const { step } of caches.filter(({ step }) => isAction(step, "actions/cache/save"))) {
      expect(step.if).toBe("!cancelled() && (github.event_name == 'push' || github.event_name == 'schedule')");
    }
  });
});

describe("secrets", () => {
  const inputs = sampleWith(allScanners);
  const { jobs } = scannerJobs(inputs);
  const withSecrets = Object.entries(jobs).filter(([, job]) => job.environment !== undefined);

  test("are for the scanners that cannot work without", () => {
    expect(withSecrets.map(([id]) => id)).toEqual(["snyk", "docker-scout", "clair", "sonarqube", "dependency-check"]);
  });

  test.each(withSecrets)("%s does not run for a pull request of a fork, which has none", (_, job) => {
    const sameRepository = "github.event.pull_request.head.repo.full_name == github.repository";

    expect(job.if).toContain(`(github.event_name != 'pull_request' || ${sameRepository})`);
  });

  test.each(withSecrets)("%s ends its login last, whatever happened", (_, job) => {
    expect(job.steps.at(-1)).toMatchObject({
      name: "End the login to Vault",
      if: "always() && steps.vault.outputs.token != ''",
    });
  });

  test.each(withSecrets)("%s hands each to single steps, by their environment or inputs", (_, job) => {
    expect(job).not.toHaveProperty("env");
    for (const step of job.steps) {
      if ("run" in step) expect(step.run).not.toMatch(/GITHUB_ENV|\$\{\{/);
      if (
        step.name.startsWith("Install") ||
        step.name.startsWith("Get ") ||
        step.name.startsWith("Fetch the libraries")
      ) {
        expect(JSON.stringify(step)).not.toContain("steps.vault");
      }
    }
  });

  test("of GitHub are never used", () => {
    for (const { step } of stepsIn(inputs)) expect(JSON.stringify(step)).not.toContain("secrets.");
  });
});
