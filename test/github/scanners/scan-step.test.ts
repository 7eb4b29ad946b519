import { scannerJobs } from "@sallyport/github";
import { describe, expect, test } from "vitest";
import { commit, runStep, type StepRun, scriptStep } from "../run-step.ts";
import { allScanners, sampleWith } from "../sample.ts";

/** How a scanner is called in its job, and what stands in for it. */
interface Case {
  job: string;
  step: string;
  /** Program, or its path in the workspace. */
  program: string;
  tool: string;
  version: string;
  report: string;
  target: string;
  /** Option after which the report goes to a file; without it, to standard output. */
  flag?: string;
  /** Exit codes that leave the job green beside a report. */
  green: readonly number[];
  /** What it writes. */
  content?: string;
}

const filesystem = "filesystem:payments-api";
const cases: Case[] = [
  {
    job: "gitleaks",
    step: "Look for secrets",
    program: "tools/gitleaks/bin/gitleaks",
    tool: "gitleaks",
    version: "8.30.1",
    report: "reports/gitleaks.json",
    target: filesystem,
    flag: "--report-path",
    green: [0],
  },
  {
    job: "bandit",
    step: "Scan the Python code",
    program: "tools/bandit/bin/bandit",
    tool: "bandit",
    version: "1.9.4",
    report: "reports/bandit.json",
    target: filesystem,
    flag: "--output",
    green: [0, 1],
  },
  {
    job: "semgrep",
    step: "Scan the code",
    program: "tools/semgrep/bin/semgrep",
    tool: "semgrep",
    version: "1.182.0",
    report: "reports/semgrep.json",
    target: filesystem,
    flag: "--output",
    green: [0],
  },
  {
    job: "checkov",
    step: "Check the infrastructure",
    program: "tools/checkov/bin/checkov",
    tool: "checkov",
    version: "3.3.30",
    report: "reports/checkov.json",
    target: filesystem,
    green: [0, 1],
  },
  {
    job: "kube-score",
    step: "Score the manifests",
    program: "tools/kube-score/bin/kube-score",
    tool: "kubeScore",
    version: "1.20.0",
    report: "reports/kube-score.json",
    target: filesystem,
    green: [0, 1],
  },
  {
    job: "snyk",
    step: "Scan requirements.txt",
    program: "npx",
    tool: "snyk",
    version: "1.1307.4",
    report: "reports/snyk-dependencies-1.json",
    target: filesystem,
    green: [0, 1],
  },
  {
    job: "snyk",
    step: "Scan payments-api",
    program: "npx",
    tool: "snyk",
    version: "1.1307.4",
    report: "reports/snyk-image-payments-api.json",
    target: "image:payments-api",
    green: [0, 1],
  },
  {
    job: "snyk",
    step: "Scan terraform",
    program: "npx",
    tool: "snyk",
    version: "1.1307.4",
    report: "reports/snyk-iac-1.json",
    target: filesystem,
    green: [0, 1],
  },
  {
    job: "dependency-check",
    step: "Check the dependencies",
    program: "mvn",
    tool: "dependencyCheck",
    version: "12.2.2",
    report: "reports/dependency-check.json",
    target: filesystem,
    green: [0],
    content: '{"scanInfo":{"dataSource":[]}}',
  },
];

const workspace = { "source/deploy/api.yaml": "kind: Deployment", "source/deploy/web.yml": "kind: Deployment" };

/** A program that leaves this report where its arguments say, and ends like this. */
function standIn({ flag, program }: Case, report: string, ends: number): string {
  const write = `printf '%s' '${report}'`;
  const toFile = `while [ $# -gt 0 ]; do if [ "$1" = ${flag} ]; then ${write} > "$2"; fi; shift; done`;
  const maven = `mkdir -p dependency-check/report; ${write} > dependency-check/report/dependency-check-report.json`;
  const body = report === "" ? ":" : program === "mvn" ? maven : flag === undefined ? write : toFile;
  // npx runs two programs here: Snyk, and Sallyport, which always ends well.
  const guard = program === "npx" ? 'case "$2" in @sallyport/*) exit 0 ;; esac' : ":";
  return `${guard}\n${body}\nexit ${ends}`;
}

