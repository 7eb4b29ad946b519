export { Approval, approvalEvent, approvalJsonSchema } from "./approval.js";
export {
  type ApprovalEvidence,
  type CommitEvidence,
  type EnvironmentEvidence,
  isUnreadable,
  type Person,
  type PullRequestEvidence,
  type Read,
  type ReviewEvidence,
  type RunEvidence,
  type Unreadable,
} from "./approval-evidence.js";
export { approvalRequestDigest, approvalRequestLines } from "./approval-request.js";
export { Membership } from "./membership.js";
export { type ApprovalAnswer, type ApprovalInputs, weighApproval } from "./weigh-approval.js";
