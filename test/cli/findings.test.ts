import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { documentOf, messagesOf, runCli, temporaryFolder } from "./run-cli.ts";

test("counts what a report lists and shows each finding", async () => {
  const { code, stdout, stderr } = await runCli(["findings", "reports/trivy.json", "--json"]);
  const document = documentOf(stdout, "findings.json") as { reports: object[]; findings: object[] };

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(document.reports).toMatchObject([
    {
      path: "reports/trivy.json",
      tool: "trivy",
      health: "ok",
      counts: { critical: 2, high: 6, medium: 5, low: 3, info: 0, unscored: 0, suppressed: 0 },
    },
  ]);
  expect(document.findings).toHaveLength(16);
});

test("shows several reports for people", async () => {
  const { code, stdout } = await runCli(["findings", "reports/trivy.json", "trivy=reports/trivy-fixed.json"]);

  expect(code).toBe(0);
  expect(stdout).toContain("CVE-2019-10744");
  expect(stdout).toContain("reports/trivy-fixed.json");
});

test("names every report that cannot be read", async () => {
  const empty = join(temporaryFolder(), "empty.json");
  writeFileSync(empty, "");
  const { code, stdout, stderr } = await runCli(["findings", "none.json", empty, "reports/trivy.json", "--json"]);

  expect(code).toBe(2);
  expect(messagesOf(stdout)).toEqual([
    expect.stringContaining("none.json: does not exist"),
    expect.stringContaining("empty.json"),
  ]);
  expect(stderr.trimEnd().split("\n")).toHaveLength(2);
});
