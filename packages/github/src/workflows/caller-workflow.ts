import { allRights } from "../document/job-permissions.js";
import type { CallJob, Permissions, Triggers, Workflow } from "../document/workflow.js";
import { verdictJobName } from "../judging/verdict-job.js";
import { type Central, centralReference } from "./central.js";

/** What a workflow of the central repository is called for. */
export interface Caller {
  name: string;
  about: string;
  on: Triggers;
  concurrency: NonNullable<Workflow["concurrency"]>;
}

/**
 * A workflow that does nothing but call one of the central repository, at the commit that the delivery fills in. The called
 * jobs report as `sallyport / NAME OF THE JOB`.
 */
export function callerWorkflow(caller: Caller, central: Central, file: string, called: Workflow): Workflow {
  return {
    ...caller,
    permissions: {},
    jobs: {
      [verdictJobName]: {
        name: verdictJobName,
        permissions: callerPermissions(called),
        uses: centralReference(central, `.github/workflows/${file}`),
      } satisfies CallJob,
    },
  };
}

/** The rights that a caller must have for the jobs of a workflow: no called job gets more. */
export function callerPermissions({ jobs }: Workflow): Permissions {
  return allRights(Object.values(jobs).map(({ permissions }) => permissions));
}
