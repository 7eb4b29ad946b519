import { fileURLToPath } from "node:url";
import { accessOf, type Delivered, type Delivery, deliver as deliverFiles, GitHubClient } from "@sallyport/github-api";
import { type CommandProblem, problemsOf, together } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
import { loadPipeline } from "../load-pipeline.js";
import { print, printError, terminalOf } from "../output.js";
import { paint } from "../paint.js";
import { renderDelivered } from "../render-delivered.js";

export interface DeliverCommandOptions {
  policy: string;
  repository?: string;
  dryRun?: boolean;
  json?: boolean;
}

/** This program, which is one file. */
const bundle = fileURLToPath(import.meta.url);

/** The token of a workflow job never may write workflow files. */
const tokenRemedy =
  "Give it the token of a GitHub App, or of a user, that may write contents, pull-requests and workflows.";

/** `sallyport deliver`: the files of the policy, by pull request. A repository that refuses does not hold up the others. */
export async function deliver(options: DeliverCommandOptions): Promise<ExitCode> {
  const pipeline = await loadPipeline("deliver");
  const [access, deliveries] = together(
    () => accessOf(process.env, tokenRemedy),
    () => pipeline.planDeliveries(options.policy, options.repository, bundle),
  );
  const { dryRun = false } = options;
  const { repositories, problems } = await deliverAll(new GitHubClient(access), deliveries, dryRun);
  if (options.json) await print(`${JSON.stringify({ version: 1, dryRun, repositories, problems }, null, 2)}\n`);
  else await print(repositories.map((delivered) => renderDelivered(delivered, dryRun)).join(""));
  const label = paint(terminalOf(process.stderr))("red", "error:");
  await printError(problems.map(({ message }) => `${label} ${message}\n`).join(""));
  return problems.length === 0 ? 0 : 2;
}

/** One after the other: the central repository comes first, and GitHub counts what one account writes. */
async function deliverAll(client: GitHubClient, deliveries: readonly Delivery[], dryRun: boolean) {
  const repositories: Delivered[] = [];
  const problems: CommandProblem[] = [];
  for (const delivery of deliveries) {
    try {
      repositories.push(await deliverFiles(client, delivery, { dryRun }));
    } catch (error) {
      const found = problemsOf(error);
      if (!found) throw error;
      problems.push(...found);
    }
  }
  return { repositories, problems };
}
