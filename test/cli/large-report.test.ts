import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeLargeSarif } from "../../bench/large-sarif.ts";
import { runCli, temporaryFolder } from "./run-cli.ts";

test("a report that is too large to be held in memory is read in parts, and every result counts", async () => {
  const file = join(temporaryFolder(), "large.sarif");
  writeLargeSarif(file, 155_000);
  const { code, stdout, stderr } = await runCli(["gate", "--report", file, "--json"]);
  const { counts, findings, inputs } = JSON.parse(stdout);

  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  expect(statSync(file).size).toBeGreaterThan(128 * 1024 * 1024);
  expect(inputs.reports).toMatchObject([{ health: "ok", bytes: statSync(file).size, format: "sarif 2.1.0" }]);
  expect(findings).toHaveLength(155_000);
  expect(new Set(findings.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(155_000);
  // Rules 90 to 99 of every hundred have a score of 9 and more.
  expect(counts).toMatchObject({ outcomes: { block: 15_500 }, severities: { critical: 15_500 } });
}, 180_000);

test("a large report of a format that is read as a whole only is read so, and a damaged one is refused", async () => {
  const folder = temporaryFolder();
  const vulnerability = { id: "SNYK-1", packageName: "left-pad", version: "1.0.0", severity: "high", from: ["shop"] };
  const project = { ok: false, uniqueCount: 1, note: "x".repeat(140_000_000), vulnerabilities: [vulnerability] };
  const text = JSON.stringify(project);
  writeFileSync(join(folder, "snyk.json"), text);
  writeFileSync(join(folder, "cut.json"), text.slice(0, -20));
  const [whole, cut] = [
    await runCli(["findings", join(folder, "snyk.json"), "--json"]),
    await runCli(["findings", join(folder, "cut.json"), "--json"]),
  ];

  expect(JSON.parse(whole.stdout)).toMatchObject({ reports: [{ tool: "snyk", counts: { high: 1 } }], findings: [{}] });
  expect(cut.code).toBe(2);
  expect(cut.stderr).toContain("is cut off: the JSON ends too early");
}, 180_000);
