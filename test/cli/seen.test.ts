import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { atTheScan, copyOfExample, messagesOf, runCli, vulnerable } from "./run-cli.ts";

const empty = '{"version": 1, "sights": []}';
const at = (time: string) => ["--at", time];

interface Written {
  findings: { firstSeenAt?: string; dueAt?: string; overdue?: boolean }[];
}

function gate(folder: string, ...args: string[]) {
  return runCli(["gate", ...vulnerable, ...args], { cwd: folder });
}

function verdictIn(folder: string): Written {
  return JSON.parse(readFileSync(join(folder, "verdict/verdict.json"), "utf8")) as Written;
}

test("the clock that the first verdict starts goes on in the next one", async () => {
  const folder = copyOfExample();
  writeFileSync(join(folder, "seen.json"), empty);
  await gate(folder, "--seen", "seen.json", "--out", "verdict", ...atTheScan);
  const first = verdictIn(folder).findings;
  await gate(folder, "--seen", "verdict/seen.json", "--out", "verdict", ...at("2026-11-23T06:30:00Z"));
  const second = verdictIn(folder).findings;

  expect(first.every(({ firstSeenAt, overdue }) => firstSeenAt === "2026-11-22T22:30:00.000Z" && !overdue)).toBe(true);
  expect(second.map(({ firstSeenAt }) => firstSeenAt)).toEqual(first.map(({ firstSeenAt }) => firstSeenAt));
  expect(second.some(({ overdue }) => overdue)).toBe(true);
});

test("without --seen no clock is kept and no seen.json is written", async () => {
  const folder = copyOfExample();
  const { stdout } = await gate(folder, "--out", "verdict", ...atTheScan);

  expect(verdictIn(folder).findings.every(({ dueAt }) => dueAt === undefined)).toBe(true);
  expect(stdout).not.toContain("seen.json");
});

test.each([
  ["is not there", undefined, "does not exist"],
  ["is empty", "", "is empty"],
  ["is of another shape", '{"findings": []}', "version"],
  ["has a time that is none", '{"version": 1, "sights": [{"firstSeenAt": "yesterday"}]}', "must be a time in UTC"],
])("a file of first sights that %s is refused: it would start every clock anew", async (_, content, message) => {
  const folder = copyOfExample();
  if (content !== undefined) writeFileSync(join(folder, "seen.json"), content);
  const { code, stdout } = await gate(folder, "--seen", "seen.json", "--json", ...atTheScan);

  expect(code).toBe(2);
  expect(messagesOf(stdout)).toEqual([
    expect.stringMatching(new RegExp(`^seen.json: .*${message}.*To begin one, write`)),
  ]);
});
