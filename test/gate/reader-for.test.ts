import { readReport } from "@sallyport/gate";
import { expect, test } from "vitest";
import { bytes, read, result, trivy } from "../support/findings.ts";

test.each([
  ["OpenVEX", { "@context": "https://openvex.dev/ns/v0.2.0" }, "is an OpenVEX document"],
  ["other JSON-LD", { "@context": "https://schema.example" }, "is JSON-LD of an unknown format"],
  ["CSAF", { document: { csaf_version: "2.0" } }, "is a CSAF advisory"],
  ["an unknown SPDX", { spdxVersion: "SPDX-9" }, "is an SPDX document of an unknown version"],
  ["a run record", { version: 1, exitCode: 0 }, "is a run record"],
  ["a verdict", { version: 1, decision: "pass" }, "is a verdict"],
  ["a summary of ids", { vulnerabilities: ["CVE-2026-1000"], misconfigurations: [] }, "is a list of ids without"],
  ["another map", { Matches: [], Source: 1 }, "is JSON of an unknown format (keys: Matches, Source, ...)"],
  ["another list", [{ RuleID: 1 }], "is a list of unknown entries (keys: RuleID, ...)"],
  ["an empty map", {}, "is an empty map"],
  ["an empty list", [], "is an empty list"],
  ["null", null, "is null"],
  ["a number", 7, "is a single number"],
])("%s is foreign", (_, document, message) => {
  expect(() => read(document)).toThrow(message);
});

test("the content tells the format, whatever the file is called", () => {
  expect(readReport(bytes(trivy([result()])), "semgrep.sarif")).toMatchObject({ tool: "trivy", health: "ok" });
});

test("a report of another scanner than was said is refused", () => {
  const content = bytes(trivy([result()]));

  expect(() => readReport(content, "a.json", { tool: "snyk" })).toThrow("a.json: is a report of trivy, not of snyk");
  expect(readReport(content, "a.json", { tool: "trivy" }).tool).toBe("trivy");
});

test.each([
  ["an empty list", []],
  ["null", null],
])("%s is no report of a scanner that never writes it, named or not", (name, document) => {
  const content = bytes(document);

  expect(() => readReport(content, "a.json", { tool: "trivy" })).toThrow(`is ${name}, which is not a report`);
  expect(() => readReport(content, "a.json")).toThrow("say which one did");
});

test("a document that two formats would claim is refused, because it could hide findings of one", () => {
  const both = { ...trivy([result()]), matches: [], descriptor: { name: "grype" } };

  expect(() => read(both)).toThrow("could be trivy-json v2 or grype-json");
});
