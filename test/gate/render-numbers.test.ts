import { renderAnnotations, renderHtml, renderJunit } from "@sallyport/gate";
import { parse } from "parse5";
import { expect, test } from "vitest";
import { elementsOf, textOf } from "../support/html-tree.ts";
import { largeVerdict, mixedVerdict, outcome, verdictWith } from "../support/verdicts.ts";

const junit = (...input: Parameters<typeof renderJunit>) => [...renderJunit(...input)].join("");
const html = (...input: Parameters<typeof renderHtml>) => parse([...renderHtml(...input)].join(""));

test("JUnit has a case for the decision, each doubt and each finding, and its numbers are theirs", () => {
  const xml = junit(mixedVerdict());

  expect(xml).toContain('<testsuite name="sallyport gate" tests="7" failures="4" errors="1" skipped="1"');
  expect(xml.match(/<testcase /g)).toHaveLength(7);
  expect(xml.match(/<failure /g)).toHaveLength(4);
  expect(xml.match(/<error /g)).toHaveLength(1);
  expect(xml.match(/<skipped /g)).toHaveLength(1);
});

test("JUnit is green for a pass and never for a gate that could not decide", () => {
  expect(junit(verdictWith([]))).toContain('tests="1" failures="0" errors="0"');
  expect(junit(verdictWith([], { decision: "undecided" }))).toContain('tests="1" failures="0" errors="1"');
  expect(junit(verdictWith([outcome({ outcome: "approve" })]))).toContain('tests="2" failures="2" errors="0"');
});

test("the HTML page has every finding, and the numbers of the verdict", () => {
  const tree = html(mixedVerdict());

  expect(elementsOf(tree, "article").map(({ attrs }) => attrs[0]?.value)).toEqual([
    ...["block", "block", "approve", "warn", "log"],
  ]);
  expect(elementsOf(tree, "label").map((element) => textOf(element))).toEqual([
    ...["All 5", "Blocks 2", "Needs approval 1", "Warnings 1", "Logged 1"],
  ]);
  expect(textOf(tree)).toContain("overdue since 2026-05-01");
  expect(textOf(tree)).toContain("EX-1: Not reachable (approved by alice, until 2026-12-31, without it: block)");
});

test("the HTML page loads nothing and runs nothing", () => {
  const [policy] = elementsOf(html(mixedVerdict()), "meta").flatMap(({ attrs }) =>
    attrs.filter(({ value }) => value.startsWith("default-src")),
  );

  expect(policy?.value).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'$/);
});

test("annotations name file and line, the strongest first, and no more than GitHub shows", () => {
  const lines = [...renderAnnotations(mixedVerdict())];

  expect(lines.map((line) => line.split(" ", 1)[0])).toEqual([
    "::notice",
    "::error",
    "::error",
    "::error",
    "::warning",
    "::warning",
  ]);
  expect(lines[2]).toContain(
    "::error file=package-lock.json,title=CVE-2026-1000 left-pad 1.0.0::critical (CVSS 9.8, nvd)",
  );
  expect(lines[4]).toContain("file=src/app.py,line=7,");
  const many = [...renderAnnotations(largeVerdict(500, () => outcome()))];
  expect(many.filter((line) => line.startsWith("::error"))).toHaveLength(10);
  expect(many.at(-1)).toContain("title=491 more findings::");
});
