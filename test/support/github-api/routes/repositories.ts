import type { JsonMap } from "../description.ts";
import { failure, notFound, page, type Routes } from "../route.ts";
import type { GitHubState, RepositoryState, Variable } from "../state.ts";
import { account } from "./account.ts";

const mayRead = [["variables", "read"]] as const;
const mayWrite = [["variables", "write"]] as const;
const time = "2026-05-04T11:00:00Z";

export const repositoryRoutes: Routes = {
  "repos/get": {
    needs: [], // Every token may read what a repository is called.
    answer: (_, state) => ({ status: 200, body: repository(state, state) }),
  },
  "repos/list-for-org": {
    needs: [],
    answer: (request, state) =>
      page(
        [state, ...state.others].map((each) => repository(each, state)),
        request,
      ),
  },
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

function repository({ repository: own }: RepositoryState, { organization }: GitHubState): JsonMap {
  const { id, name, defaultBranch = "main", archived = false } = own;
  const full = `${organization.login}/${name}`;
  return { id, name, full_name: full, default_branch: defaultBranch, archived, owner: account(organization) };
}
