import { approvalEnvironment } from "@sallyport/policy";
import { plainText } from "../plain-text.js";
import { type ApprovalEvidence, isUnreadable, type Person, type ReviewEvidence } from "./approval-evidence.js";
import type { Reviewer } from "./environment-check.js";
import type { Membership } from "./membership.js";
import { against, named, notRead, type Reason, unknown } from "./reason.js";

/** Who approved, what says that they may, and what they wrote. */
export interface Approver extends Person {
  membership: Membership;
  comment: string;
}

/** What is wrong with the reviews of the run: nobody approved, somebody rejected, or the wrong one approved. */
export function reviewReasons(evidence: ApprovalEvidence, reviewer: Reviewer): Reason[] {
  const { reviews } = evidence;
  if (isUnreadable(reviews)) return [notRead(reviews)];
  const ours = reviews.filter((review) => isOf(review, evidence));
  const rejected = ours.filter(({ state }) => state === "rejected");
  const approved = ours.filter(({ state }) => state === "approved");
  const reasons = rejected.map(({ user }) => against(`${user ? named(user) : "Somebody"} rejected it.`));
  if (approved.length === 0) reasons.push(nobody(reviews, reviewer));
  return [...reasons, ...approved.flatMap((review) => approverReasons(review, evidence, reviewer))];
}

/** The one who approved; undefined when there is none, or what is known does not suffice. */
export function approverOf({ reviews, ...evidence }: ApprovalEvidence, reviewer: Reviewer): Approver | undefined {
  if (isUnreadable(reviews)) return undefined;
  const review = reviews.find((each) => each.state === "approved" && isOf(each, evidence));
  if (!review?.user) return undefined;
  const membership = reviewer.type === "User" ? "user" : review.membership === "active" ? "team" : "rule";
  return { ...review.user, membership, comment: review.comment };
}

/** True for a review of the approval environment: by name, and by id where the environment could be read. */
function isOf({ environments }: ReviewEvidence, { environment }: Pick<ApprovalEvidence, "environment">): boolean {
  return environments.some(
    ({ id, name }) => name === approvalEnvironment && (isUnreadable(environment) || id === environment.id),
  );
}

function nobody(reviews: readonly ReviewEvidence[], { principal }: Reviewer): Reason {
  const others = reviews
    .filter(({ state }) => state === "approved")
    .flatMap(({ environments }) => environments.map(({ name = "an environment without a name" }) => plainText(name)));
  const elsewhere = others.length === 0 ? "" : ` An approval in ${[...new Set(others)].join(", ")} does not count.`;
  return against(`Nobody approved this run in ${approvalEnvironment}; ${principal} must.${elsewhere}`);
}

function approverReasons(
  { user, membership }: ReviewEvidence,
  evidence: ApprovalEvidence,
  reviewer: Reviewer,
): Reason[] {
  if (!user) return [unknown("GitHub does not say who approved.")];
  const reasons = interests(user, evidence).map((interest) => against(`${named(user)} ${interest} and approved it.`));
  if (user.type !== "User")
    reasons.push(against(`${named(user)}, who approved, is no person: ${plainText(user.type)}.`));
  if (reviewer.type === "User" && user.id !== reviewer.id) {
    reasons.push(against(`${named(user)} approved; the policy wants ${reviewer.principal} (${reviewer.id}).`));
  }
  if (reviewer.type === "Team" && membership === "none") {
    reasons.push(against(`${named(user)} approved, and is not in ${reviewer.principal} now.`));
  }
  return reasons;
}

/** What keeps an account from approving: what it has done for the change. */
function interests({ id }: Person, { run, pullRequest }: ApprovalEvidence): string[] {
  const found: string[] = [];
  if (pullRequest && !isUnreadable(pullRequest) && pullRequest.author?.id === id) {
    found.push(`wrote pull request ${pullRequest.number}`);
  }
  if (isUnreadable(run)) return found;
  if (run.actor?.id === id) found.push("started the run");
  else if (run.triggeringActor?.id === id) found.push("started this attempt of the run");
  return found;
}
