import type { Routes } from "../route.ts";
import { commentRoutes } from "./comments.ts";
import { commitRoutes } from "./commits.ts";
import { deploymentRoutes } from "./deployments.ts";
import { environmentRoutes } from "./environments.ts";
import { pullRoutes } from "./pulls.ts";
import { runRoutes } from "./runs.ts";
import { teamRoutes } from "./teams.ts";

/** Everything that the server answers. */
export const routes: Routes = {
  ...commentRoutes,
  ...commitRoutes,
  ...deploymentRoutes,
  ...environmentRoutes,
  ...pullRoutes,
  ...runRoutes,
  ...teamRoutes,
};
