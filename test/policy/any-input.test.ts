import { describeProblem, Policy, PolicyError, type Problem, parsePolicy } from "@sallyport/policy";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { minimal, quickstart } from "./support.ts";

/*
 * Whatever is in the file: it is a policy, or there is a PolicyError whose problems can be read and found. Nothing else
 * is ever thrown.
 */

function check(content: string | Uint8Array): void {
  const text = typeof content === "string" ? content : Buffer.from(content).toString("utf8");
  try {
    const { policy, warnings } = parsePolicy(content);
    for (const warning of warnings) expectWellFormed(warning, text);
    expect(parsePolicy(JSON.stringify(policy)).policy).toEqual(policy);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    for (const problem of error.problems) expectWellFormed(problem, text);
  }
}

function expectWellFormed(problem: Problem, text: string): void {
  const lines = text.replace(/^\ufeff/, "").split("\n");
  for (const place of [problem, ...(problem.conflictsWith ? [problem.conflictsWith] : [])]) {
    expect(place.line).toBeGreaterThan(0);
    expect(place.line).toBeLessThanOrEqual(lines.length);
    expect(place.column).toBeGreaterThan(0);
    expect(place.column).toBeLessThanOrEqual((lines[place.line - 1] ?? "").length + 1);
  }
  expect(problem.path !== "" || /^(the file|a policy is|a second|more problems) /.test(problem.message)).toBe(true);
  expect(problem.message).not.toBe("");
  expect(problem.remedy).not.toBe("");
  expect(describeProblem(problem)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]|undefined|\[object/u);
}

const sections = Object.keys(Policy.shape);
const names = fc.oneof(
  fc.constantFrom(...sections, "vault", "scanners", "trivy", "ladder", "branches", "id", "name", "after", "path"),
  fc.constantFrom("__proto__", "constructor", "toString", "", " ", "é", "0"),
  fc.string({ maxLength: 8 }),
);
const leaves = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("block", "30d", "team:security", "main", "https://a.example", "npm", "__proto__"),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    leaves,
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(names, tie("json"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

test("arbitrary bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), check), { numRuns: 500 });
});

test("arbitrary text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 100 }), check), { numRuns: 500 });
});

test("text of the characters that mean something to YAML", () => {
  const signs = fc.constantFrom(..."-?:,[]{}#&*!|>'\"%@` \n\t~<ab1\\");
  fc.assert(fc.property(fc.string({ unit: signs, maxLength: 80 }), check), { numRuns: 1000 });
});

test("arbitrary JSON as the whole policy", () => {
  fc.assert(
    fc.property(json, (value) => check(JSON.stringify(value))),
    { numRuns: 500 },
  );
});

test("arbitrary JSON in the place of each section", () => {
  fc.assert(
    fc.property(fc.constantFrom(...sections), json, (section, value) =>
      check(JSON.stringify({ ...minimal, [section]: value })),
    ),
    { numRuns: 1000 },
  );
});

const position = fc.nat({ max: quickstart.length });

test("the quickstart policy, cut off anywhere", () => {
  fc.assert(
    fc.property(position, (end) => check(quickstart.slice(0, end))),
    { numRuns: 200 },
  );
});

test("the quickstart policy with a piece taken out, doubled or replaced", () => {
  const noise = fc.oneof(
    fc.string({ maxLength: 5 }),
    fc.constantFrom("\n", "  ", "\t", ": ", "- ", "{", "]", "*", "&a "),
  );
  fc.assert(
    fc.property(position, fc.nat({ max: 60 }), fc.nat({ max: 3 }), noise, (start, length, copies, inserted) => {
      const piece = quickstart.slice(start, start + length);
      check(quickstart.slice(0, start) + piece.repeat(copies) + inserted + quickstart.slice(start + length));
    }),
    { numRuns: 600 },
  );
});

test("the quickstart policy with its lines in another order", () => {
  const lines = quickstart.split("\n");
  fc.assert(
    fc.property(fc.shuffledSubarray(lines, { minLength: 5 }), (some) => check(some.join("\n"))),
    { numRuns: 200 },
  );
});
