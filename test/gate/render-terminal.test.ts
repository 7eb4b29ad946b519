import { type DecisionInputs, missingReport, type Report, renderFindings, renderTerminal } from "@sallyport/gate";
import { expect, test } from "vitest";
import {
  read,
  recorded,
  recordOf,
  reportOf,
  result,
  trivy,
  trivyImage,
  verdictOn,
  vulnerability,
} from "../support/findings.ts";

const gate = { categories: { dependency: { high: "approve" } } } as const;

function page(report: Report, inputs: Partial<DecisionInputs> & { width?: number } = {}): string {
  const { width, ...rest } = inputs;
  const verdict = verdictOn([report], { gate, ...rest });
  return renderTerminal(verdict, { color: false, ...(width !== undefined && { width }) });
}

const many = (Severity: string, length: number) =>
  reportOf(
    ...Array.from({ length }, (_, index) => vulnerability({ Severity, VulnerabilityID: `CVE-2026-${1000 + index}` })),
  );

test.each<[string, Report, Partial<DecisionInputs>, string]>([
  ["a pass", reportOf(), {}, "PASS: no findings in any report."],
  ["a pass with warnings", many("MEDIUM", 2), {}, "PASS: nothing that blocks or needs approval; 2 warnings."],
  ["a pass with logged findings", many("LOW", 2), {}, "PASS: nothing that blocks, needs approval or warns; 2 logged."],
  ["a block", many("CRITICAL", 1), {}, "BLOCKED: 1 finding blocks (CVE-2026-1000)."],
  ["an approval", many("HIGH", 2), {}, "APPROVAL REQUIRED: 2 findings need approval (CVE-2026-1000, CVE-2026-1001)."],
  [
    "a doubt",
    reportOf(),
    { unreadable: [missingReport("a.json")] },
    "UNDECIDED: 1 reason not to trust what was given, so",
  ],
])("the first line of %s says what and why", (_, report, inputs, line) => {
  expect(page(report, inputs).split("\n")[0]).toContain(line);
});

test("a block that is doubted, too, says both", () => {
  const text = page(many("CRITICAL", 2), { unreadable: [missingReport("a.json")] });

  expect(text.split("\n")[0]).toBe("BLOCKED: 2 findings block (CVE-2026-1000, CVE-2026-1001); 1 doubt on top.");
});

test("a finding that blocks is told with severity, package, place, reason and fix", () => {
  const report = reportOf(vulnerability({ CVSS: { nvd: { V3Score: 9.8 } }, PrimaryURL: "https://avd.example/1" }));

  expect(page(report)).toContain(
    [
      "Blocks (1)",
      "  CRITICAL 9.8  CVE-2026-1000  left-pad 1.0.0",
      "    left-pad pads the wrong side",
      "    where package-lock.json",
      "    why   CVSS 9.8 (nvd) is critical; gate.ladder.critical is block.",
      "    note  trivy says HIGH, nvd scores 9.8: the score of nvd decides (gate.scoreSources: nvd, ghsa,",
      "          redhat, vendor), critical instead of high.",
      "    fix   Upgrade left-pad from 1.0.0 to 1.0.1.",
      "    see   https://avd.example/1",
    ].join("\n"),
  );
});

test("a finding in an image names the image, and of several reports the one that says so", () => {
  const image = read(
    trivyImage("api:1", [result({ Vulnerabilities: [vulnerability({ Severity: "CRITICAL" })] })]),
    "a.json",
  );
  const both = [recorded(image), recorded(read(trivy([result()]), "b.json"))];

  expect(page(image)).toContain("where package-lock.json in api:1\n");
  expect(page(image, { reports: both })).toContain("where package-lock.json in api:1, says a.json\n");
});

test("a doubt is told with its remedy", () => {
  expect(page(reportOf(), { unreadable: [missingReport("a.json")] })).toContain(
    "Doubts (1)\n  ? a.json does not exist.\n    do  Run the scanner again, or correct the path.",
  );
});

test.each(["CRITICAL", "HIGH"])("no %s finding is ever left out", (severity) => {
  expect(page(many(severity, 50)).match(/^ {2}\w+ {2}CVE-2026-\d+/gm)).toHaveLength(50);
});

test("long lists of warnings are shortened by count", () => {
  const text = page(many("MEDIUM", 50));

  expect(text.match(/^ {2}MEDIUM {2}CVE-2026-\d+/gm)).toHaveLength(10);
  expect(text).toContain("... and 40 more; the JSON verdict (--json) has them all.");
});

