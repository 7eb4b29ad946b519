import { expect, test } from "vitest";
import { reportOf, type Situation, verdictOn } from "../support/findings.ts";

const scanning = {
  scanners: { trivy: { scanType: "filesystem" }, snyk: { fork: "defer" }, semgrep: {} },
} satisfies Situation["scanning"];

const semgrep = { ...reportOf(), path: "semgrep.json", tool: "semgrep" };

test("a pull request from a fork is judged without the scanners that need secrets, and the verdict names them", () => {
  const verdict = verdictOn([reportOf(), semgrep], { scanning, fork: true });

  expect(verdict).toMatchObject({ decision: "pass", deferred: ["snyk"] });
  expect(verdict.notes.map(({ message }) => message)).toContain(
    "snyk is deferred (scanning.scanners.snyk.fork): a fork has no secrets. It must run before any deploy.",
  );
});

test("a pull request that comes from no fork waits for every scanner", () => {
  const verdict = verdictOn([reportOf(), semgrep], { scanning });

  expect(verdict).toMatchObject({ decision: "undecided", deferred: [] });
  expect(verdict.doubts.map(({ about }) => about)).toEqual(["scanning.scanners.snyk"]);
});

test("a scanner whose fork rule is run is required in a fork too", () => {
  const verdict = verdictOn([reportOf()], { scanning, fork: true });

  expect(verdict.doubts.map(({ about }) => about)).toEqual(["scanning.scanners.semgrep"]);
});

test("a report of a scanner that may be deferred counts, with its doubts", () => {
  const snyk = { ...reportOf(), path: "snyk.json", tool: "snyk", health: "failed" as const };

  expect(verdictOn([reportOf(), semgrep, snyk], { scanning, fork: true })).toMatchObject({
    decision: "undecided",
    deferred: [],
  });
});

test("a fork without any report is not judged", () => {
  const deferred = { scanners: { snyk: { fork: "defer" } } } satisfies Situation["scanning"];

  expect(verdictOn([], { scanning: deferred, fork: true }).decision).toBe("undecided");
});
