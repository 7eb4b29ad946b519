import { notFound, type Routes } from "../route.ts";
import { account } from "./account.ts";

export const pullRoutes: Routes = {
  "pulls/get": {
    needs: [["pull-requests", "read"]],
    answer({ parameters }, { pulls }) {
      const pull = pulls.find(({ number }) => String(number) === parameters.pull_number);
      if (!pull) return notFound();
      const { number, author, headSha } = pull;
      return { status: 200, body: { number, user: account(author), head: { sha: headSha }, state: "open" } };
    },
  },
};
