import type { JsonMap } from "../description.ts";
import { type Answer, type ApiRequest, failure, notFound, page, type Routes } from "../route.ts";
import type { GitHubState, Issue } from "../state.ts";
import { account } from "./account.ts";

const mayRead = [["issues", "read"]] as const;
const mayWrite = [["issues", "write"]] as const;

/** Issues. GitHub lists pull requests among them, and counts both with the same numbers. */
export const issueRoutes: Routes = {
  "issues/list-for-repo": {
    needs: mayRead,
    answer(request, state) {
      const { query } = request;
      const wanted = query.get("state") ?? "open";
      const creator = query.get("creator");
      const labels = query.get("labels")?.split(",") ?? [];
      const since = query.get("since");
      const issues = state.issues
        .filter((issue) => wanted === "all" || issue.state === wanted)
        .filter(({ author }) => creator === null || author.login === creator)
        .filter((issue) => labels.every((label) => issue.labels.includes(label)))
        .filter(({ updatedAt }) => since === null || updatedAt >= since)
        .map((issue) => ({ number: issue.number, answer: issueAnswer(issue) }));
      const pulls = state.pulls
        .filter(({ author }) => wanted !== "closed" && (creator === null || author.login === creator))
        .filter(() => labels.length === 0 && since === null)
        .map(({ number, author }) => ({ number, answer: pullAnswer(number, account(author)) }));
      const descending = query.get("direction") !== "asc";
      const sorted = [...issues, ...pulls].toSorted((a, b) => (descending ? b.number - a.number : a.number - b.number));
      return page(
        sorted.map(({ answer }) => answer),
        request,
      );
    },
  },
  "issues/get": {
    needs: mayRead,
    answer(request, state) {
      const issue = find(request, state);
      return issue ? { status: 200, body: issueAnswer(issue) } : notFound();
    },
  },
  "issues/create": {
    needs: mayWrite,
    answer({ body, token }, state) {
      const { title, body: text = "", labels = [], assignees = [] } = body as JsonMap;
      const refused = refuse(body as JsonMap);
      if (refused) return refused;
      const number = 1 + Math.max(0, ...[...state.issues, ...state.pulls].map((each) => each.number));
      const created: Issue = {
        number,
        title: String(title),
        body: String(text),
        state: "open",
        stateReason: null,
        author: token.account,
        labels: labels as string[],
        assignees: assignees as string[],
        createdAt: now(),
        updatedAt: now(),
      };
      state.issues.push(created);
      return { status: 201, body: issueAnswer(created) };
    },
  },
  "issues/update": {
    needs: mayWrite,
    answer(request, state) {
      const issue = find(request, state);
      if (!issue) return notFound();
      const refused = refuse(request.body as JsonMap);
      if (refused) return refused;
      change(issue, request.body as JsonMap);
      return { status: 200, body: issueAnswer(issue) };
    },
  },
  "issues/add-labels": {
    needs: mayWrite,
    answer(request, state) {
      const issue = find(request, state);
      if (!issue) return notFound();
      const { labels } = request.body as { labels: string[] };
      issue.labels = [...new Set([...issue.labels, ...labels])];
      issue.updatedAt = now();
      return { status: 200, body: issue.labels.map(labelAnswer) };
    },
  },
};

function change(issue: Issue, { title, body, state, state_reason, labels, assignees }: JsonMap): void {
  if (title !== undefined) issue.title = String(title);
  if (body !== undefined) issue.body = String(body);
  if (labels !== undefined) issue.labels = labels as string[];
  if (assignees !== undefined) issue.assignees = assignees as string[];
  if (state !== undefined) {
    issue.state = state as Issue["state"];
    const reason = (state_reason ?? (state === "closed" ? "completed" : "reopened")) as Issue["stateReason"];
    issue.stateReason = reason;
  }
  issue.updatedAt = now();
}

function refuse({ body, title, labels }: JsonMap): Answer | undefined {
  if (typeof body === "string" && body.length > 65_536) {
    return failure(422, "Validation Failed: body is too long (maximum is 65536 characters)");
  }
  if (typeof title === "string" && title.length > 256) {
    return failure(422, "Validation Failed: title is too long (maximum is 256 characters)");
  }
  if (Array.isArray(labels) && labels.some((label) => String(label).length > 50)) {
    return failure(422, "Validation Failed: label name is too long (maximum is 50 characters)");
  }
  return undefined;
}

function find({ parameters }: ApiRequest, { issues }: GitHubState): Issue | undefined {
  return issues.find(({ number }) => String(number) === parameters.issue_number);
}

function issueAnswer(issue: Issue): JsonMap {
  const { number, title, body, state, stateReason, author, labels, assignees, createdAt, updatedAt } = issue;
  return {
    id: number + 100_000,
    number,
    title,
    body,
    state,
    state_reason: stateReason,
    user: account(author),
    labels: labels.map(labelAnswer),
    assignees: assignees.map((login, index) => account({ id: 9000 + index, login, type: "User" })),
    created_at: createdAt,
    updated_at: updatedAt,
    closed_at: state === "closed" ? updatedAt : null,
  };
}

function pullAnswer(number: number, user: JsonMap): JsonMap {
  return { number, title: "a pull request", state: "open", user, pull_request: {}, labels: [] };
}

function labelAnswer(name: string, index: number): JsonMap {
  return { id: index + 1, name, color: "ededed", default: false };
}

/** To the second, as GitHub has it. */
function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}
