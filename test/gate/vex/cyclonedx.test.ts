import { readVex } from "@sallyport/gate";
import { expect, test } from "vitest";
import { bytes } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

const purl = "pkg:npm/left-pad@1.0.0";
const serialNumber = "urn:uuid:11111111-1111-4111-8111-111111111111";

function vex(analysis: Fields | undefined, fields: Fields = {}, document: Fields = {}) {
  const vulnerability = { id: "CVE-2026-1", affects: [{ ref: purl }], analysis, ...fields };
  const bom = { bomFormat: "CycloneDX", serialNumber, version: 1, vulnerabilities: [vulnerability], ...document };
  return readVex(bytes(bom), "vex.json");
}

test.each([
  ["exploitable", "affected"],
  ["in_triage", "under_investigation"],
  ["resolved", "fixed"],
  ["resolved_with_pedigree", "fixed"],
  ["false_positive", "not_affected"],
])("the state %s means %s", (state, status) => {
  expect(vex({ state }).statements).toMatchObject([{ ids: ["CVE-2026-1"], status, products: [{ purl }] }]);
});

test("a justification that OpenVEX has is mapped; any other stays in words", () => {
  expect(vex({ state: "not_affected", justification: "code_not_reachable" }).statements).toMatchObject([
    { justification: "vulnerable_code_not_in_execute_path" },
  ]);
  expect(
    vex({ state: "not_affected", justification: "requires_environment", detail: "Linux only" }).statements,
  ).toEqual([expect.objectContaining({ impact: "requires_environment: Linux only" })]);
});

test("not_affected without a reason is refused, and so is a state that nobody defined", () => {
  expect(() => vex({ state: "not_affected" })).toThrow("without a justification or an impact statement");
  expect(() => vex({ state: "safe" })).toThrow("is no state of CycloneDX");
});

test("a vulnerability without analysis states nothing", () => {
  expect(vex(undefined).statements).toEqual([]);
});

test("a component is a part of what the document describes", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const component = { "bom-ref": "root", type: "container", name: "acme/api", version: digest };
  const within = vex({ state: "resolved" }, {}, { metadata: { component } });
  const whole = vex({ state: "resolved" }, { affects: [{ ref: "root" }] }, { metadata: { component } });

  expect(within.statements[0]?.products).toEqual([{ id: "acme/api", digest, subcomponents: [purl] }]);
  expect(whole.statements[0]?.products).toEqual([{ id: "acme/api", digest, subcomponents: [] }]);
});

test("a BOM-Link into another document clears no other product with the same package", () => {
  const ref = `urn:cdx:22222222-2222-4222-8222-222222222222/1#${purl}`;

  expect(vex({ state: "resolved" }, { affects: [{ ref }] }).statements[0]?.products).toEqual([
    { id: ref, subcomponents: [purl] },
  ]);
});