test("the summary counts every rung, and what was suppressed", () => {
  const modified = [{ Type: "vulnerability", Status: "ignored", Finding: vulnerability() }];
  const report = read(trivy([result({ ModifiedFindings: modified, Vulnerabilities: [vulnerability()] })]));

  expect(page(report)).toContain(
    "1 report: critical 0, high 1, unscored 0, medium 0, low 0, info 0, suppressed by a scanner 1.",
  );
});

test.each<[string, Report, Partial<DecisionInputs>, string]>([
  ["a pass", reportOf(), {}, "Next: go on."],
  ["warnings", many("MEDIUM", 1), {}, "Next: go on, and plan the warnings."],
  [
    "a block",
    many("CRITICAL", 1),
    {},
    "Next: fix what blocks, then run the gate again. An approval does not lift a block.",
  ],
  ["an approval", many("HIGH", 1), {}, "Next: team:security approves in the environment security-approval, or fix"],
  [
    "a doubt",
    reportOf(),
    { unreadable: [missingReport("a.json")] },
    "Next: clear the doubts above, then run the gate again.",
  ],
])("%s ends with what to do next", (_, report, inputs, text) => {
  expect(page(report, inputs)).toContain(text);
});

test("without colour there is nothing but plain ASCII of ours", () => {
  expect(page(many("CRITICAL", 3), { unreadable: [missingReport("a.json")] })).toMatch(/^[\n\x20-\x7e]*$/);
});

test("with colour the words are the same", () => {
  const verdict = verdictOn([many("CRITICAL", 1)], { gate });
  const ansi = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
  const colored = renderTerminal(verdict, { color: true });

  expect(colored).toMatch(ansi);
  expect(colored.replaceAll(ansi, "")).toBe(renderTerminal(verdict, { color: false }));
});

test("lines stay within the width", () => {
  const text = page(many("CRITICAL", 2), { width: 60 });

  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
});

test("a width that is no width leaves a page that can be read", () => {
  expect(page(many("HIGH", 1), { width: 0 })).toBe(page(many("HIGH", 1), { width: 40 }));
});

test.each([
  ["an escape sequence", "red \u001b[31malert\u001b[0m", "red alert"],
  ["a terminal title", "a\u001b]0;owned\u0007b", "a b"],
  ["a line break", "one\nPASS: no findings", "one PASS: no findings"],
  ["a carriage return", "gone\rPASS", "gone PASS"],
  ["a change of direction", "user\u202egnp.exe", "user gnp.exe"],
  ["nothing that shows", "in\u200bvisible\ufeff", "in visible"],
  ["eight-bit controls", "a\u009b31mb", "a b"],
  ["a bracket after a line break", "see\n[1] and [2]", "see [1] and [2]"],
])("text of a report with %s cannot harm the terminal", (_, Title, safe) => {
  const text = page(reportOf(vulnerability({ Title, Severity: "CRITICAL" })));

  expect(text).toContain(`\n    ${safe}\n`);
  expect(renderFindings([reportOf(vulnerability({ Title }))], { color: false })).toContain(`  ${safe}\n`);
});

test("paths and messages from outside are cleaned, too", () => {
  const report = read(
    trivy([result({ Target: "a\u001b[2Jb", Vulnerabilities: [vulnerability()] })]),
    "c\u001b[2Jd.json",
  );

  expect(page(report)).not.toContain("\u001b");
});

test("what the readers see is told by report, with health and counts", () => {
  const text = renderFindings([read(trivy([])), many("HIGH", 1)], { color: false });

  expect(text).toContain(
    "trivy (trivy-json v2), empty: critical 0, high 0, unscored 0, medium 0, low 0, info 0, suppressed 0",
  );
  expect(text).toContain("  ! it has no results: Trivy recognised nothing to scan");
  expect(text).toContain("  HIGH  CVE-2026-1000  left-pad 1.0.0  package-lock.json  left-pad pads the wrong side");
});

test("a record and a report that disagree are told in one place", () => {
  const report = reportOf();
  const text = page(report, { reports: [{ report, record: recordOf(report, { exitCode: 2 }) }] });

  expect(text).toContain("? reports/trivy.json comes from a run of trivy that failed: exit code 2, not 0.");
});
