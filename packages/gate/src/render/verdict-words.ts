import { approvalEnvironment } from "@sallyport/policy";
import { plainText } from "../plain-text.js";
import type { Decision, LargeVerdict, Outcome, OutcomeList } from "../verdict.js";

/** What the decisions are called. */
export const decisionTitles: Readonly<Record<Decision, string>> = {
  pass: "PASS",
  blocked: "BLOCKED",
  undecided: "UNDECIDED",
  approval: "APPROVAL REQUIRED",
};

/** What the outcomes are called where they are counted or listed, the strongest first. */
export const outcomeTitles: Readonly<Record<Outcome["outcome"], string>> = {
  block: "Blocks",
  approve: "Needs approval",
  warn: "Warnings",
  log: "Logged",
};

/** Why the decision is what it is; a sentence, plain text. */
export function reasonOf({ decision, counts: { outcomes, doubts }, findings }: LargeVerdict): string {
  switch (decision) {
    case "blocked": {
      const more = outcomes.approve > 0 ? `; ${outcomes.approve} more would need approval` : "";
      const doubted = doubts > 0 ? `; ${count(doubts, "doubt")} on top` : "";
      return `${count(outcomes.block, "finding")} ${outcomes.block === 1 ? "blocks" : "block"} (${idsOf(findings, "block")})${more}${doubted}.`;
    }
    case "undecided":
      return `${count(doubts, "reason")} not to trust what was given, so nobody can say that it is safe.`;
    case "approval":
      return `${count(outcomes.approve, "finding")} ${outcomes.approve === 1 ? "needs" : "need"} approval (${idsOf(findings, "approve")}).`;
    default:
      if (findings.length === 0) return "no findings in any report.";
      return outcomes.warn === 0
        ? `nothing that blocks, needs approval or warns; ${outcomes.log} logged.`
        : `nothing that blocks or needs approval; ${count(outcomes.warn, "warning")}.`;
  }
}

/** What to do now; a sentence without a capital, to follow "Next:". */
export function nextStepOf({ decision, approvers, counts }: LargeVerdict): string {
  const steps: Record<Decision, string> = {
    pass: counts.outcomes.warn > 0 ? "go on, and plan the warnings." : "go on.",
    blocked: "fix what blocks, then run the gate again. An approval does not lift a block.",
    undecided: "clear the doubts above, then run the gate again. An approval does not lift them.",
    approval: `${plainText(approvers)} approves in the environment ${approvalEnvironment}, or fix the findings above.`,
  };
  return steps[decision];
}

/** A number with its noun. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** The first ids that lead to an action. */
function idsOf(findings: OutcomeList, action: Outcome["outcome"]): string {
  const ids = new Set<string>();
  // The strongest come first, and a thousand of them may share one id.
  for (const finding of Iterator.from(findings).take(1000)) {
    if (finding.outcome === action) ids.add(plainText(finding.ids[0] ?? ""));
    if (ids.size > 3) break;
  }
  const named = [...ids].slice(0, 3).join(", ");
  return ids.size > 3 ? `${named}, ...` : named;
}
