import { verdictJobName } from "./verdict-job.js";
import type { CallJob } from "./workflow.js";

/**
 * A job that starts after a green check, and for a push alone. `success()` would not do: it counts the jobs that were skipped
 * on the way, as the approval is that nobody asked for.
 */
export function afterTheVerdict({ name, needs: own = [], if: condition, ...rest }: CallJob): CallJob {
  const needs = [...new Set([...own, verdictJobName])];
  const conditions = [
    "!cancelled()",
    "github.event_name == 'push'",
    ...needs.map((id) => `needs.${id}.result == 'success'`),
    ...(condition === undefined ? [] : [`(${condition})`]),
  ];
  return { name, needs, if: conditions.join(" && "), ...rest };
}
