import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  atTheScan,
  copyOfExample,
  documentOf,
  edit,
  fixed,
  messagesOf,
  runCli,
  temporaryFolder,
  vulnerable,
} from "./run-cli.ts";

const escapeCharacter = String.fromCharCode(27);

test("blocks the vulnerable example, and names each finding with its fix", async () => {
  const { code, stdout, stderr } = await runCli(["gate", ...vulnerable, ...atTheScan]);

  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  expect(stdout).toContain("BLOCKED");
  expect(stdout).toContain("CVE-2021-44906");
  expect(stdout).toContain("gate.categories.dependency.high");
  expect(stdout).toContain("Upgrade lodash from 4.17.11 to 4.17.12.");
});

test("passes the fixed example without a finding", async () => {
  const { code, stdout, stderr } = await runCli(["gate", ...fixed, ...atTheScan, "--json"]);

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(documentOf(stdout, "gate.json")).toMatchObject({ decision: "pass", findings: [], doubts: [] });
});

test("exits 3 when an approval is all that is missing", async () => {
  const cwd = copyOfExample();
  edit(
    join(cwd, "sallyport.yaml"),
    "gate:",
    "gate:\n  categories: { dependency: { critical: approve, high: approve } }",
  );
  const { code, stdout } = await runCli(["gate", ...vulnerable, ...atTheScan, "--json"], { cwd });

  expect(code).toBe(3);
  expect(documentOf(stdout, "gate.json")).toMatchObject({ decision: "approval" });
});

test("prints one JSON document and nothing else with --json", async () => {
  const { stdout, stderr } = await runCli(["gate", ...vulnerable, ...atTheScan, "--json"]);
  const verdict = documentOf(stdout, "gate.json");

  expect(verdict).toMatchObject({ version: 1, decision: "blocked" });
  expect(stdout.endsWith("}\n")).toBe(true);
  expect(stderr).toBe("");
});

test("gives the same verdict, byte for byte, when it is replayed", async () => {
  const first = await runCli(["gate", ...vulnerable, ...atTheScan, "--json"]);
  const second = await runCli(["gate", ...vulnerable, ...atTheScan, "--json"]);

  expect(second.stdout).toBe(first.stdout);
});

test("says in the verdict that it was judged as of another time", async () => {
  const { stdout } = await runCli(["gate", ...fixed, ...atTheScan, "--json"]);

  expect(stdout).toContain("Judged as of 2026-11-22T22:30:00.000Z (--at)");
});

test("does not trust a report that is too old by now", async () => {
  const { code, stdout } = await runCli(["gate", ...fixed, "--at", "2026-12-01T00:00:00Z"]);

  expect(code).toBe(2);
  expect(stdout).toContain("is stale");
});

test("does not trust a report without a run record", async () => {
  const cwd = copyOfExample();
  rmSync(join(cwd, "reports/trivy-fixed.json.run.json"));
  const { code, stdout } = await runCli(["gate", ...fixed, ...atTheScan], { cwd });

  expect(code).toBe(2);
  expect(stdout).toContain("has no run record");
});

test.each([
  { what: "is missing", spoil: (file: string) => rmSync(file), says: "does not exist" },
  { what: "is empty", spoil: (file: string) => writeFileSync(file, ""), says: "empty" },
  { what: "is cut off", spoil: (file: string) => truncateSync(file, 900), says: "is cut off" },
  {
    what: "is of no scanner",
    spoil: (file: string) => writeFileSync(file, '{"a":1}'),
    says: "unknown format",
  },
])("is undecided and writes nothing when a report $what", async ({ spoil, says }) => {
  const cwd = copyOfExample();
  spoil(join(cwd, "reports/trivy-fixed.json"));
  const { code, stdout, stderr } = await runCli(["gate", ...fixed, ...atTheScan, "--out", "out"], { cwd });

  expect(code).toBe(2);
  expect(stdout).toContain("UNDECIDED");
  expect(stdout).toContain(says);
  expect(stderr).toBe("Nothing was written to out: a report cannot be read.\n");
  expect(() => readFileSync(join(cwd, "out/verdict.json"))).toThrow("ENOENT");
});

test("is undecided without any report", async () => {
  const { code, stdout } = await runCli(["gate"]);

  expect(code).toBe(2);
  expect(stdout).toContain("scanning.scanners.trivy");
});

test("says everything that is wrong with its flags at once", async () => {
  const flags = ["--commit", "abc", "--at", "2026-02-30T00:00:00Z", "--report", "trvy=x.json", "--facts", "none.json"];
  const { code, stdout, stderr } = await runCli(["gate", "--policy", "none.yaml", ...flags, "--json"]);

  expect(code).toBe(2);
  expect(messagesOf(stdout)).toEqual([
    expect.stringMatching(/^none\.yaml:1:1: there is no such file/),
    expect.stringMatching(/^--commit is "abc"/),
    expect.stringMatching(/^--at is "2026-02-30T00:00:00Z"/),
    expect.stringMatching(/^none\.json: does not exist/),
    expect.stringMatching(/Did you mean trivy\?/),
  ]);
  expect(stderr.trimEnd().split("\n")).toHaveLength(5);
});

