import { uses } from "../catalogue/action-catalog.js";
import { expression } from "../document/expression.js";
import type { Step } from "../document/workflow.js";

/** The steps around a scan that keep a vulnerability database from one run to the next. */
export interface DatabaseCache {
  restore: Step;
  save: Step;
}

/**
 * A cache of a vulnerability database. Every run may read it; only pushes to protected branches and the schedule write it,
 * so that no pull request can hand its database to a run that counts.
 *
 * @param path Folder of the database.
 * @param version Of the tool, because another one may not understand the database.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/dependency-caching#restrictions-for-accessing-a-cache
 */
export function databaseCache(tool: string, path: string, version: string): DatabaseCache {
  const prefix = `${tool}-database-${version}-`;
  const key = prefix + expression("github.run_id");
  return {
    restore: uses(
      "actions/cache/restore",
      { path, key, "restore-keys": prefix },
      { name: `Fetch the database of ${tool}` },
    ),
    save: uses(
      "actions/cache/save",
      { path, key },
      {
        name: `Keep the database of ${tool}`,
        if: "!cancelled() && (github.event_name == 'push' || github.event_name == 'schedule')",
      },
    ),
  };
}
