import { bringFiles } from "../document/artifact.js";
import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import type { Job } from "../document/workflow.js";
import { bringSallyport, sallyport, type WorkflowInputs } from "../workflows/preparation.js";

/** Condition: a pull request of a branch of this repository. One from a fork has a token that can only read. */
export const ownPullRequest = "github.event.pull_request.head.repo.full_name == github.repository";

/** What a job comments on its pull request. */
export interface Comment {
  /** Job whose files it takes; the comment is written however that ends. */
  after: string;
  /** Artifact that has the file. */
  artifact: string;
  /** The Markdown file in it. */
  file: string;
  /** Flags of `sallyport comment`, besides. */
  flags?: string;
  /** What the comment says when there is no such file. */
  otherwise: string;
}

/**
 * The job that keeps the one comment of its kind on a pull request up to date. It has the right to write there, so it runs
 * nothing of the pull request and has no checkout: it takes a file that another job made.
 */
export function commentJob(inputs: Pick<WorkflowInputs, "policy">, comment: Comment): Job {
  return {
    name: "Comment",
    needs: [comment.after],
    if: `!cancelled() && ${ownPullRequest}`,
    "runs-on": "ubuntu-24.04",
    permissions: {
      contents: "read",
      "pull-requests": { access: "write", why: "keeps its one comment up to date; runs no code of the pull request" },
    },
    "timeout-minutes": 5,
    steps: [
      ...bringSallyport(inputs),
      bringFiles(comment.artifact, comment.artifact, { name: "Fetch the text" }),
      script(
        {
          name: "Comment on the pull request",
          env: {
            GITHUB_TOKEN: expression("github.token"),
            PULL: expression("github.event.pull_request.number"),
            FILE: `${comment.artifact}/${comment.file}`,
            OTHERWISE: comment.otherwise,
          },
        },
        [
          'if [ ! -s "$FILE" ]; then',
          '  FILE="otherwise.md"',
          '  run="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"',
          '  printf "%s\\n\\n%s\\n" "$OTHERWISE" "[The run says why.]($run)" > "$FILE"',
          "fi",
          `${sallyport(inputs)} comment --file "$FILE" --pull "$PULL"${comment.flags ? ` ${comment.flags}` : ""}`,
        ],
      ),
    ],
  };
}
