import { badFlag, together } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
import { loadPipeline } from "../load-pipeline.js";
import { writeOutFolder } from "../out-folder.js";
import { print, terminalOf } from "../output.js";
import { type PlanDifference, planDifference } from "../plan-difference.js";
import { readPlan } from "../plan-file.js";
import { renderPlan } from "../render-plan.js";
import { renderPlanDifference } from "../render-plan-difference.js";

export interface PlanCommandOptions {
  policy: string;
  out?: string;
  against?: string;
  format?: string;
  json?: boolean;
}

/**
 * `sallyport plan`: everything that the policy leads to, and on request the workflow files; with `--against` what of it an
 * earlier plan does not have.
 */
export async function plan(options: PlanCommandOptions): Promise<ExitCode> {
  const [earlier] = together(
    () => (options.against === undefined ? undefined : readPlan(options.against)),
    () => checkFormat(options),
  );
  const pipeline = await loadPipeline("plan");
  const planned = await pipeline.plan(options.policy);
  if (options.out !== undefined) {
    const files = planned.files.map(({ repository, path, content }) => ({ path: `${repository}/${path}`, content }));
    await writeOutFolder(options.out, files);
  }
  if (earlier) {
    const difference = planDifference(earlier, planned);
    await print(options.json ? renderJson(difference) : renderPlanDifference(difference));
    return 0;
  }
  await print(
    options.json
      ? `${JSON.stringify(planned, null, 2)}\n`
      : renderPlan(planned, { ...terminalOf(process.stdout), ...(options.out !== undefined && { out: options.out }) }),
  );
  return 0;
}

/** A difference is Markdown, which people read as it is; a plan is no Markdown yet. */
function checkFormat({ format, against, json }: PlanCommandOptions): void {
  if (format === undefined) return;
  if (format !== "markdown") throw badFlag("--format", `is ${JSON.stringify(format)}`, "Give markdown.");
  if (against === undefined) throw badFlag("--format", "is for a comparison", "Give the earlier plan with --against.");
  if (json) throw badFlag("--format", "asks for Markdown, and --json for JSON", "Give one of the two.");
}

function renderJson(difference: PlanDifference): string {
  return `${JSON.stringify({ version: 1, ...difference }, null, 2)}\n`;
}
