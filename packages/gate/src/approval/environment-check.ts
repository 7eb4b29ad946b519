import { approvalEnvironment } from "@sallyport/policy";
import { plainText } from "../plain-text.js";
import { type EnvironmentEvidence, isUnreadable, type Read } from "./approval-evidence.js";
import { against, notRead, type Reason, unknown } from "./reason.js";

/** Who must be the only reviewer of the environment: `gate.approvers`, by id. */
export interface Reviewer {
  type: "Team" | "User";
  id: number;
  /** As the policy names it: `team:security`. */
  principal: string;
}

/**
 * What is wrong with the live environment. GitHub makes an environment without any rule when a job names one that is not
 * there, and whoever administers the repository can change its rules.
 */
export function environmentReasons(environment: Read<EnvironmentEvidence>, reviewer: Reviewer): Reason[] {
  if (isUnreadable(environment)) return [notRead(environment)];
  const { name, administratorsBypass, reviewerRules } = environment;
  const called = plainText(name);
  const reasons: Reason[] = [];
  if (name !== approvalEnvironment) {
    reasons.push(against(`The environment is ${called}, not ${approvalEnvironment}.`));
  }
  if (administratorsBypass === undefined) {
    reasons.push(unknown(`GitHub does not say whether administrators may skip the rules of ${called}.`));
  } else if (administratorsBypass) {
    reasons.push(against(`Administrators may skip the rules of ${called}. ${remedy}`));
  }
  return [...reasons, ...ruleReasons(called, reviewerRules, reviewer)];
}

const remedy = "Run `pulumi up`: it makes the environment as the policy wants it.";

function ruleReasons(name: string, rules: EnvironmentEvidence["reviewerRules"], reviewer: Reviewer): Reason[] {
  const [rule, ...others] = rules;
  if (!rule) return [against(`${name} has no reviewers rule: its jobs start without anybody's approval. ${remedy}`)];
  if (others.length > 0) return [unknown(`${name} has ${rules.length} reviewers rules; GitHub knows one only.`)];
  const reasons: Reason[] = [];
  const [only, ...more] = rule.reviewers;
  if (!only || more.length > 0 || only.type !== reviewer.type || only.id !== reviewer.id) {
    const found = rule.reviewers.map(({ type, id }) => `${plainText(type)}:${id}`).join(", ") || "nobody";
    const wanted = `${reviewer.principal} (${reviewer.type}:${reviewer.id})`;
    reasons.push(against(`${name} is reviewed by ${found}; the policy wants ${wanted} and nobody else. ${remedy}`));
  }
  if (rule.preventSelfReview === undefined) {
    reasons.push(unknown(`GitHub does not say whether ${name} lets people approve their own runs.`));
  } else if (!rule.preventSelfReview) {
    reasons.push(against(`${name} lets people approve their own runs. ${remedy}`));
  }
  return reasons;
}
