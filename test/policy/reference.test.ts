import { readFileSync } from "node:fs";
import { Policy, policyReference } from "@sallyport/policy";
import { expect, test } from "vitest";

const reference = policyReference();
const lines = reference.split("\n");
const settingLines = lines.slice(0, lines.indexOf("## Presets"));
const rowOf = (setting: string) => settingLines.filter((line) => line.startsWith(`| \`${setting}\` |`));

test("every section has a heading and a row", () => {
  for (const section of Object.keys(Policy.shape)) {
    if (section === "version" || section === "extends") continue;
    expect(lines).toContain(`## \`${section}\``);
    expect(rowOf(section), section).toHaveLength(1);
  }
});

test.each([
  ["version", "`1`", "**required**"],
  ["extends", "`baseline`, `strict`, `regulated` or [layerPath](#layerPath)", '`"baseline"`'],
  ["repositories[].id", "whole number from 1", "**required**"],
  ["repositories[].owners", "list of [principal](#principal)", "`[]`"],
  ["repositories[].manifests", "list of texts or map", "`[]`"],
  ["repositories[].manifests[].kind", "`npm`, `python`, `maven`, `golang`, `docker`, `kubernetes`", "**required**"],
  ["organization.teams", "map of `NAME` to whole number from 1", "`{}`"],
  ["environments.NAME.waitMinutes", "whole number, 0 to 43200", "`0`"],
  ["protection.mergeQueue", "`true`, `false` or map", "`false`"],
  ["protection.mergeQueue.method", "`MERGE`, `SQUASH`, `REBASE`", '`"SQUASH"`'],
  ["scanning.scanners.*.required", "`true`, `false`", "`true`"],
  ["scanning.scanners.snyk.enablePatchMerge", "refused", "none"],
  ["scanning.maxReportAge", "[duration](#duration)", '`"24h"`'],
  ["gate.likelihood.epss", "number, 0 to 1", "**required**"],
  ["gate.categories.image", "[ladder](#ladder)", "none"],
  ["network.namespaces.NAME.ingress[].ports", "list of whole numbers, 1 to 65535", "**required**"],
])("says of %s what it holds and what holds without it", (setting, values, fallback) => {
  const [row, ...others] = rowOf(setting);

  expect(others).toEqual([]);
  expect(row).toMatch(/ [A-Z`].*\. \|$/);
  expect(row).toContain(`| ${values} | ${fallback} |`);
});

test.each([
  ["protection.reviews.required", "higher"],
  ["protection.tags", "more entries"],
  ["environments.NAME.reviewers", "fewer entries; left out: weakest"],
  ["gate.ladder.critical", "`log` < `warn` < `approve` < `block`"],
  ["gate.grace", "left out: strongest"],
  ["gate.approvers", "`owner`; left out: strongest"],
  ["scanning.reportFormat", "`any`"],
  ["scanning.scanSchedule", "more often"],
])("says of %s which value is the stronger one", (setting, direction) => {
  expect(rowOf(setting)[0]?.split(" | ").at(-2)).toBe(direction);
});

test("what all scanners have in common stands there once", () => {
  expect(rowOf("scanning.scanners.trivy.required")).toEqual([]);
  expect(rowOf("scanning.scanners.trivy.timeout")).toHaveLength(1);
});

test("links lead to a heading", () => {
  for (const [, name] of reference.matchAll(/\]\(#([\w-]+)\)/g)) expect(lines).toContain(`### ${name}`);
});

test("every table row has as many cells as its head", () => {
  const cells = (line: string) => line.replaceAll("\\|", "").split("|").length;
  const heads = lines.flatMap((line, index) => (line.startsWith("| --- |") ? [index - 1] : []));

  for (const head of heads) {
    for (let index = head; lines[index]?.startsWith("|"); index++)
      expect(cells(lines[index] ?? "")).toBe(cells(lines[head] ?? ""));
  }
});

test("shows what each preset says", () => {
  expect(lines).toContain("| `protection.reviews.required` |  | `2` | `2` |");
  expect(lines).toContain('| `audit.mode` |  |  | `"COMPLIANCE"` |');
});

test("the page in the documentation is current", () => {
  expect(readFileSync("docs/policy-reference.md", "utf8")).toBe(reference);
});
