import { notFound, type Routes } from "../route.ts";

export const commitRoutes: Routes = {
  "git/get-commit": {
    needs: [["contents", "read"]],
    answer({ parameters }, { commits }) {
      const commit = commits.find(({ sha }) => sha === parameters.commit_sha);
      if (!commit) return notFound();
      return { status: 200, body: { sha: commit.sha, parents: commit.parents.map((sha) => ({ sha })) } };
    },
  },
};
