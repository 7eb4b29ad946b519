export {
  byAge,
  type CommentMark,
  commentBody,
  commentMark,
  isCommentTopic,
  maximumCommentBytes,
} from "./comment-body.js";
export { type CommentPlan, type PullComment, planComment } from "./plan-comment.js";
