import { isCall, type Step, scannerJobs } from "@sallyport/github";
import { describe, expect, test } from "vitest";
import { runStep, scriptStep } from "../run-step.ts";
import { allScanners, sampleWith } from "../sample.ts";

const workspace = { "source/deploy/api.yaml": "kind: Deployment" };

/** The call of a program in a step of a job, as it would reach that program. */
function callOf(scanners: Record<string, unknown>, job: string, step: string, program: string): string {
  const name = program.split("/").at(-1) ?? program;
  const { jobs } = scannerJobs(sampleWith(scanners));
  const { calls } = runStep(
    scriptStep(jobs[job], step),
    { npx: "exit 0", mvn: "exit 0", [program]: "exit 0" },
    {},
    workspace,
  );
  return calls.find((call) => call.replace(/^\S*\//, "").startsWith(name)) ?? "";
}

const scans: Record<string, [job: string, step: string, program: string]> = {
  gitleaks: ["gitleaks", "Look for secrets", "tools/gitleaks/bin/gitleaks"],
  bandit: ["bandit", "Scan the Python code", "tools/bandit/bin/bandit"],
  semgrep: ["semgrep", "Scan the code", "tools/semgrep/bin/semgrep"],
  checkov: ["checkov", "Check the infrastructure", "tools/checkov/bin/checkov"],
  kubeScore: ["kube-score", "Score the manifests", "tools/kube-score/bin/kube-score"],
  dependencyCheck: ["dependency-check", "Check the dependencies", "mvn"],
};

describe("options of the policy", () => {
  test.each<[string, Record<string, unknown>, string, string?]>([
    ["gitleaks", {}, " git . "],
    ["gitleaks", { history: false }, " dir . "],
    ["gitleaks", { config: "security/leaks.toml" }, "/source/security/leaks.toml "],
    ["bandit", {}, "--severity-level low --confidence-level low --quiet", "--exclude"],
    ["bandit", { severity: "high" }, "--severity-level high "],
    ["bandit", { confidence: "medium" }, "--confidence-level medium "],
    ["bandit", { exclude: ["tests", "a folder"] }, "--exclude tests,a folder "],
    ["semgrep", {}, "scan . --config p/default --metrics off"],
    ["semgrep", { config: ["p/python", "rules/own rules.yml"] }, "--config p/python --config rules/own rules.yml "],
    ["checkov", {}, "--directory . --skip-download", "--framework"],
    ["checkov", { frameworks: ["terraform", "kubernetes"] }, "--framework terraform kubernetes "],
    ["kubeScore", {}, "score --kubernetes-version v1.34 --output-format json -- deploy/api.yaml"],
    ["kubeScore", { kubernetesVersion: "v1.30" }, "--kubernetes-version v1.30 "],
    ["dependencyCheck", {}, "-DenableExperimental=true", "nvdApiKey"],
    ["dependencyCheck", { nvdApiKey: true }, "-DnvdApiKeyEnvironmentVariable=NVD_API_KEY"],
  ])("%s %j", (scanner, options, expected, unexpected) => {
    const [job, step, program] = scans[scanner] ?? ["", "", ""];
    const call = callOf({ [scanner]: options }, job, step, program);

    expect(`${call} `).toContain(expected);
    if (unexpected !== undefined) expect(call).not.toContain(unexpected);
  });

  test.each([
    ["semgrep", { timeout: "90s" }, "Scan the code", "90s"],
    ["dependency-check", { timeout: "90s" }, "Check the dependencies", "90s"],
    ["snyk", { timeout: "90s" }, "Scan requirements.txt", "90s"],
    // 10 minutes are what everything may take, and 2 minutes what one image may.
    ["snyk", { timeout: "10m" }, "Scan payments-api", "120s"],
    ["bandit", {}, "Scan the Python code", "900s"],
  ])("%s %j: no scan is longer than its timeout or its budget", (id, options, step, limit) => {
    const name = id === "dependency-check" ? "dependencyCheck" : id;
    const { jobs } = scannerJobs(sampleWith({ [name]: options }));

    expect(scriptStep(jobs[id], step).run).toContain(`timeout --kill-after=10s ${limit} `);
  });
});

describe("Snyk", () => {
  const snykCall = (options: Record<string, unknown>, step: string) => {
    const { jobs } = scannerJobs(sampleWith({ snyk: options }));
    return runStep(scriptStep(jobs.snyk, step), { npx: "exit 0" }).calls[0] ?? "";
  };

  test.each<[string, Record<string, unknown>, string, string?]>([
    [
      "Scan requirements.txt",
      {},
      "test --file=source/requirements.txt --package-manager=pip --command=tools/requirements-1/bin/python --dev --severity-threshold=low --json",
    ],
    ["Scan web/package.json", {}, "--file=source/web/package.json --package-manager=npm --dev "],
    ["Scan pom.xml", {}, "--file=source/pom.xml --package-manager=maven "],
    ["Scan go.mod", {}, "--file=source/go.mod --package-manager=gomodules "],
    ["Scan web/package.json", { excludeDevDeps: true }, "--package-manager=npm --severity", "--dev"],
    ["Scan pom.xml", { severity: "high" }, "--severity-threshold=high "],
    ["Scan pom.xml", { format: "sarif" }, "--sarif-file-output=reports/snyk-dependencies-3.sarif "],
    ["Scan terraform", {}, "iac test source/terraform --severity-threshold=low"],
    ["Scan deploy", {}, "iac test source/deploy "],
  ])("%s %j", (step, options, expected, unexpected) => {
    const call = snykCall(options, step);

    expect(call).toContain(expected);
    if (unexpected !== undefined) expect(call).not.toContain(unexpected);
  });

  test("scans the image that was built, with its Dockerfile", () => {
    expect(snykCall({}, "Scan payments-api")).toMatch(
      /container test payments-api:a{40} --file=source\/docker\/Dockerfile /,
    );
  });

  test.each([
    [["dependencies"], ["requirements.txt", "web/package.json", "pom.xml", "go.mod", "payments-api"]],
    [["configuration"], ["deploy"]],
    [["iac"], ["terraform"]],
  ])("scanType %j scans %j", (scanType, expected) => {
    const { snyk } = scannerJobs(sampleWith({ snyk: { scanType } })).jobs;

    expect(snyk?.steps.flatMap(({ name }) => /^Scan (.*)/.exec(name)?.[1] ?? [])).toEqual(expected);
  });

  test("resolves Python packages for the version of the policy, and builds none", () => {
    const { snyk } = scannerJobs(sampleWith({ snyk: { pythonTargetVersion: "3.11" } })).jobs;
    const install = scriptStep(snyk, "Install what requirements.txt asks for");

    expect(snyk?.steps.find(({ id }) => id === "python")).toHaveProperty("with.python-version", "3.11");
    expect(install.run).toContain("--only-binary :all:");
  });

  test.each([
    ["high", "critical", 1],
    ["high", "high", 1],
    ["high", "medium", 0],
    ["critical", "high", 0],
    ["low", "low", 1],
  ])("failOn %s with a finding that is %s ends with %i, after the record", (failOn, severity, status) => {
    const { jobs } = scannerJobs(sampleWith({ snyk: { failOn } }));
    const report = JSON.stringify({ ok: false, vulnerabilities: [{ id: "SNYK-1", severity }] });
    const npx = `case "$2" in @sallyport/*) exit 0 ;; esac\nprintf '%s' '${report}'\nexit 1`;
    const run = runStep(scriptStep(jobs.snyk, "Scan go.mod"), { npx });

    expect(run.status).toBe(status);
    expect(run.calls.at(-1)).toContain(" record ");
  });
});

test.each([
  [9.8, 1],
  [7.5, 1],
  [7.4, 0],
])("Dependency-Check fails its step where a score is failOnCvss or higher: %s", (score, status) => {
  const { jobs } = scannerJobs(sampleWith({ dependencyCheck: { failOnCvss: 7.5 } }));
  const report = JSON.stringify({
    scanInfo: { dataSource: [{ name: "NVD API Last Modified", timestamp: "2026-05-04T01:02:03Z" }] },
    dependencies: [{ vulnerabilities: [{ cvssv3: { baseScore: score } }] }],
  });
  const mvn = `mkdir -p dependency-check/report; printf '%s' '${report}' > dependency-check/report/dependency-check-report.json`;
  const run = runStep(scriptStep(jobs["dependency-check"], "Check the dependencies"), { npx: "exit 0", mvn });

  expect(run.status).toBe(status);
  expect(run.calls.at(-1)).toContain(" --database-date 2026-05-04T01:02:03Z");
});

test("kube-score names files as the repository does, not as the runner does", () => {
  const { jobs } = scannerJobs(sampleWith({ kubeScore: {} }));
  const program = `printf '[{"object_name":"api","file_name":"%s/deploy/api.yaml","checks":[]}]' "$PWD"`;
  const programs = { npx: "exit 0", "tools/kube-score/bin/kube-score": program };
  const run = runStep(scriptStep(jobs["kube-score"], "Score"), programs, {}, workspace);

  expect(JSON.parse(run.file("reports/kube-score.json"))).toMatchObject([{ file_name: "deploy/api.yaml" }]);
});

describe("Gitleaks that found something", () => {
  const { jobs } = scannerJobs(sampleWith({ gitleaks: {} }));
  const program = `while [ $# -gt 0 ]; do if [ "$1" = --report-path ]; then echo '[{"RuleID":"x"}]' > "$2"; fi; shift; done; exit 1`;
  const programs = { npx: "exit 0", "tools/gitleaks/bin/gitleaks": program };
  const run = () => runStep(scriptStep(jobs.gitleaks, "Look for secrets"), programs, {}, workspace);

  test("fails its job and says whom to tell", () => {
    const done = run();

    expect(done.status).toBe(1);
    expect(done.stdout).toContain("::error title=Secrets in the code::Tell team:security,");
  });

  test("never writes the secret, and hears no comment that allows it", () => {
    expect(run().calls[0]).toMatch(/--ignore-gitleaks-allow .*--redact/);
  });

  test("has read every commit, unless the policy wants the files alone", () => {
    const depth = (options: object) =>
      scannerJobs(sampleWith({ gitleaks: options })).jobs.gitleaks?.steps[0] as { with?: Record<string, unknown> };

    expect(depth({}).with?.["fetch-depth"]).toBe(0);
    expect(depth({ history: false }).with).not.toHaveProperty("fetch-depth");
  });
});

describe("settings in the code", () => {
  const { jobs } = scannerJobs(sampleWith(allScanners));
  const files = {
    "source/.gitleaksignore": "x",
    "source/.semgrepignore": "x",
    "source/app/.semgrepignore": "x",
    "source/.checkov.yaml": "x",
    "source/.snyk": "x",
    "source/sonar-project.properties": "x",
    "source/app/main.py": "x",
    "source/.git/.snyk": "x",
  };

  test.each([
    ["gitleaks", ["source/.gitleaksignore"]],
    ["semgrep", ["source/.semgrepignore", "source/app/.semgrepignore"]],
    ["checkov", ["source/.checkov.yaml"]],
    ["snyk", ["source/.snyk"]],
    ["sonarqube", ["source/sonar-project.properties"]],
  ])("of %s are taken away, and nothing else", (id, gone) => {
    const run = runStep(scriptStep(jobs[id], "Take away settings"), {}, {}, files);

    expect(run.status).toBe(0);
    for (const file of Object.keys(files)) {
      if (gone.includes(file)) expect(() => run.file(file)).toThrow("ENOENT");
      else expect(run.file(file)).toBe("x");
    }
  });

  test("of Bandit are replaced", () => {
    const call = callOf({ bandit: {} }, "bandit", "Scan the Python code", "tools/bandit/bin/bandit");

    expect(call).toContain("--ini ../bandit.ini");
    expect(runStep(scriptStep(jobs.bandit, "Take no settings"), {}).file("bandit.ini")).toBe("[bandit]\n");
  });
});

describe("CodeQL", () => {
  const jobsFor = (languages: string[], options: object = {}) =>
    Object.fromEntries(
      Object.entries(scannerJobs(sampleWith({ codeql: options }, { repository: { languages } })).jobs).filter(([id]) =>
        id.startsWith("codeql-"),
      ),
    );
  const init = (steps: readonly Step[] = []) =>
    steps.find(({ id }) => id === "codeql") as { with: Record<string, unknown> };

  test.each([
    [["c", "cpp"], { "c-cpp": "none" }],
    [["go"], { go: "autobuild" }],
    [["java"], { "java-kotlin": "none" }],
    [["java", "kotlin"], { "java-kotlin": "autobuild" }],
    [["javascript", "typescript", "python"], { "javascript-typescript": "none", python: "none" }],
    [["ruby", "php", "swift"], { ruby: "none" }],
  ])("analyses %j as %j", (languages, expected) => {
    const jobs = jobsFor(languages);
    const modes = Object.values(jobs).map(({ steps }) => [init(steps).with.languages, init(steps).with["build-mode"]]);

    expect(Object.fromEntries(modes)).toEqual(expected);
  });

  test.each([
    ["default", undefined],
    ["security-and-quality", "security-and-quality"],
  ])("takes the query suite %s", (queries, expected) => {
    const job = jobsFor(["python"], { queries })["codeql-python"];

    expect(init(job?.steps).with.queries).toBe(expected);
  });

  test.each([
    [
      "success",
      { "codeql-results/python.sarif": '{"runs":[{"tool":{"driver":{"semanticVersion":"2.22.1"}}}]}' },
      0,
      0,
      "2.22.1",
    ],
    ["failure", {}, 1, 1, "2.22.0"],
    ["success", {}, 1, 0, "2.22.0"],
    ["skipped", {}, 1, 1, "2.22.0"],
  ])("that ends with %s is recorded, with or without its log", (outcome, files, status, exit, version) => {
    const step = scriptStep(jobsFor(["python"])["codeql-python"], "Record the analysis");
    const env = { OUTCOME: outcome, STARTED: "2026-05-04T03:00:00Z", VERSION: "2.22.0" };
    const run = runStep(step, { npx: "exit 0" }, env, files as Record<string, string>);

    expect(run.status).toBe(status);
    expect(run.calls[0]).toContain(
      ` --tool codeql --tool-version ${version} --report reports/codeql-python.sarif --exit ${exit} `,
    );
    expect(run.calls[0]).toContain(" --started 2026-05-04T03:00:00Z ");
  });
});

describe("Docker Scout", () => {
  const steps = (options: object) =>
    scannerJobs(sampleWith({ dockerScout: options })).jobs["docker-scout"]?.steps ?? [];
  const scan = (options: object) => steps(options).find(({ name }) => name === "Scan payments-api");

  test("scans the image that was built, comments nowhere, and leaves the decision to the gate", () => {
    expect(scan({})).toMatchObject({
      "timeout-minutes": 2,
      with: {
        command: "cves",
        image: `local://payments-api:\${{ github.sha }}`,
        "sarif-file": "reports/docker-scout-image-payments-api.sarif",
        "exit-code": false,
        "write-comment": false,
        "dockerhub-password": `\${{ steps.vault.outputs.docker-hub-password }}`,
      },
    });
    expect(scan({})).not.toHaveProperty("with.only-fixed");
  });

  test("takes its options from the policy", () => {
    expect(scan({ onlyFixed: true, timeout: "1m" })).toMatchObject({
      "timeout-minutes": 1,
      with: { "only-fixed": true },
    });
  });

  test.each([
    ["success", '{"runs":[{"tool":{"driver":{"version":"1.18.3"}}}]}', "1.18.3", 0, 0],
    ["failure", "", "1.22.0", 1, 1],
  ])("that ends with %s is recorded with the version of its report", (outcome, report, version, exit, status) => {
    const job = scannerJobs(sampleWith({ dockerScout: {} })).jobs["docker-scout"];
    const run = runStep(
      scriptStep(job, "Record the scan"),
      { npx: "exit 0" },
      { OUTCOME: outcome, DIGEST: `sha256:${"d".repeat(64)}` },
      report === "" ? {} : { "reports/docker-scout-image-payments-api.sarif": report },
    );

    expect(run.status).toBe(status);
    expect(run.calls[0]).toContain(` --tool-version ${version} `);
    expect(run.calls[0]).toContain(` --exit ${exit} `);
    expect(run.calls[0]).toContain(` --target image:payments-api@sha256:${"d".repeat(64)}`);
  });
});

test("the bill of materials has both formats, of the files and of each image", () => {
  const { sbom } = scannerJobs(sampleWith({})).jobs;
  if (!sbom || isCall(sbom)) throw new Error("there is no bill of materials");
  const calls = ["List what is in the files", "List what is in payments-api"].flatMap(
    (name) => runStep(scriptStep(sbom, name), { trivy: "exit 0" }).calls,
  );

  expect(calls.map((call) => /--format (\S+) --output (\S+) (\S+)$/.exec(call)?.slice(1))).toEqual([
    ["cyclonedx", "sbom/files.cdx.json", "source"],
    ["spdx-json", "sbom/files.spdx.json", "source"],
    ["cyclonedx", "sbom/image-payments-api.cdx.json", `payments-api:${"a".repeat(40)}`],
    ["spdx-json", "sbom/image-payments-api.spdx.json", `payments-api:${"a".repeat(40)}`],
  ]);
});

test.each([
  [{}, "high"],
  [{ gate: { categories: { dependency: { high: "approve" } } } }, "critical"],
  [{ gate: { categories: { dependency: { any: "block" } } } }, "low"],
])("the review of dependencies fails from the severity on that the gate blocks: %j", (settings, severity) => {
  const job = scannerJobs(sampleWith({}, settings)).jobs["dependency-review"];

  expect(job?.if).toBe("github.event_name == 'pull_request'");
  expect(job?.steps[1]).toHaveProperty("with.fail-on-severity", severity);
});

test("images are loaded where they were built, and missed where not", () => {
  const { trivy } = scannerJobs(sampleWith({})).jobs;
  const load = scriptStep(trivy, "Load the images");
  const archives = { "images/api.tar": "", "images/web--shop.tar": "" };

  expect(runStep(load, { docker: "exit 0" }, {}, archives).calls).toEqual([
    "docker load --quiet --input images/api.tar",
    "docker load --quiet --input images/web--shop.tar",
  ]);
  expect(runStep(load, { docker: "exit 0" })).toMatchObject({ status: 0, calls: [] });
});
