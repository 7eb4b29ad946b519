import { type JsonMap, webhookPayload } from "../github-api/description.ts";
import type { History } from "./git-history.ts";

/** An event as the runner gets it: its name, and what GitHub's webhook of that name sends, by GitHub's own description. */
export interface ActEvent {
  name: "merge_group" | "pull_request" | "push" | "schedule";
  payload: JsonMap;
}

const owner = { login: "acme", id: 1042, type: "Organization", site_admin: false };
const bob = { login: "bob", id: 502, type: "User", site_admin: false };

/** Runs the program `hacked` wherever a script takes it in. */
const hostileTitle = '$(hacked) "; hacked; "';

/** The repository in the payloads, or a fork of it. */
function repository(fork = false) {
  const whose = fork ? { login: "mallory", id: 666, type: "User", site_admin: false } : owner;
  return {
    id: fork ? 900666 : 900123,
    name: "payments-api",
    full_name: `${whose.login}/payments-api`,
    private: false,
    owner: whose,
    fork,
    default_branch: "main",
    visibility: "public",
  };
}

/**
 * A pull request that got a commit.
 *
 * @param from Where the branch lies: in the repository itself, or in a fork of it.
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request
 */
export function pullRequestEvent({ base, head, merge }: History, from: "fork" | "repository" = "repository"): ActEvent {
  const source = repository(from === "fork");
  return {
    name: "pull_request",
    payload: webhookPayload("pull-request-synchronize", {
      action: "synchronize",
      number: 12,
      before: base,
      after: head,
      pull_request: {
        id: 1200,
        number: 12,
        state: "open",
        draft: false,
        title: hostileTitle,
        body: null,
        user: from === "fork" ? source.owner : bob,
        head: { label: `${source.owner.login}:feature`, ref: "feature", sha: head, user: source.owner, repo: source },
        base: { label: "acme:main", ref: "main", sha: base, user: owner, repo: repository() },
        merge_commit_sha: merge,
        merged: false,
        author_association: from === "fork" ? "NONE" : "MEMBER",
        labels: [],
      },
      repository: repository(),
      organization: owner,
      sender: from === "fork" ? source.owner : bob,
    }),
  };
}

/**
 * A push to a branch.
 *
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#push
 */
export function pushEvent({ base, merge }: History, branch = "main"): ActEvent {
  const commit = {
    id: merge,
    tree_id: "7".repeat(40),
    distinct: true,
    message: "What was merged",
    timestamp: "2026-11-20T10:00:00Z",
    url: `https://github.com/acme/payments-api/commit/${merge}`,
    author: { name: "Bob", email: "bob@example.com", username: "bob" },
    committer: { name: "Bob", email: "bob@example.com", username: "bob" },
    added: [],
    removed: [],
    modified: ["app.js"],
  };
  return {
    name: "push",
    payload: webhookPayload("push", {
      ref: `refs/heads/${branch}`,
      before: base,
      after: merge,
      base_ref: null,
      created: false,
      deleted: false,
      forced: false,
      compare: `https://github.com/acme/payments-api/compare/${base.slice(0, 12)}...${merge.slice(0, 12)}`,
      commits: [commit],
      head_commit: commit,
      pusher: { name: "bob", email: "bob@example.com" },
      repository: repository(),
      organization: owner,
      sender: bob,
    }),
  };
}

/**
 * The merge queue asks for the checks of a group.
 *
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#merge_group
 */
export function mergeGroupEvent({ base, merge }: History): ActEvent {
  return {
    name: "merge_group",
    payload: webhookPayload("merge-group-checks-requested", {
      action: "checks_requested",
      merge_group: {
        head_sha: merge,
        head_ref: `refs/heads/gh-readonly-queue/main/pr-12-${base}`,
        base_sha: base,
        base_ref: "refs/heads/main",
        head_commit: {
          id: merge,
          tree_id: "7".repeat(40),
          message: "What the queue merged",
          timestamp: "2026-11-20T10:00:00Z",
          author: { name: "Bob", email: "bob@example.com" },
          committer: { name: "GitHub", email: "noreply@github.com" },
        },
      },
      repository: repository(),
      organization: owner,
      sender: bob,
    }),
  };
}

/**
 * The clock. No webhook: the runner gets nothing but the expression that was due.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
 */
export function scheduleEvent(cron: string): ActEvent {
  return { name: "schedule", payload: { schedule: cron } };
}
