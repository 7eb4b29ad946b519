import { isUnreadable, type Read } from "../approval/approval-evidence.js";
import { environmentFindings } from "./environment-findings.js";
import type { EnforcementAnswer, EnforcementFinding, Expectation } from "./expectation.js";
import { fileFindings } from "./file-findings.js";
import type { LiveRepository } from "./live-repository.js";
import { matchesRef } from "./ref-pattern.js";
import { rulesetFindings } from "./ruleset-findings.js";

/**
 * Whether the gate of the policy is really enforced on a live repository. What is as strong as the policy or stronger is
 * enforced; whatever nobody can say is undecided. A sure gap counts more than a doubt.
 */
export function judgeEnforcement(expectation: Expectation, live: Read<LiveRepository>): EnforcementAnswer {
  const { name } = expectation.repository;
  if (isUnreadable(live)) {
    const remedy = "Give GITHUB_TOKEN a token that may read the repository, and try again.";
    const doubt = { about: `repository ${name}`, found: `cannot be read: ${live.unreadable}`, remedy };
    return { name, decision: "undecided", gaps: [], doubts: [doubt] };
  }
  const parts = [
    rulesetFindings(expectation, live),
    environmentFindings(expectation, live),
    fileFindings(expectation, live),
  ];
  const gaps = [...ownGaps(expectation, live), ...parts.flatMap((part) => part.gaps)];
  const doubts = parts.flatMap((part) => part.doubts);
  return { name, decision: decisionOf(gaps, doubts), gaps, doubts };
}

function decisionOf(
  gaps: readonly EnforcementFinding[],
  doubts: readonly EnforcementFinding[],
): EnforcementAnswer["decision"] {
  if (gaps.length > 0) return "not-enforced";
  return doubts.length > 0 ? "undecided" : "enforced";
}

/** What the policy itself leaves open, and whether this is the repository that it means. */
function ownGaps({ policy: { protection }, repository }: Expectation, live: LiveRepository): EnforcementFinding[] {
  const gaps: EnforcementFinding[] = [];
  if (live.id !== repository.id) {
    const found = `is repository ${live.id}, and not ${repository.id}, which the policy means`;
    gaps.push({ about: `repository ${repository.name}`, found, remedy: "Correct repositories[].id or the name." });
  }
  if (protection.enforcement !== "active") {
    const found = `is ${protection.enforcement}: nothing is required before it is active`;
    gaps.push({ about: "protection.enforcement", found, remedy: "Set it to active." });
  }
  if (!protection.branches.some((pattern) => matchesRef(pattern, live.defaultBranch))) {
    const found = `${live.defaultBranch} is not among protection.branches`;
    gaps.push({ about: "the default branch", found, remedy: "Add it there, or make another one the default." });
  }
  return gaps;
}
