import { accessOf, bulkPatience, GitHubClient } from "@sallyport/github-api";
import { type Policy, type RepositoryPolicy, readPolicy } from "@sallyport/policy";
import { together } from "../command-error.js";
import { checkEnforcement } from "../enforcement.js";
import type { ExitCode } from "../exit-code.js";
import { loadPipeline } from "../load-pipeline.js";
import { print, printError, terminalOf } from "../output.js";
import { type EnforcementReport, enforcementReport, renderEnforcement } from "../render-enforcement.js";
import { chooseRepository } from "../repository-flag.js";

export interface EnforceCheckOptions {
  policy: string;
  repository?: readonly string[];
  json?: boolean;
}

const exitCodes = { enforced: 0, "not-enforced": 1, undecided: 2 } as const satisfies Record<
  EnforcementReport["decision"],
  ExitCode
>;

/** `sallyport enforce check`: whether the gate is really required on the live repositories. */
export async function enforceCheck(options: EnforceCheckOptions): Promise<ExitCode> {
  const [access, { policy, sha256 }] = together(
    () => accessOf(),
    () => readPolicy(options.policy),
  );
  const repositories = chosen(policy, options.repository);
  const pipeline = await loadPipeline("enforce check");
  const client = new GitHubClient(access, { ...bulkPatience, pause: tellingPause });
  const answers = await checkEnforcement(client, pipeline, policy, repositories);
  const report = enforcementReport(answers, { file: options.policy, sha256 }, client.usage);
  await print(
    options.json ? `${JSON.stringify(report, null, 2)}\n` : renderEnforcement(report, terminalOf(process.stdout)),
  );
  return exitCodes[report.decision];
}

function chosen(policy: Policy, names: readonly string[] | undefined): readonly RepositoryPolicy[] {
  if (!names || names.length === 0) return policy.repositories;
  return together(...[...new Set(names)].map((name) => () => chooseRepository(policy, name)));
}

/** A person who waits wants to know what for. */
async function tellingPause(milliseconds: number): Promise<void> {
  if (milliseconds >= 5000) await printError(`GitHub asks to wait ${Math.ceil(milliseconds / 1000)} seconds.\n`);
  await bulkPatience.pause(milliseconds);
}
