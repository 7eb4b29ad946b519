import { type EnforcementAnswer, type EnforcementFinding, plainText } from "@sallyport/gate";
import type { Terminal } from "./output.js";
import { paint } from "./paint.js";

/** What `sallyport enforce check` found, of all repositories. */
export interface EnforcementReport {
  version: 1;
  decision: EnforcementAnswer["decision"];
  policy: { file: string; sha256: string };
  repositories: readonly EnforcementAnswer[];
  counts: { enforced: number; notEnforced: number; undecided: number };
  /** Requests to GitHub. */
  requests: number;
}

/** The answers of all repositories as one: a gap anywhere counts more than a doubt anywhere. */
export function enforcementReport(
  repositories: readonly EnforcementAnswer[],
  policy: EnforcementReport["policy"],
  { requests }: { requests: number },
): EnforcementReport {
  const count = (decision: EnforcementAnswer["decision"]) =>
    repositories.filter((answer) => answer.decision === decision).length;
  const counts = {
    enforced: count("enforced"),
    notEnforced: count("not-enforced"),
    undecided: count("undecided"),
  };
  const decision = counts.notEnforced > 0 ? "not-enforced" : counts.undecided > 0 ? "undecided" : "enforced";
  return { version: 1, decision, policy, repositories, counts, requests };
}

const colors = { enforced: "green", "not-enforced": "red", undecided: "yellow" } as const;

/** The report for people: repositories with gaps first, each gap with its remedy. */
export function renderEnforcement(report: EnforcementReport, { color }: Pick<Terminal, "color">): string {
  const brush = paint({ color });
  const { enforced, notEnforced, undecided } = report.counts;
  const order = ["not-enforced", "undecided", "enforced"];
  const sorted = report.repositories.toSorted((a, b) => order.indexOf(a.decision) - order.indexOf(b.decision));
  const lines = sorted.flatMap(({ name, decision, gaps, doubts }) => [
    `${brush(colors[decision], decision.padEnd(12))} ${name}`,
    ...gaps.flatMap((gap) => linesOf("gap", gap)),
    ...doubts.flatMap((doubt) => linesOf("doubt", doubt)),
  ]);
  const summary = `${enforced} enforced, ${notEnforced} not enforced, ${undecided} undecided; ${report.requests} requests.`;
  return `${[...lines, "", summary].join("\n")}\n`;
}

function linesOf(kind: string, { about, found, remedy }: EnforcementFinding): string[] {
  return [`  ${kind.padEnd(6)}${plainText(`${about} ${found}`)}`, `  ${"fix".padEnd(6)}${plainText(remedy)}`];
}
