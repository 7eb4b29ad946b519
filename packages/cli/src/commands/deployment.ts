import { accessOf, GitHubClient } from "@sallyport/github-api";
import { type ActionsRun, actionsRun } from "../actions-run.js";
import { badFlag, together } from "../command-error.js";
import { endDeployment, lastGoodDeployment, startDeployment } from "../deployments.js";
import type { ExitCode } from "../exit-code.js";
import { parseCommit, parseImages } from "../flags.js";
import { print } from "../output.js";

export interface DeploymentStartOptions {
  environment: string;
  image: readonly string[];
  commit?: string;
  json?: boolean;
}

/** `sallyport deployment start`: the record of a deployment that begins. */
export async function deploymentStart({ environment, ...options }: DeploymentStartOptions): Promise<ExitCode> {
  const [client, run, images, commit] = together(
    () => new GitHubClient(accessOf()),
    () => actionsRun(),
    () => parseImages(options.image) ?? [],
    () => givenCommit(options.commit),
  );
  const id = await startDeployment(client, run, { environment, commit, images, log: logOf(run) });
  return said(options.json, { deployment: id }, `Deployment ${id} to ${environment} began.`);
}

export interface DeploymentEndOptions {
  id: string;
  json?: boolean;
}

/** `sallyport deployment succeed` and `fail`: how it ended. */
export async function deploymentEnd(outcome: "failure" | "success", options: DeploymentEndOptions): Promise<ExitCode> {
  const [client, run, id] = together(
    () => new GitHubClient(accessOf()),
    () => actionsRun(),
    () => parseId("--id", options.id),
  );
  await endDeployment(client, run, id, { outcome, log: logOf(run) });
  return said(options.json, { deployment: id }, `Deployment ${id} ${outcome === "success" ? "succeeded" : "failed"}.`);
}

export interface DeploymentLastGoodOptions {
  environment: string;
  before?: string;
  image?: readonly string[];
  json?: boolean;
}

/** `sallyport deployment last-good`: what to go back to. Ends with 1 when there is nothing. */
export async function deploymentLastGood({ environment, ...options }: DeploymentLastGoodOptions): Promise<ExitCode> {
  const [client, run, before, images] = together(
    () => new GitHubClient(accessOf()),
    () => actionsRun(),
    () => (options.before === undefined ? undefined : parseId("--before", options.before)),
    () => parseImages(options.image),
  );
  const good = await lastGoodDeployment(client, run, { environment, before, images });
  if (!good) {
    await said(options.json, { environment, images: [] }, `No such deployment to ${environment} was good.`);
    return 1;
  }
  const names = good.images.map(({ name, digest }) => `  ${name}@${digest}`);
  return said(
    options.json,
    { environment, deployment: good.id, commit: good.commit, images: good.images },
    [`Deployment ${good.id} to ${environment}, of commit ${good.commit}, was good:`, ...names].join("\n"),
  );
}

async function said(json: boolean | undefined, document: object, text: string): Promise<ExitCode> {
  await print(json ? `${JSON.stringify({ version: 1, ...document })}\n` : `${text}\n`);
  return 0;
}

function givenCommit(given: string | undefined): string {
  const commit = parseCommit(given);
  if (commit !== undefined) return commit;
  throw badFlag("--commit", "is missing, and GITHUB_SHA is not set", "Give the full id of the commit.");
}

function parseId(flag: string, text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw badFlag(flag, `is ${JSON.stringify(text)}`, "Give the id that `sallyport deployment start` printed.");
}

/** The page of the run, where its log is. */
function logOf({ owner, repository, id }: ActionsRun): string {
  return `${process.env.GITHUB_SERVER_URL || "https://github.com"}/${owner}/${repository}/actions/runs/${id}`;
}
