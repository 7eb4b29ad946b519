import { failure, notFound, page, type Routes } from "../route.ts";
import type { GitHubState, Variable } from "../state.ts";

const mayRead = [["variables", "read"]] as const;
const mayWrite = [["variables", "write"]] as const;
const time = "2026-05-04T11:00:00Z";

export const variableRoutes: Routes = {
  "actions/list-repo-variables": {
    needs: mayRead,
    answer(request, { variables }) {
      const { body = [], ...answer } = page(variables.map(variable), request);
      return { ...answer, body: { total_count: variables.length, variables: body } };
    },
  },
  "actions/create-repo-variable": {
    needs: mayWrite,
    answer({ body }, { variables }) {
      const { name, value } = body as unknown as Variable;
      if (variables.some((each) => each.name === name)) return failure(409, "Already exists - Variable already exists");
      variables.push({ name, value });
      return { status: 201, body: {} };
    },
  },
  "actions/get-repo-variable": {
    needs: mayRead,
    answer({ parameters }, state) {
      const found = find(state, parameters.name);
      return found ? { status: 200, body: variable(found) } : notFound();
    },
  },
  "actions/update-repo-variable": {
    needs: mayWrite,
    answer({ parameters, body }, state) {
      const found = find(state, parameters.name);
      if (!found) return notFound();
      Object.assign(found, body);
      return { status: 204 };
    },
  },
  "actions/delete-repo-variable": {
    needs: mayWrite,
    answer({ parameters }, state) {
      const found = find(state, parameters.name);
      if (!found) return notFound();
      state.variables.splice(state.variables.indexOf(found), 1);
      return { status: 204 };
    },
  },
};

function find({ variables }: GitHubState, name: string | undefined): Variable | undefined {
  return variables.find((each) => each.name === name);
}

function variable({ name, value }: Variable) {
  return { name, value, created_at: time, updated_at: time };
}
