import { notFound, type Routes } from "../route.ts";
import type { GitHubState, Run } from "../state.ts";
import { account } from "./account.ts";

export const runRoutes: Routes = {
  "actions/get-workflow-run": {
    needs: [["actions", "read"]],
    answer({ parameters }, state) {
      const run = find(state, parameters.run_id);
      if (!run) return notFound();
      const { id, attempt, event, headBranch, headSha, actor, triggeringActor, pulls } = run;
      const repository = { id: state.repository.id, name: state.repository.name, owner: account(state.organization) };
      const body = {
        id,
        run_attempt: attempt,
        event,
        head_branch: headBranch,
        head_sha: headSha,
        actor: account(actor),
        triggering_actor: account(triggeringActor),
        pull_requests: pulls.map((number) => ({ number, head: { sha: headSha }, base: {} })),
        repository,
      };
      return { status: 200, body };
    },
  },
  "actions/get-reviews-for-run": {
    needs: [["actions", "read"]],
    answer({ parameters }, state) {
      const run = find(state, parameters.run_id);
      if (!run) return notFound();
      const body = run.reviews.map(({ state: said, environment, user, comment }) => ({
        state: said,
        comment,
        user: account(user),
        environments: [{ id: environment.id, name: environment.name }],
      }));
      return { status: 200, body };
    },
  },
};

function find({ runs }: GitHubState, id: string | undefined): Run | undefined {
  return runs.find((run) => String(run.id) === id);
}
