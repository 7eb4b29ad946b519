import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

test("`start` plans the quickstart, blocks the vulnerable app and passes the fixed one", () => {
  const { status, stdout, stderr } = spawnSync("node", ["scripts/start.ts"], { encoding: "utf8" });

  expect(stderr).toBe("");
  expect(stdout).toContain("resources would exist: GitHub");
  expect(stdout.match(/exit code \d: [\w ]+/g)).toEqual([
    "exit code 0: pass",
    "exit code 1: blocked",
    "exit code 0: pass",
  ]);
  expect(status).toBe(0);
}, 60_000);
