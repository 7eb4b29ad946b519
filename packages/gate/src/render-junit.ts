import { deadlineOf, excuseOf, isExcused, packageOf, raterOf } from "./render/finding-words.js";
import { markupText } from "./render/markup-text.js";
import { decisionTitles, reasonOf } from "./render/verdict-words.js";
import { placeOf } from "./terminal-finding.js";
import type { LargeVerdict, Outcome } from "./verdict.js";

/**
 * JUnit XML: one test case for the decision, one for each doubt (an error) and one for each finding: a failure where it
 * blocks or needs approval, skipped where an exception excuses it. A verdict that is no pass is never all green.
 */
export function* renderJunit(verdict: LargeVerdict): Iterable<string> {
  const { block, approve } = verdict.counts.outcomes;
  let excused = 0;
  for (const finding of verdict.findings) if (isExcused(finding)) excused += 1;
  const stopped = verdict.decision === "blocked" || verdict.decision === "approval";
  const numbers = [
    attribute("tests", `${1 + verdict.doubts.length + verdict.findings.length}`),
    attribute("failures", `${block + approve + (stopped ? 1 : 0)}`),
    attribute("errors", `${verdict.doubts.length + (verdict.decision === "undecided" ? 1 : 0)}`),
    attribute("skipped", `${excused}`),
  ].join("");
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attribute("name", "sallyport")}${numbers}>\n`;
  yield `<testsuite${attribute("name", "sallyport gate")}${numbers}${attribute("timestamp", verdict.inputs.now)}>\n`;
  yield decisionCase(verdict);
  for (const doubt of verdict.doubts) yield doubtCase(doubt);
  for (const finding of verdict.findings) yield findingCase(finding, verdict);
  yield "</testsuite>\n</testsuites>\n";
}

function decisionCase(verdict: LargeVerdict): string {
  const { decision } = verdict;
  const result = decision === "undecided" ? "error" : "failure";
  const message = `${decisionTitles[decision]}: ${reasonOf(verdict)}`;
  return testCase("decision", "gate", decision === "pass" ? "" : element(result, message, decision, message));
}

function doubtCase({ about, found, remedy }: LargeVerdict["doubts"][number]): string {
  return testCase(about, "doubts", element("error", `${about} ${found}`, "doubt", remedy));
}

function findingCase(finding: Outcome, verdict: LargeVerdict): string {
  const place = placeOf(finding, verdict);
  const name = [finding.ids[0] ?? "", packageOf(finding), place].filter((part) => part !== "").join(" ");
  return testCase(name, `${finding.category}.${finding.rule}`, resultOf(finding, detailOf(finding, place)));
}

function resultOf(finding: Outcome, detail: string): string {
  const { outcome, title, severity } = finding;
  if (outcome === "block" || outcome === "approve") return element("failure", title, `${outcome}.${severity}`, detail);
  if (isExcused(finding)) return `<skipped${attribute("message", excuseOf(finding) ?? "")}/>`;
  return `<system-out>${markupText(detail)}</system-out>`;
}

function detailOf(finding: Outcome, place: string): string {
  const deadline = deadlineOf(finding);
  const due = deadline === undefined ? "" : ` Due: ${deadline}.`;
  return `${finding.severity} (${raterOf(finding)}): ${finding.title}. Where: ${place}. ${finding.because} ${finding.fix}${due}`;
}

function testCase(name: string, classname: string, content: string): string {
  return `<testcase${attribute("name", name)}${attribute("classname", classname)}>${content}</testcase>\n`;
}

function element(name: "failure" | "error", message: string, type: string, text: string): string {
  return `<${name}${attribute("message", message)}${attribute("type", type)}>${markupText(text)}</${name}>`;
}

function attribute(name: string, value: string): string {
  return ` ${name}="${markupText(value, 500)}"`;
}
