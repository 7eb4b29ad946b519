export type { IssueContent } from "./issue-content.js";
export { markIn } from "./issue-mark.js";
export {
  type IssueChange,
  type IssueInputs,
  type IssuePlan,
  type IssueStep,
  overdueCommentMark,
  planIssues,
  type TrackedIssue,
} from "./plan-issues.js";
