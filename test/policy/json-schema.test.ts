import { readFileSync } from "node:fs";
import { parsePolicy, policyJsonSchema } from "@sallyport/policy";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { minimal, policyWith, quickstart } from "./support.ts";

const schema = policyJsonSchema();
const accepts = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(schema);

/** Every schema in the schema that is a setting, with its place. */
function settingsIn(node: unknown, place = ""): [string, Record<string, unknown>][] {
  if (typeof node !== "object" || node === null) return [];
  const { properties = {}, ...rest } = node as Record<string, unknown>;
  const own = Object.entries(properties as Record<string, Record<string, unknown>>).flatMap(([name, child]) => [
    [`${place}.${name}`, child] as [string, Record<string, unknown>],
    ...settingsIn(child, `${place}.${name}`),
  ]);
  return [...own, ...Object.entries(rest).flatMap(([key, child]) => settingsIn(child, `${place}/${key}`))];
}

test("is a valid JSON Schema of draft 2020-12, without keywords or formats that other tools do not know", () => {
  expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
  expect(accepts.schema).toBe(schema);
});

test("accepts the quickstart policy", () => {
  expect(accepts(parse(quickstart)), JSON.stringify(accepts.errors)).toBe(true);
});

test.each(["baseline", "strict", "regulated"])(
  "accepts a minimal policy that extends %s, and what it becomes",
  (preset) => {
    expect(accepts({ ...minimal, extends: preset })).toBe(true);
    expect(accepts(policyWith({ extends: preset })), JSON.stringify(accepts.errors)).toBe(true);
  },
);

test.each([
  ["an unknown setting", { ...minimal, gate: { lader: {} } }],
  ["a value outside its bounds", { ...minimal, registry: { keepImages: 0 } }],
  ["a choice that does not exist", { ...minimal, extends: "strikt" }],
  ["a text of the wrong form", { ...minimal, scanning: { maxReportAge: "soon" } }],
  ["an address that is none", { ...minimal, network: { namespaces: { a: { egress: [{ cidr: "x", ports: [1] }] } } } }],
  ["no namespaces", { ...minimal, network: { namespaces: {} } }],
  ["a setting that is gone", { ...minimal, runtime: { grpcPort: 5060 } }],
  ["a missing id", { ...minimal, repositories: [{ name: "api" }] }],
  ["nothing at all", {}],
])("refuses %s", (_, policy) => {
  expect(accepts(policy)).toBe(false);
  expect(() => parsePolicy(JSON.stringify(policy))).toThrow();
});

test("every setting has a description that is a sentence", () => {
  const settings = settingsIn(schema);

  expect(settings.length).toBeGreaterThan(200);
  for (const [place, { description }] of settings) expect(description, place).toMatch(/^\S.+\.$/);
});

test("every default is accepted at its place", () => {
  const withDefaults = settingsIn(schema).filter(([, setting]) => "default" in setting);
  const defaults = { type: "object", properties: Object.fromEntries(withDefaults), $defs: schema.$defs };
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(defaults);

  expect(withDefaults.length).toBeGreaterThan(100);
  validate(Object.fromEntries(withDefaults.map(([place, setting]) => [place, setting.default])));
  expect(validate.errors).toBeNull();
});

test("nothing tells how JavaScript counts", () => {
  expect(JSON.stringify(schema)).not.toContain(String(Number.MAX_SAFE_INTEGER));
});

test("the file in the package is current", () => {
  expect(JSON.parse(readFileSync("packages/policy/schema/policy.json", "utf8"))).toEqual(schema);
});
