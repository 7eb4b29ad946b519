export { byAge, type CommentMark, commentBody, commentMark, maximumCommentBytes } from "./comment-body.js";
export { type CommentPlan, type PullComment, planComment } from "./plan-comment.js";
