import type { JsonMap } from "../description.ts";
import { type Answer, failure, notFound, page, type Routes } from "../route.ts";
import type { Comment, GitHubState } from "../state.ts";
import { account } from "./account.ts";

const mayRead = [
  ["issues", "read"],
  ["pull-requests", "read"],
] as const;
const mayWrite = [
  ["issues", "write"],
  ["pull-requests", "write"],
] as const;

/** Whoever may write in the repository may also change the comments of others; the server lets them, as GitHub does. */
export const commentRoutes: Routes = {
  "issues/list-comments": {
    needs: mayRead,
    answer(request, state) {
      const issue = Number(request.parameters.issue_number);
      if (!exists(state, issue)) return notFound();
      return page(state.comments.filter((comment) => comment.issue === issue).map(comment), request);
    },
  },
  "issues/get-comment": {
    needs: mayRead,
    answer({ parameters }, state) {
      const found = find(state, parameters.comment_id);
      return found ? { status: 200, body: comment(found) } : notFound();
    },
  },
  "issues/create-comment": {
    needs: mayWrite,
    answer({ parameters, body, token }, state) {
      const issue = Number(parameters.issue_number);
      if (!exists(state, issue)) return notFound();
      const refused = refuse(body as JsonMap);
      if (refused) return refused;
      const id = 1 + Math.max(1000, ...state.comments.map((each) => each.id));
      const created = { id, issue, author: token.account, body: String((body as JsonMap).body), updatedAt: now() };
      state.comments.push(created);
      return { status: 201, body: comment(created) };
    },
  },
  "issues/update-comment": {
    needs: mayWrite,
    answer({ parameters, body }, state) {
      const found = find(state, parameters.comment_id);
      if (!found) return notFound();
      const refused = refuse(body as JsonMap);
      if (refused) return refused;
      found.body = String((body as JsonMap).body);
      found.updatedAt = now();
      return { status: 200, body: comment(found) };
    },
  },
  "issues/delete-comment": {
    needs: mayWrite,
    answer({ parameters }, state) {
      const found = find(state, parameters.comment_id);
      if (!found) return notFound();
      state.comments.splice(state.comments.indexOf(found), 1);
      return { status: 204 };
    },
  },
};

/** A comment is about an issue or a pull request: they share their numbers. */
function exists({ issues, pulls }: GitHubState, wanted: number): boolean {
  return [...issues, ...pulls].some(({ number }) => number === wanted);
}

function refuse({ body }: JsonMap): Answer | undefined {
  if (String(body).length <= 65_536) return undefined;
  return failure(422, "Validation Failed: body is too long (maximum is 65536 characters)");
}

function find({ comments }: GitHubState, id: string | undefined): Comment | undefined {
  return comments.find((each) => String(each.id) === id);
}

function comment({ id, author, body, updatedAt = "2026-05-04T11:00:00Z" }: Comment): JsonMap {
  return { id, body, user: account(author), updated_at: updatedAt };
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}
