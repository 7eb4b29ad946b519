import { RuleCategory } from "@sallyport/policy";
import { expect, test } from "vitest";
import { complaints, policyWith } from "./support.ts";

test("Falco has the defaults of the requirements", () => {
  expect(policyWith({ runtime: {} }).runtime).toEqual({
    rulesEnabled: ["malicious_behavior", "network_anomaly", "privilege_escalation", "data_exfiltration"],
    sensitivityLevel: "medium",
    alertThreshold: "high",
    outputFormat: "json",
    bufferSize: 8,
    logDriver: "syslog",
    namespace: "falco",
    response: "none",
  });
});

test.each(RuleCategory.options)("the rule category %s may stand alone", (category) => {
  expect(policyWith({ runtime: { rulesEnabled: [category] } }).runtime?.rulesEnabled).toEqual([category]);
});

test("some rules must be on", () => {
  expect(complaints({ runtime: { rulesEnabled: [] } })).toEqual([
    "runtime.rulesEnabled must not be empty, got []. Add an entry.",
  ]);
});

test.each([0, 11])("refuses the buffer preset %d, which Falco does not have", (bufferSize) => {
  expect(complaints({ runtime: { bufferSize } })).toHaveLength(1);
});
