import type { Routes } from "../route.ts";
import { commentRoutes } from "./comments.ts";
import { deployKeyRoutes } from "./deploy-keys.ts";
import { deploymentRoutes } from "./deployments.ts";
import { environmentRoutes } from "./environments.ts";
import { gitRoutes } from "./git.ts";
import { issueRoutes } from "./issues.ts";
import { pullRoutes } from "./pulls.ts";
import { repositoryRoutes } from "./repositories.ts";
import { rulesetRoutes } from "./rulesets.ts";
import { runRoutes } from "./runs.ts";
import { teamRoutes } from "./teams.ts";
import { variableRoutes } from "./variables.ts";

/** Everything that the server answers. */
export const routes: Routes = {
  ...commentRoutes,
  ...deployKeyRoutes,
  ...deploymentRoutes,
  ...environmentRoutes,
  ...gitRoutes,
  ...issueRoutes,
  ...pullRoutes,
  ...repositoryRoutes,
  ...rulesetRoutes,
  ...variableRoutes,
  ...runRoutes,
  ...teamRoutes,
};
