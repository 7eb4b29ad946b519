import { dottedPath, policyJsonSchema } from "@sallyport/policy";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { problemsOf } from "./support.ts";

/*
 * Every setting of the schema is given every kind of wrong value. What the schema does not accept must give a problem at
 * the setting, in words that a writer of policies knows.
 */

interface Node {
  $ref?: string;
  anyOf?: Node[];
  items?: Node;
  properties?: Record<string, Node>;
  additionalProperties?: Node | boolean;
  propertyNames?: { pattern?: string };
}
type Path = (string | number)[];

const schema: Node & { $defs?: Record<string, Node> } = policyJsonSchema();
const accepts = new Ajv2020({ allErrors: true, strict: false }).compile(schema);
const wrongValues = [null, true, 12, -1, 1.5, "", "nonsense!", [], [null], ["nonsense!"], {}, { nonsense: 1 }];

function pathsBelow(node: Node, path: Path): Path[] {
  if (node.$ref) return pathsBelow(schema.$defs?.[node.$ref.slice("#/$defs/".length)] ?? {}, path);
  const children: [string | number, Node][] = [
    ...Object.entries(node.properties ?? {}),
    ...(node.items ? [[0, node.items] as [number, Node]] : []),
    ...(typeof node.additionalProperties === "object"
      ? [[nameFor(node), node.additionalProperties] as [string, Node]]
      : []),
  ];
  return [
    ...children.flatMap(([key, child]) => [[...path, key], ...pathsBelow(child, [...path, key])]),
    ...(node.anyOf ?? []).flatMap((choice) => pathsBelow(choice, path)),
  ];
}

/** A name that the map accepts for its entries. */
function nameFor({ propertyNames }: Node): string {
  const pattern = new RegExp(propertyNames?.pattern ?? "");
  return ["name", "name/name", "name/name/name", "NAME"].find((name) => pattern.test(name)) ?? "name";
}

/** A policy that says nothing but one value at one path. */
function policyOf(path: Path, value: unknown): unknown {
  return path.reduceRight<unknown>((inner, key) => (typeof key === "number" ? [inner] : { [key]: inner }), value);
}

function dotted(path: Path): string {
  return dottedPath(path);
}

/** What the JSON Schema says about the value at a path. */
function isWrong(policy: unknown, path: Path): boolean {
  accepts(policy);
  const pointer = path.map((key) => `/${String(key).replaceAll("/", "~1")}`).join("");
  return (accepts.errors ?? []).some(
    ({ instancePath }) => instancePath === pointer || instancePath.startsWith(`${pointer}/`),
  );
}

const settings = new Map(pathsBelow(schema, []).map((path) => [dotted(path), path]));

/** What it may hold depends on another setting: test/policy/waivers.test.ts. */
settings.delete("waivers[0].to");

test("the walk finds the settings", () => {
  expect(settings.size).toBeGreaterThan(400);
  expect(settings.has("network.namespaces.name.ingress[0].ports[0]")).toBe(true);
});

test.each(Object.keys(schema.properties ?? {}))(
  "each setting of %s says what is wrong with each wrong value",
  (section) => {
    for (const [name, path] of settings) {
      if (path[0] !== section) continue;
      const wrong = wrongValues.map((value) => policyOf(path, value)).filter((policy) => isWrong(policy, path));

      expect(wrong.length, name).toBeGreaterThan(4);
      for (const policy of wrong) expectGoodProblems(policy, name);
    }
  },
);

function expectGoodProblems(policy: unknown, name: string): void {
  const text = JSON.stringify(policy);
  const problems = problemsOf(text);

  expect(
    problems.some(({ path }) => path.startsWith(name)),
    text,
  ).toBe(true);
  for (const problem of problems) {
    expect(problem).toMatchObject({ file: "sallyport.yaml", line: 1, level: "error" });
    expect(problem.column).toBeGreaterThan(0);
    expect(problem.path).not.toBe("");
    expect(problem.message).toMatch(/^(must|is|cannot) [^.]/);
    expect(problem.remedy).toMatch(/^[A-Z].*[.?]$/);
    expect(`${problem.message} ${problem.remedy}`).not.toMatch(
      /undefined|invalid|expected|received|unrecognized|too (big|small)|NaN\b|\b(input|string|object|array|record)\b/,
    );
  }
}