test("refuses a report that is named twice, because its findings would count twice", async () => {
  const { code, stderr } = await runCli(["gate", ...fixed, "--report", "./reports/trivy-fixed.json", ...atTheScan]);

  expect(code).toBe(2);
  expect(stderr).toBe("error: report ./reports/trivy-fixed.json is given twice. Give each report once.\n");
});

test("names file, line and column of every problem of the policy, and writes nothing", async () => {
  const cwd = copyOfExample();
  edit(join(cwd, "sallyport.yaml"), "keepImages: 50", "keepImages: 0\n  imutableTags: true");
  const { code, stdout, stderr } = await runCli(["gate", ...fixed, "--out", "out"], { cwd });

  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/sallyport\.yaml:\d+:\d+: registry\.keepImages must be at least 1, got 0/);
  expect(stderr).toMatch(/sallyport\.yaml:\d+:\d+: registry\.imutableTags .*immutableTags/);
  expect(() => readFileSync(join(cwd, "out/verdict.json"))).toThrow("ENOENT");
});

test("wants to know which repository is judged when the policy has several", async () => {
  const cwd = copyOfExample();
  edit(join(cwd, "sallyport.yaml"), "repositories:", "repositories:\n  - { name: ledger, id: 900124 }");
  const unsaid = await runCli(["gate", ...fixed, ...atTheScan], { cwd });
  const wrong = await runCli(["gate", ...fixed, ...atTheScan, "--repository", "payment-api"], { cwd });
  const right = await runCli(["gate", ...fixed, ...atTheScan, "--repository", "payments-api"], { cwd });

  expect(unsaid).toMatchObject({ code: 2, stderr: expect.stringContaining("ledger, payments-api") });
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("Did you mean payments-api?") });
  expect(right.code).toBe(0);
});

test("refuses a report of another commit, given by flag or by GITHUB_SHA", async () => {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  const flag = await runCli(["gate", ...fixed, ...atTheScan, "--commit", commit]);
  const env = await runCli(["gate", ...fixed, ...atTheScan], { env: { GITHUB_SHA: commit } });

  expect(flag).toMatchObject({ code: 2, stdout: expect.stringContaining("does not say which commit was scanned") });
  expect(env.stdout).toBe(flag.stdout);
});

test("takes known exploited vulnerabilities from --facts", async () => {
  const cwd = copyOfExample();
  edit(join(cwd, "sallyport.yaml"), "gate:", "gate:\n  exploited: block");
  writeFileSync(join(cwd, "facts.json"), JSON.stringify({ kev: { date: "2026-11-22", ids: ["CVE-2020-28500"] } }));
  const { stdout } = await runCli(["gate", ...vulnerable, ...atTheScan, "--facts", "facts.json", "--json"], { cwd });
  const { findings } = documentOf(stdout, "gate.json") as { findings: { ids: string[]; outcome: string }[] };

  expect(findings.find(({ ids }) => ids.includes("CVE-2020-28500"))).toMatchObject({
    outcome: "block",
    rule: "gate.exploited",
  });
});

test("refuses facts with an unknown key", async () => {
  const file = join(temporaryFolder(), "facts.json");
  writeFileSync(file, JSON.stringify({ kevs: {} }));
  const { code, stderr } = await runCli(["gate", ...fixed, ...atTheScan, "--facts", file]);

  expect(code).toBe(2);
  expect(stderr).toContain("kevs");
});

test("takes a verdict of the merge base as the baseline", async () => {
  const cwd = copyOfExample();
  edit(join(cwd, "sallyport.yaml"), "gate:", "gate:\n  newOnly: true");
  await runCli(["gate", ...vulnerable, ...atTheScan, "--out", "base"], { cwd });
  const args = ["gate", ...vulnerable, ...atTheScan, "--baseline", "base/verdict.json", "--json"];
  const { code, stdout } = await runCli(args, { cwd });

  expect(code).toBe(0);
  expect(documentOf(stdout, "gate.json")).toMatchObject({ decision: "pass" });
});

test("refuses a baseline that holds no findings", async () => {
  const { code, stderr } = await runCli(["gate", ...fixed, ...atTheScan, "--baseline", "reports/trivy.json"]);

  expect(code).toBe(2);
  expect(stderr).toContain("reports/trivy.json: findings");
});

test("prints no colour codes unless somebody asks for colour", async () => {
  const plain = await runCli(["gate", ...vulnerable, ...atTheScan]);
  const forced = await runCli(["gate", ...vulnerable, ...atTheScan], { env: { FORCE_COLOR: "1" } });

  expect(plain.stdout).not.toContain(escapeCharacter);
  expect(forced.stdout).toContain(escapeCharacter);
});

test("ends with 1 although nobody reads the verdict", async () => {
  expect(await runCli(["gate", ...vulnerable, ...atTheScan], { closeStdout: true })).toEqual({
    code: 1,
    stdout: "",
    stderr: "",
  });
});
