import { apiPath, type GitHubClient, GitHubError } from "@sallyport/github-api";
import * as z from "zod";

/** A repository of GitHub. */
export interface RepositoryPlace {
  owner: string;
  repository: string;
}

/** An image as a deployment names it. */
export interface DeployedImage {
  name: string;
  digest: string;
}

/** A deployment that was good, as GitHub keeps it. */
export interface GoodDeployment {
  id: number;
  commit: string;
  images: DeployedImage[];
}

/** Tells our records from those that GitHub makes of its own for every job with an environment. */
const task = "sallyport";

const Images = z
  .array(
    z.strictObject({
      name: z.string().regex(/^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/),
      digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
    }),
  )
  .min(1)
  .max(1000);

const Payload = z.strictObject({ version: z.literal(1), images: Images });
const Account = z.object({ login: z.string() }).nullish();
const DeploymentAnswer = z.object({
  id: z.int().min(1),
  sha: z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/),
  task: z.string(),
  environment: z.string(),
  creator: Account,
  payload: z.unknown(),
});
type DeploymentAnswer = z.infer<typeof DeploymentAnswer>;

const StatusAnswer = z.object({ id: z.int().min(1), state: z.string(), creator: Account });

/**
 * Records that a deployment begins, and gives the id of its record.
 *
 * @throws {GitHubError}
 */
export async function startDeployment(
  client: GitHubClient,
  place: RepositoryPlace,
  { environment, commit, images, log }: { environment: string; commit: string; images: DeployedImage[]; log: string },
): Promise<number> {
  const { id } = await client.send(
    "POST",
    listOf(place),
    {
      ref: commit,
      task,
      environment,
      payload: { version: 1, images },
      description: "Sallyport",
      // The gate has judged the commit; GitHub is not to merge anything into it.
      auto_merge: false,
      required_contexts: [],
    },
    DeploymentAnswer,
  );
  await addStatus(client, place, id, "in_progress", log);
  return id;
}

/**
 * Records how a deployment ended. Earlier ones keep what is known of them.
 *
 * @throws {GitHubError}
 */
export async function endDeployment(
  client: GitHubClient,
  place: RepositoryPlace,
  id: number,
  { outcome, log }: { outcome: "failure" | "success"; log: string },
): Promise<void> {
  const deployment = await client.get(`${listOf(place)}${apiPath`/${id}`}`, DeploymentAnswer);
  if (deployment.task !== task) {
    const found = `is a deployment of the task ${JSON.stringify(deployment.task)}, not one that Sallyport recorded`;
    throw new GitHubError(`deployment ${id}`, found, "Give the id that `sallyport deployment start` printed.");
  }
  await addStatus(client, place, id, outcome, log);
}

async function addStatus(
  client: GitHubClient,
  place: RepositoryPlace,
  id: number,
  state: string,
  log: string,
): Promise<void> {
  const body = { state, log_url: log, auto_inactive: false };
  await client.send("POST", statusesOf(place, id), body, StatusAnswer);
}

/** Which of the good deployments is looked for. */
export interface Wanted {
  environment: string;
  /**
   * Only those recorded before this one.
   *
   * @default - any
   */
  before?: number | undefined;
  /**
   * Only one of exactly these images.
   *
   * @default - any images
   */
  images?: readonly DeployedImage[] | undefined;
}

/**
 * The latest deployment to an environment that succeeded, and did not fail since; undefined when there is none. Only what
 * the account of this token recorded counts, because whoever may write in the repository may record a deployment.
 *
 * @throws {GitHubError} also when that deployment does not say what was deployed: doubt is no digest.
 */
export async function lastGoodDeployment(
  client: GitHubClient,
  place: RepositoryPlace,
  { environment, before = Number.POSITIVE_INFINITY, images }: Wanted,
): Promise<GoodDeployment | undefined> {
  const account = await client.login();
  const query = `?environment=${encodeURIComponent(environment)}&task=${task}`;
  const all = await client.list(`${listOf(place)}${query}`, z.array(DeploymentAnswer));
  const ours = all
    .filter((each) => each.environment === environment && each.task === task && each.creator?.login === account)
    .filter(({ id }) => id < before)
    .toSorted((a, b) => b.id - a.id);
  for (const deployment of ours) {
    if (!(await isGood(client, place, deployment, account))) continue;
    const deployed = imagesOf(deployment);
    if (images && !sameImages(images, deployed)) continue;
    return { id: deployment.id, commit: deployment.sha, images: deployed };
  }
  return undefined;
}

/** GitHub makes a good one `inactive` when the next one comes, so the whole history counts, not its end. */
async function isGood(
  client: GitHubClient,
  place: RepositoryPlace,
  { id }: DeploymentAnswer,
  account: string,
): Promise<boolean> {
  const statuses = await client.list(statusesOf(place, id), z.array(StatusAnswer));
  const said = statuses.filter(({ creator }) => creator?.login === account).toSorted((a, b) => b.id - a.id);
  return said.find(({ state }) => ["success", "failure", "error"].includes(state))?.state === "success";
}

function imagesOf({ id, payload }: DeploymentAnswer): DeployedImage[] {
  const parsed = Payload.safeParse(payload);
  if (parsed.success) return parsed.data.images;
  const [issue] = parsed.error.issues;
  const where = ["payload", ...(issue?.path ?? [])].map(String).join(".");
  throw new GitHubError(
    `deployment ${id}`,
    `succeeded, and does not say what was deployed: ${where}: ${issue?.message ?? ""}`,
    "Name the images: --image NAME@sha256:..., or deploy a version that is sound.",
  );
}

function sameImages(wanted: readonly DeployedImage[], deployed: readonly DeployedImage[]): boolean {
  const names = (images: readonly DeployedImage[]) => images.map(({ name, digest }) => `${name}@${digest}`).toSorted();
  return names(wanted).join() === names(deployed).join();
}

function listOf({ owner, repository }: RepositoryPlace): string {
  return apiPath`/repos/${owner}/${repository}/deployments`;
}

function statusesOf(place: RepositoryPlace, id: number): string {
  return `${listOf(place)}${apiPath`/${id}/statuses`}`;
}
