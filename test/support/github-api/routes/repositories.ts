import type { JsonMap } from "../description.ts";
import { page, type Routes } from "../route.ts";
import type { GitHubState, RepositoryState } from "../state.ts";
import { account } from "./account.ts";

export const repositoryRoutes: Routes = {
  "repos/get": {
    needs: [],
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
};

function repository({ repository: own }: RepositoryState, { organization }: GitHubState): JsonMap {
  const { id, name, defaultBranch = "main", archived = false } = own;
  const full = `${organization.login}/${name}`;
  return { id, name, full_name: full, default_branch: defaultBranch, archived, owner: account(organization) };
}
