import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { copyOfExample, documentOf, fixed, quickstart, runCli, temporaryFolder } from "./run-cli.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";
const run = ["--exit", "0", "--started", "2026-11-22T22:08:42.662Z", "--ended", "2026-11-22T23:08:43.560+01:00"];
const target = ["--target", "filesystem:app-fixed", "--database-date", "2026-11-22T22:04:27Z"];

function folderWithReport(): string {
  const folder = temporaryFolder();
  cpSync(join(quickstart, "reports/trivy-fixed.json"), join(folder, "trivy.json"));
  return folder;
}

test("writes a record that the gate believes", async () => {
  const cwd = copyOfExample();
  const args = ["record", "--tool", "trivy", "--report", "reports/trivy-fixed.json", ...run, ...target];
  const recorded = await runCli([...args, "--commit", commit], { cwd });
  const gate = await runCli(["gate", ...fixed, "--at", "2026-11-22T22:30:00Z", "--commit", commit], { cwd });

  expect(recorded).toEqual({ code: 0, stdout: "Wrote reports/trivy-fixed.json.run.json\n", stderr: "" });
  expect(gate.code).toBe(0);
});

test("says who scanned what, when, and with which data", async () => {
  const cwd = folderWithReport();
  await runCli(["record", "--tool", "trivy", "--report", "trivy.json", ...run, ...target, "--out", "run.json"], {
    cwd,
  });

  expect(documentOf(readFileSync(join(cwd, "run.json"), "utf8"), "run-record.json")).toMatchObject({
    tool: { name: "trivy", version: "0.76.0" },
    database: { updatedAt: "2026-11-22T22:04:27.000Z" },
    exitCode: 0,
    endedAt: "2026-11-22T22:08:43.560Z",
    target: { kind: "filesystem", name: "app-fixed" },
    report: { file: "trivy.json", bytes: 1710 },
  });
});

test("takes what is left out from the report, which never makes an old report young", async () => {
  const cwd = folderWithReport();
  const { code } = await runCli(["record", "--tool", "trivy", "--report", "trivy.json", "--exit", "0"], { cwd });
  const { CreatedAt } = JSON.parse(readFileSync(join(cwd, "trivy.json"), "utf8"));
  const created = new Date(CreatedAt).toISOString();

  expect(code).toBe(0);
  expect(JSON.parse(readFileSync(join(cwd, "trivy.json.run.json"), "utf8"))).toMatchObject({
    startedAt: created,
    endedAt: created,
    target: { kind: "filesystem" },
    tool: { version: "0.76.0" },
  });
});

test("asks for what a report that cannot be read does not say", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "trivy.json"), "");
  const { code, stderr } = await runCli(["record", "--tool", "trivy", "--report", "trivy.json", "--exit", "1"], {
    cwd,
  });

  expect(code).toBe(2);
  expect(stderr.match(/--[\w-]+ is missing/g)).toEqual([
    "--tool-version is missing",
    "--started is missing",
    "--target is missing",
  ]);
  expect(readdirSync(cwd)).toEqual(["trivy.json"]);
});

test("keeps the digest of an image, and the commit of GITHUB_SHA", async () => {
  const cwd = folderWithReport();
  const digest = `sha256:${"a".repeat(64)}`;
  const args = ["record", "--tool", "trivy", "--report", "trivy.json", ...run];
  await runCli([...args, "--target", `image:registry.example:5000/payments-api:1.4.3@${digest}`], {
    cwd,
    env: { GITHUB_SHA: commit },
  });

  expect(JSON.parse(readFileSync(join(cwd, "trivy.json.run.json"), "utf8")).target).toEqual({
    kind: "image",
    name: "registry.example:5000/payments-api:1.4.3",
    digest,
    commit,
  });
});

test("says every wrong fact at once, and writes nothing", async () => {
  const cwd = folderWithReport();
  const facts = ["--exit", "256", "--started", "yesterday", "--target", "imge:payments-api", "--database-date", "new"];
  const { code, stderr } = await runCli(["record", "--tool", "trvy", "--report", "none.json", ...facts], { cwd });

  expect(code).toBe(2);
  expect(stderr.trimEnd().split("\n")).toEqual([
    expect.stringContaining("none.json: does not exist"),
    expect.stringContaining("Did you mean trivy?"),
    expect.stringContaining('--exit is "256"'),
    expect.stringContaining('--started is "yesterday"'),
    expect.stringContaining("Did you mean image?"),
    expect.stringContaining('--database-date is "new"'),
  ]);
  expect(readdirSync(cwd)).toEqual(["trivy.json"]);
});

test("wants the version of the scanner when the report does not say it", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "empty.json"), "");
  const args = ["record", "--tool", "trivy", "--report", "empty.json", ...run, ...target];
  const unsaid = await runCli(args, { cwd });
  const said = await runCli([...args, "--tool-version", "0.76.0"], { cwd });

  expect(unsaid).toMatchObject({ code: 2, stderr: expect.stringContaining("--tool-version is missing") });
  expect(said.code).toBe(0);
});

test("writes over an earlier record, and over nothing else", async () => {
  const cwd = folderWithReport();
  const args = ["record", "--tool", "trivy", "--report", "trivy.json", ...run, ...target];
  const report = readFileSync(join(cwd, "trivy.json"), "utf8");
  await runCli(args, { cwd });
  const again = await runCli(args, { cwd });
  const foreign = await runCli([...args, "--out", "trivy.json"], { cwd });

  expect(again.code).toBe(0);
  expect(foreign).toMatchObject({ code: 2, stderr: expect.stringContaining("is no run record") });
  expect(readFileSync(join(cwd, "trivy.json"), "utf8")).toBe(report);
});