const jobs = scannerJobs(sampleWith({ ...allScanners, gitleaks: { history: false } })).jobs;

function run(scanner: Case, report: string, ends: number): StepRun {
  const programs = { npx: "exit 0", [scanner.program]: standIn(scanner, report, ends) };
  return runStep(scriptStep(jobs[scanner.job], scanner.step), programs, { DIGEST: "" }, workspace);
}

const recordCall = ({ calls }: StepRun) => calls.find((call) => call.includes(" record ")) ?? "";
const called = cases.map((scanner) => [`${scanner.job} (${scanner.step})`, scanner] as const);

describe.each(called)("%s", (_, scanner) => {
  test("that finds nothing leaves its report and the record of its run", () => {
    const content = scanner.content ?? "[]";
    const done = run(scanner, content, 0);

    expect(done).toMatchObject({ status: 0, stderr: "" });
    expect(done.file(scanner.report).trim()).toBe(content);
    expect(recordCall(done)).toMatch(
      new RegExp(
        `^npx --yes @sallyport/cli@[\\d.]+ record --tool ${scanner.tool} --tool-version ${scanner.version} ` +
          `--report ${scanner.report} --exit 0 --started \\S+Z --ended \\S+Z --commit ${commit} --target ${scanner.target}$`,
      ),
    );
  });

  test("that ends with 1 beside a report is judged by the gate, and fails its job only where it is to", () => {
    const done = run(scanner, "[]", 1);

    expect(done.status).toBe(scanner.green.includes(1) ? 0 : 1);
    expect(recordCall(done)).toContain(" --exit 1 ");
  });

  test("that crashes leaves an empty report, a record of the crash and a red job", () => {
    const done = run(scanner, "", 3);

    expect(done.status).toBe(3);
    expect(done.file(scanner.report)).toBe("");
    expect(recordCall(done)).toContain(" --exit 3 ");
    expect(done.stdout).toContain("::error title=No report::");
  });

  test("that ends well without a report is red all the same", () => {
    const done = run(scanner, "", 0);

    expect(done.status).toBe(1);
    expect(recordCall(done)).toContain(" --exit 0 ");
  });

  test("that is not there leaves a record too", () => {
    // The machine of the tests may have a Maven of its own.
    const programs = { npx: scanner.program === "npx" ? standIn(scanner, "", 127) : "exit 0", mvn: "exit 127" };
    const done = runStep(scriptStep(jobs[scanner.job], scanner.step), programs, { DIGEST: "" }, workspace);

    expect(done.status).toBe(127);
    expect(recordCall(done)).toContain(" --exit 127 ");
  });

  test("whose record cannot be written fails", () => {
    const failing = standIn(scanner, "[]", 0).replace("@sallyport/*) exit 0", "@sallyport/*) exit 2");
    const programs = { npx: "exit 2", [scanner.program]: failing };

    expect(runStep(scriptStep(jobs[scanner.job], scanner.step), programs, { DIGEST: "" }, workspace).status).toBe(2);
  });
});

test("a scanner that does not end is stopped, and the record says so", () => {
  const inputs = sampleWith({ bandit: {} });
  const budget = { perImage: "1s", total: "1s" };
  const policy = { ...inputs.policy, scanning: { ...inputs.policy.scanning, budget } };
  const step = scriptStep(scannerJobs({ ...inputs, policy }).jobs.bandit, "Scan the Python code");
  const done = runStep(step, { npx: "exit 0", "tools/bandit/bin/bandit": "sleep 30" }, {}, workspace);

  expect(done.status).toBe(124);
  expect(recordCall(done)).toContain(" --exit 124 ");
});
