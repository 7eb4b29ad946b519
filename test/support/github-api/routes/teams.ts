import { notFound, type Routes } from "../route.ts";
import type { GitHubState, Team } from "../state.ts";

export const teamRoutes: Routes = {
  "teams/get-by-name": {
    needs: [["members", "read"]],
    answer({ parameters }, state) {
      const team = find(state, parameters);
      return team ? { status: 200, body: { id: team.id, slug: team.slug, name: team.slug } } : notFound();
    },
  },
  "teams/get-membership-for-user-in-org": {
    needs: [["members", "read"]],
    answer({ parameters }, state) {
      const member = find(state, parameters)?.members.find(({ login }) => login === parameters.username);
      return member ? { status: 200, body: { state: "active", role: "member" } } : notFound();
    },
  },
};

function find({ teams, organization }: GitHubState, { org, team_slug }: Record<string, string>): Team | undefined {
  return org === organization.login ? teams.find(({ slug }) => slug === team_slug) : undefined;
}
