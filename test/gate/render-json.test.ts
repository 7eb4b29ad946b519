import { findingsJsonSchema, renderFindingsJson, renderJson, verdictJsonSchema } from "@sallyport/gate";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test, vi } from "vitest";
import {
  misconfiguration,
  read,
  reportOf,
  result,
  secret,
  secretValue,
  trivy,
  verdictOn,
  vulnerability,
} from "../support/findings.ts";

const report = read(
  trivy([
    result({
      Vulnerabilities: [vulnerability({ CVSS: { nvd: { V3Score: 9.8 } } })],
      Secrets: [secret()],
      Misconfigurations: [misconfiguration(), misconfiguration({ Status: "EXCEPTION" })],
    }),
  ]),
);
const facts = { kev: { date: "2026-05-04", ids: ["CVE-2026-1000"] }, epss: { date: "2026-05-04", scores: {} } };
const verdict = verdictOn([report], { facts, baseline: [], images: [{ name: "api", digest: "sha256:1" }] });

test("a verdict fits the schema that is published", () => {
  const validate = new Ajv2020().compile(verdictJsonSchema());

  expect(validate(JSON.parse(renderJson(verdict))), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...verdict, decision: "maybe" })).toBe(false);
});

test("what the readers see fits the schema that is published", () => {
  const validate = new Ajv2020().compile(findingsJsonSchema());

  expect(validate(JSON.parse(renderFindingsJson([report]))), JSON.stringify(validate.errors)).toBe(true);
});

test("what the readers see lists reports, findings and what was left out", () => {
  const document = JSON.parse(renderFindingsJson([report, reportOf()]));

  expect(document).toMatchObject({ version: 1, reports: [{ tool: "trivy", health: "ok" }, { health: "ok" }] });
  expect(document.findings).toHaveLength(3);
  expect(document.suppressed).toHaveLength(1);
});

test("the keys are sorted and nothing is padded, as RFC 8785 says", () => {
  const quiet = verdictOn([report], { facts });

  expect(renderJson(quiet)).toMatch(
    /^\{"alerts":\[\],"approvers":"team:security","counts":\{"doubts":0,"outcomes":\{"approve":/,
  );
});

test("a verdict that is read and written again is the same, byte for byte", () => {
  const text = renderJson(verdict);

  expect(renderJson(JSON.parse(text))).toBe(text);
});

test("the clock of the machine never shows", () => {
  const on = (day: string) => {
    vi.useFakeTimers({ now: Date.parse(day) });
    try {
      return renderJson(verdictOn([report]));
    } finally {
      vi.useRealTimers();
    }
  };

  expect(on("2000-01-01T00:00:00Z")).toBe(on("2040-01-01T00:00:00Z"));
});

test("no secret gets into the record", () => {
  expect(renderJson(verdict)).not.toContain(secretValue);
  expect(renderFindingsJson([report])).not.toContain(secretValue);
});
