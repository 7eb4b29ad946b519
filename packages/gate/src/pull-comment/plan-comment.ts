import { byAge, type CommentMark, commentMark } from "./comment-body.js";

/** A comment on a pull request. */
export interface PullComment {
  id: number;
  body: string;
  /** Login of who wrote it; undefined when the account is gone. */
  author: string | undefined;
}

/**
 * What to do with the comments of a pull request: `create` ours, `update` the oldest of ours and remove any other, or
 * leave it, because it is `current` or a later run wrote it (`superseded`).
 */
export type CommentPlan =
  | { action: "create" }
  | { action: "update"; id: number; remove: number[] }
  | { action: "current"; id: number }
  | { action: "superseded"; id: number; by: CommentMark };

/**
 * What to do so that the pull request has one comment of ours on a topic, written by its latest run.
 *
 * @param author Login under which we write. A comment of anybody else is not ours, whatever it says.
 * @param body The comment as it should be. Its mark names the topic.
 */
export function planComment(comments: readonly PullComment[], author: string, body: string): CommentPlan {
  const mark = commentMark(body);
  if (!mark) throw new RangeError("the body does not say which run wrote it");
  const ours = comments
    .flatMap((comment) => {
      const its = comment.author === author ? commentMark(comment.body) : undefined;
      return its && its.topic === mark.topic ? [{ ...comment, mark: its }] : [];
    })
    .toSorted((a, b) => a.id - b.id);
  const [oldest, ...others] = ours;
  if (!oldest) return { action: "create" };
  const later = ours.toSorted((a, b) => byAge(b.mark, a.mark)).find((comment) => byAge(comment.mark, mark) > 0);
  if (later) return { action: "superseded", id: later.id, by: later.mark };
  if (others.length === 0 && oldest.body === body) return { action: "current", id: oldest.id };
  return { action: "update", id: oldest.id, remove: others.map(({ id }) => id) };
}
