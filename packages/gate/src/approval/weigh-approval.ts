import { type GatePolicy, type OrganizationPolicy, principalId, principalParts } from "@sallyport/policy";
import { plainText } from "../plain-text.js";
import type { Decision, LargeVerdict } from "../verdict.js";
import type { Approval } from "./approval.js";
import { type ApprovalEvidence, isUnreadable, type Person } from "./approval-evidence.js";
import { approvalRequestDigest } from "./approval-request.js";
import { environmentReasons, type Reviewer } from "./environment-check.js";
import { against, type Reason } from "./reason.js";
import { type Approver, approverOf, reviewReasons } from "./review-check.js";
import { commitReasons, newRun, pullRequestReasons, runReasons } from "./run-check.js";

/** Everything that the weighing of an approval depends on. */
export interface ApprovalInputs {
  /** The verdict of the gate that ran again, after the approval. */
  verdict: LargeVerdict;
  /** SHA-256 of that verdict in RFC 8785 form, hex. */
  verdictSha256: string;
  /** Digest of what the reviewers were asked for, from the gate that ran before them. */
  request: string;
  policy: { gate: GatePolicy; organization: OrganizationPolicy };
  /** Numeric id of the repository that is judged. */
  repositoryId: number;
  /** The run and the attempt that ask, as the runner knows them. */
  run: { id: number; attempt: number };
  evidence: ApprovalEvidence;
}

/** Whether an approval lifts a verdict, and why. */
export interface ApprovalAnswer {
  /** `pass`: lifted, or nothing to lift; `approval`: not given; else the verdict's own decision, or `undecided`. */
  decision: Decision;
  /** Every reason against it; sentences. Empty when it is lifted. */
  reasons: string[];
  /** The record of the approval; present when it lifts the verdict. */
  approval?: Approval;
}

/**
 * Whether what GitHub says lifts a verdict that needs an approval. It never lifts a block or an undecided. What cannot be
 * read, or contradicts itself, leaves it undecided; anything else that speaks against it leaves the approval to be had.
 */
export function weighApproval(inputs: ApprovalInputs): ApprovalAnswer {
  const { decision } = inputs.verdict;
  if (decision === "pass") return { decision, reasons: [] };
  if (decision !== "approval") {
    return { decision, reasons: [`The verdict is ${decision}: an approval lifts neither a block nor an undecided.`] };
  }
  const { evidence, run, repositoryId } = inputs;
  const reviewer = reviewerOf(inputs.policy);
  const reasons: Reason[] = [
    ...requestReasons(inputs),
    ...environmentReasons(evidence.environment, reviewer),
    ...runReasons(evidence.run, { ...run, repositoryId }),
    ...pullRequestReasons(evidence),
    ...commitReasons(evidence, inputs.verdict.inputs.commit),
    ...reviewReasons(evidence, reviewer),
  ];
  const approver = approverOf(evidence, reviewer);
  const approval = reasons.length === 0 && approver ? recordOf(inputs, approver) : undefined;
  if (approval) return { decision: "pass", reasons: [], approval };
  const undecided = reasons.length === 0 || reasons.some((reason) => reason.decision === "undecided");
  return { decision: undecided ? "undecided" : "approval", reasons: reasons.map(({ text }) => text) };
}

function requestReasons({ verdict, request }: ApprovalInputs): Reason[] {
  const asked = approvalRequestDigest(verdict);
  if (asked === request) return [];
  const changed = "a finding, a report, the policy, the commit or a judgement changed since.";
  return [
    against(
      `The reviewers were asked for ${plainText(request)}, and the verdict now asks for ${asked}: ${changed} ${newRun}`,
    ),
  ];
}

function reviewerOf({ gate: { approvers }, organization }: ApprovalInputs["policy"]): Reviewer {
  const id = principalId(organization, approvers);
  // A parsed policy lists everybody that it names.
  if (id === undefined) throw new RangeError(`organization does not list ${approvers}`);
  return { type: principalParts(approvers).kind === "team" ? "Team" : "User", id, principal: approvers };
}

/** Most characters of a comment that the record keeps. */
const commentLength = 1000;

function recordOf(
  { verdict, verdictSha256, request, evidence }: ApprovalInputs,
  approver: Approver,
): Approval | undefined {
  const { environment, run, pullRequest } = evidence;
  if (isUnreadable(environment) || isUnreadable(run) || (pullRequest && isUnreadable(pullRequest))) return undefined;
  const comment = plainText(approver.comment).slice(0, commentLength).toWellFormed();
  return {
    version: 1,
    verdict: verdictSha256,
    request,
    approver: accountOf(approver),
    approvers: verdict.approvers,
    membership: approver.membership,
    environment: { name: environment.name, id: environment.id },
    run: { id: run.id, attempt: 1, event: run.event, headSha: run.headSha },
    ...(pullRequest?.author && {
      pullRequest: { number: pullRequest.number, author: accountOf(pullRequest.author) },
    }),
    ...(comment !== "" && { comment }),
  };
}

function accountOf({ login, id }: Person): Approval["approver"] {
  return { login: plainText(login), id };
}
