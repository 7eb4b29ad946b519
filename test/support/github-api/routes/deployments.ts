import type { JsonMap } from "../description.ts";
import { failure, notFound, page, type Routes } from "../route.ts";
import type { Deployment, GitHubState } from "../state.ts";
import { account } from "./account.ts";

/** Statuses get ids that grow over all deployments, as on GitHub. */
const statusId = (deployment: Deployment, index: number) => deployment.id * 1000 + index + 1;

export const deploymentRoutes: Routes = {
  "repos/list-deployments": {
    needs: [["deployments", "read"]],
    answer(request, { deployments }) {
      const asked = (name: "environment" | "task", value: string) => [null, value].includes(request.query.get(name));
      const found = deployments
        .filter(({ environment, task }) => asked("environment", environment) && asked("task", task))
        .toSorted((a, b) => b.id - a.id);
      return page(found.map(answerOf), request);
    },
  },
  "repos/get-deployment": {
    needs: [["deployments", "read"]],
    answer({ parameters }, state) {
      const deployment = find(state, parameters.deployment_id);
      return deployment ? { status: 200, body: answerOf(deployment) } : notFound();
    },
  },
  "repos/create-deployment": {
    needs: [["deployments", "write"]],
    answer({ body, token }, { deployments }) {
      const { ref, task, environment, payload, required_contexts: contexts } = body as JsonMap;
      // Without a list GitHub wants every check of the commit to be green, and the one of this very run is not yet.
      if (!Array.isArray(contexts) || contexts.length > 0) return failure(409, "Conflict: Commit status checks failed");
      const deployment: Deployment = {
        id: 1 + Math.max(7000, ...deployments.map(({ id }) => id)),
        environment: String(environment ?? "production"),
        task: String(task ?? "deploy"),
        sha: String(ref),
        creator: token.account,
        payload: payload ?? "",
        statuses: [],
      };
      deployments.push(deployment);
      return { status: 201, body: answerOf(deployment) };
    },
  },
  "repos/list-deployment-statuses": {
    needs: [["deployments", "read"]],
    answer(request, state) {
      const deployment = find(state, request.parameters.deployment_id);
      if (!deployment) return notFound();
      return page(deployment.statuses.map((_, index) => statusAnswer(deployment, index)).toReversed(), request);
    },
  },
  "repos/create-deployment-status": {
    needs: [["deployments", "write"]],
    answer({ parameters, body, token }, state) {
      const deployment = find(state, parameters.deployment_id);
      if (!deployment) return notFound();
      const { state: said, auto_inactive: retiresOthers = true } = body as JsonMap;
      deployment.statuses.push({ state: String(said), creator: token.account });
      if (said === "success" && retiresOthers) {
        for (const other of state.deployments) {
          const isEarlier = other.environment === deployment.environment && other.id < deployment.id;
          if (isEarlier) other.statuses.push({ state: "inactive", creator: token.account });
        }
      }
      return { status: 201, body: statusAnswer(deployment, deployment.statuses.length - 1) };
    },
  },
};

function find({ deployments }: GitHubState, id: string | undefined): Deployment | undefined {
  return deployments.find((deployment) => String(deployment.id) === id);
}

function answerOf({ id, environment, task, sha, creator, payload }: Deployment): JsonMap {
  return { id, environment, task, sha, ref: sha, creator: account(creator), payload };
}

function statusAnswer(deployment: Deployment, index: number): JsonMap {
  const status = deployment.statuses[index];
  if (!status) throw new Error("the deployment has no such status");
  return {
    id: statusId(deployment, index),
    state: status.state,
    environment: deployment.environment,
    creator: account(status.creator),
  };
}
