import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { atTheScan, copyOfExample, documentOf, runCli, vulnerable } from "../cli/run-cli.ts";

const file = resolve("examples/exceptions/sallyport-exceptions.yaml");

/** Nothing is exploited, nothing is likely to be. */
function quietFacts(cwd: string): string[] {
  const date = "2026-11-22";
  writeFileSync(join(cwd, "facts.json"), JSON.stringify({ kev: { date, ids: [] }, epss: { date, scores: {} } }));
  return ["--facts", "facts.json"];
}

test("the example excuses what it names in the quickstart, and nothing is wrong with it", async () => {
  const cwd = copyOfExample();
  const flags = ["--exceptions", file, ...vulnerable, ...atTheScan, ...quietFacts(cwd), "--json"];
  const { stdout } = await runCli(["gate", ...flags], { cwd });
  const verdict = documentOf(stdout, "gate.json") as {
    doubts: unknown[];
    findings: { ids: string[]; exception?: { id: string; without: string } }[];
  };

  expect(verdict.doubts).toEqual([]);
  expect(
    verdict.findings.flatMap(({ ids: [id], exception }) =>
      exception ? `${exception.id} ${id} ${exception.without}` : [],
    ),
  ).toEqual(["EX-2026-001 CVE-2021-44906 block", "EX-2026-002 CVE-2019-10744 block", "EX-2026-003 DS-0026 log"]);
});
