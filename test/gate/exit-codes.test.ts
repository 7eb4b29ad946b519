import { readReport } from "@sallyport/gate";
import { expect, test } from "vitest";
import { bytes, recorded, verdictOn } from "../support/findings.ts";

const [scanning] = [{ scanners: { gitleaks: {}, trivy: { required: false } } }];
const clean = readReport(bytes([]), "reports/gitleaks.json", { tool: "gitleaks" });

function doubtsWithExit(exitCode: number): string[] {
  const record = { exitCode, tool: { name: "gitleaks", version: "8.30.1" }, database: null };
  return verdictOn([], { scanning, reports: [recorded(clean, record)] }).doubts.map(({ found }) => found);
}

test.each([0, 1])("a scanner that ends with %i when it did its work is believed", (exitCode) => {
  expect(doubtsWithExit(exitCode)).toEqual([]);
});

test.each([2, 126])("a scanner that ended with %i did not do its work", (exitCode) => {
  expect(doubtsWithExit(exitCode)).toEqual([
    `comes from a run of gitleaks that failed: exit code ${exitCode}, not 0 or 1`,
  ]);
});
