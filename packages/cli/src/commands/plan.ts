import { CommandError } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
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
  const pipeline = await loadPipeline();
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

/** The one package that needs Pulumi. CI jobs that only judge do not install it. */
async function loadPipeline(): Promise<typeof import("@sallyport/pipeline")> {
  try {
    return await import("@sallyport/pipeline");
  } catch (error) {
    const { code = "", message = "" } = error as { code?: string; message?: string };
    const missing = /Cannot find (?:package|module) '([^']+)'/.exec(message)?.[1];
    if (!code.includes("MODULE_NOT_FOUND") || missing === undefined) throw error;
    const remedy = `Install it: npm install @sallyport/pipeline${missing === "@sallyport/pipeline" ? "" : ` ${missing}`}`;
    throw new CommandError([
      { message: `sallyport plan needs ${missing}, which is not installed. ${remedy}`, found: missing, remedy },
    ]);
  }
}
