import { failure, type Routes } from "../route.ts";
import { account } from "./account.ts";

export const userRoutes: Routes = {
  "users/get-authenticated": {
    needs: [],
    answer({ token }) {
      if (token.kind === "app") return failure(403, "Resource not accessible by integration");
      return { status: 200, body: { ...account(token.account), user_view_type: "public" } };
    },
  },
};
