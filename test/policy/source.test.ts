import { expect, test } from "vitest";
import { minimal, minimalYaml, problemsOf } from "./support.ts";

const places = (content: string) => problemsOf(content).map(({ path, line, column }) => [path, line, column]);

test("a problem points at the value, an unknown setting at its name, something missing at what it is missing in", () => {
  const policy = `${minimalYaml}  - name: 5\ngate:\n  lader: {}\n  approvers:   team\n`;

  expect(places(policy)).toEqual([
    ["repositories[1].id", 5, 5],
    ["repositories[1].name", 5, 11],
    ["gate.lader", 7, 3],
    ["gate.approvers", 8, 16],
  ]);
});

test("something that is missing in a section of further lines points at the name of the section", () => {
  expect(places(`${minimalYaml}secrets:\n  vault:\n    namespace: a\n`)).toEqual([["secrets.vault.address", 6, 3]]);
});

test("a problem that the file says nothing about points at its beginning", () => {
  expect(places("{}")).toEqual([
    ["version", 1, 1],
    ["organization", 1, 1],
    ["repositories", 1, 1],
  ]);
});

test("line and column do not depend on the line ends", () => {
  const policy = `${minimalYaml}gate:\n  lader: {}\n`;

  expect(places(policy.replaceAll("\n", "\r\n"))).toEqual(places(policy));
});

test("line and column are right in JSON", () => {
  const json = JSON.stringify({ ...minimal, gate: { approvers: 5 } }, undefined, 2);
  const line = json.split("\n").findIndex((text) => text.includes("approvers")) + 1;

  expect(places(json)).toEqual([["gate.approvers", line, 18]]);
});

test("columns count characters as editors do", () => {
  expect(places(`${minimalYaml}gate: { "é日😀": 1, lader: 2 }\n`)).toEqual([
    ['gate["é日😀"]', 5, 9],
    ["gate.lader", 5, 20],
  ]);
});

test("settings whose names hold dots and brackets are not mistaken for others", () => {
  expect(places(`${minimalYaml}"gate.ladder": 1\ngate: { ladder: 5 }\n"repositories[0]": 2\n`)).toEqual([
    ['["gate.ladder"]', 5, 1],
    ["gate.ladder", 6, 17],
    ['["repositories[0]"]', 7, 1],
  ]);
});

test("a number is shown as the file writes it", () => {
  expect(problemsOf(`${minimalYaml}scanning: { scanners: { snyk: { pythonTargetVersion: 3.10 } } }\n`)).toMatchObject([
    { message: "must be text", found: "3.10", remedy: "Put it in quotes." },
  ]);
});

test("problems carry the name of the file", () => {
  expect(problemsOf("a: 1").every(({ file }) => file === "sallyport.yaml")).toBe(true);
});
