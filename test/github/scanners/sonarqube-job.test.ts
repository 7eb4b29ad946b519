import { readReport } from "@sallyport/gate";
import { scannerJobs } from "@sallyport/github";
import { expect, test } from "vitest";
import { type Asked, loopback, runBeside } from "../loopback.ts";
import { runStep, scriptStep } from "../run-step.ts";
import { sampleWith } from "../sample.ts";

const finding = { project: "acme_payments-api", component: "acme_payments-api:app/server.py" };
const issue = (number: number) => ({
  ...finding,
  key: `issue-${number}`,
  rule: "python:S2068",
  severity: "BLOCKER",
  status: "OPEN",
  message: `Weakness ${number}`,
  line: number,
});
const hotspot = {
  ...finding,
  key: "hotspot-1",
  securityCategory: "weak-cryptography",
  vulnerabilityProbability: "MEDIUM",
  status: "TO_REVIEW",
  message: "Check this hash",
};
const failedGate = {
  status: "ERROR",
  conditions: [{ status: "ERROR", metricKey: "new_coverage", actualValue: "41.2" }],
};

interface Server {
  issues: number;
  gate: object;
  /** What the work on the analysis comes to, one answer after the other. */
  tasks: string[];
}

function sonarqube({ issues, gate, tasks }: Server) {
  const left = [...tasks];
  const all = Array.from({ length: issues }, (_, index) => issue(index + 1));
  return loopback(({ path }: Asked, response) => {
    const { pathname, searchParams } = new URL(path, "http://localhost");
    const page = Number(searchParams.get("p") ?? 1);
    const slice = all.slice((page - 1) * 500, page * 500);
    const task = pathname === "/api/ce/task" ? (left.shift() ?? "SUCCESS") : undefined;
    const answers: Record<string, unknown> = {
      "/api/server/version": "2026.1.0.1234",
      "/api/ce/task": { task: { status: task, analysisId: "a-1", pullRequest: "12" } },
      "/api/issues/search": { paging: { pageIndex: page, pageSize: 500, total: issues }, issues: slice },
      "/api/hotspots/search": { paging: { pageIndex: 1, pageSize: 500, total: 1 }, hotspots: [hotspot] },
      "/api/qualitygates/project_status": { projectStatus: gate },
    };
    const answer = answers[pathname];
    response.statusCode = answer === undefined ? 404 : 200;
    response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
  });
}

const jobOf = (options: object) => scannerJobs(sampleWith({ sonarqube: options })).jobs.sonarqube;
const analysed = { "source/.scannerwork/report-task.txt": "projectKey=x\nceTaskId=task-1\n" };

async function fetched(server: Partial<Server> = {}, options: object = {}) {
  const { url, asked } = await sonarqube({ issues: 1, gate: { status: "OK" }, tasks: [], ...server });
  const step = scriptStep(jobOf(options), "Fetch what SonarQube found");
  const run = await runBeside(step, { SONAR_HOST_URL: url, SONAR_TOKEN: "squ_x", POLL_SECONDS: "0" }, analysed);
  const report = () => {
    const text = run.file("reports/sonarqube.json");
    return readReport(Buffer.from(text), "reports/sonarqube.json", { tool: "sonarqube" });
  };
  return { run, asked, report };
}

test("waits for the server to have worked on the analysis, then reads what it says of this pull request", async () => {
  const { run, asked, report } = await fetched({ tasks: ["PENDING", "IN_PROGRESS"] });

  expect(run).toMatchObject({ status: 0, stderr: "", outputs: "version=2026.1.0.1234\n" });
  expect(asked.filter(({ path }) => path.startsWith("/api/ce/task?id=task-1"))).toHaveLength(3);
  expect(asked.every(({ headers }) => headers.authorization === "Bearer squ_x")).toBe(true);
  expect(asked.map(({ path }) => path)).toContainEqual(
    expect.stringMatching(/^\/api\/issues\/search\?componentKeys=acme_payments-api&.*&pullRequest=12$/),
  );
  expect(report()).toMatchObject({ health: "ok" });
  expect(report().findings.map(({ title }) => title)).toEqual(["Weakness 1", "Check this hash"]);
});

test("reads all pages, so that the gate takes the report for whole", async () => {
  const { report } = await fetched({ issues: 1203 });

  expect(report().health).toBe("ok");
  expect(report().findings).toHaveLength(1204);
});

test.each([
  [true, 1],
  [false, 0],
])("with qualityGate: %s a failed quality gate makes %i finding more", async (qualityGate, more) => {
  const { report } = await fetched({ gate: failedGate }, { qualityGate });
  const found = report().findings.filter(({ ids }) => ids.includes("sallyport:quality-gate"));

  expect(report().health).toBe("ok");
  expect(found).toHaveLength(more);
  if (more > 0)
    expect(found[0]).toMatchObject({ title: "The quality gate failed: new_coverage is 41.2", label: "CRITICAL" });
});

test.each([["FAILED"], ["CANCELED"]])("has no report where the work ended with %s", async (status) => {
  const { run } = await fetched({ tasks: [status] });

  expect(run.status).toBe(1);
  expect(() => run.file("reports/sonarqube.json")).toThrow("ENOENT");
});

test("fails where the scanner left no analysis", async () => {
  const { url } = await sonarqube({ issues: 0, gate: {}, tasks: [] });
  const step = scriptStep(jobOf({}), "Fetch what SonarQube found");

  expect((await runBeside(step, { SONAR_HOST_URL: url, SONAR_TOKEN: "x" })).status).not.toBe(0);
});

test.each([
  ["success", { "reports/sonarqube.json": '{"paging":{"total":0},"issues":[]}' }, 0, 0],
  ["failure", {}, 1, 1],
  ["skipped", {}, 1, 1],
])("that ends with %s is recorded with the version of the server", (outcome, files, exit, status) => {
  const env = { OUTCOME: outcome, VERSION: "2026.1.0.1234", STARTED: "2026-05-04T03:00:00Z" };
  const step = scriptStep(jobOf({}), "Record the analysis");
  const run = runStep(step, { npx: "exit 0" }, env, files as Record<string, string>);

  expect(run.status).toBe(status);
  expect(run.calls[0]).toContain(
    ` --tool sonarqube --tool-version 2026.1.0.1234 --report reports/sonarqube.json --exit ${exit} `,
  );
});

test.each([
  [{}, "-Dsonar.projectKey=acme_payments-api -Dsonar.organization=acme", "https://sonarcloud.io"],
  [
    { url: "https://sonar.acme.example", projectKey: "payments" },
    "-Dsonar.projectKey=payments",
    "https://sonar.acme.example",
  ],
])("sends the code to the server of the policy: %j", (options, args, url) => {
  const scan = jobOf(options)?.steps.find(({ id }) => id === "analysis");

  expect(scan).toMatchObject({
    with: { projectBaseDir: "source", args },
    env: { SONAR_HOST_URL: url, SONAR_TOKEN: `\${{ steps.vault.outputs.sonarqube-token }}` },
  });
});
