import type { ExitCode } from "../exit-code.js";
import { loadPipeline } from "../load-pipeline.js";
import { writeOutFolder } from "../out-folder.js";
import { print, terminalOf } from "../output.js";
import { renderPlan } from "../render-plan.js";

export interface PlanCommandOptions {
  policy: string;
  out?: string;
  json?: boolean;
}

/** `sallyport plan`: everything that the policy leads to, and on request the workflow files. */
export async function plan(options: PlanCommandOptions): Promise<ExitCode> {
  const pipeline = await loadPipeline("plan");
  const planned = await pipeline.plan(options.policy);
  if (options.out !== undefined) {
    const files = planned.files.map(({ repository, path, content }) => ({ path: `${repository}/${path}`, content }));
    await writeOutFolder(options.out, files);
  }
  await print(
    options.json
      ? `${JSON.stringify(planned, null, 2)}\n`
      : renderPlan(planned, { ...terminalOf(process.stdout), ...(options.out !== undefined && { out: options.out }) }),
  );
  return 0;
}
