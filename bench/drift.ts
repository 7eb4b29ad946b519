import { accessOf, GitHubClient, inParallel, jobPatience } from "@sallyport/github-api";
import * as pipeline from "@sallyport/pipeline";
import { type Policy, parsePolicy } from "@sallyport/policy";
import { checkEnforcement } from "../packages/cli/dist/enforcement.js";
import { slow } from "../test/support/github-api/faults.ts";
import { administrator, liveState, policyText, raised } from "../test/support/github-api/fleet.ts";
import { startGitHubApi } from "../test/support/github-api/server.ts";
import type { GitHubState } from "../test/support/github-api/state.ts";
import { printTable } from "./measure.ts";

const repositories = 300;

/** Every answer takes this long, in milliseconds: less than github.com, so that the baseline ends today. */
const latency = 10;
const targets = { seconds: 60, requests: 1_500 };

interface Measured {
  seconds: number;
  requests: number;
}

/** The drift check of many repositories against the API server of the tests, beside one repository after the other. */
export async function benchDrift(): Promise<void> {
  const text = policyText("", repositories);
  const { policy } = parsePolicy(text);
  const state = await liveState(text);
  const alone = await measured(state, policy, (client) => oneAfterTheOther(client, policy));
  const rulesets = await measured(state, policy, (client) => atOnce(client, policy));
  const organization = await measured(raised(await liveState(text)), policy, (client) => atOnce(client, policy));
  const row = (name: string, { seconds, requests }: Measured, target = "") => [
    name,
    seconds.toFixed(1),
    String(requests),
    `x${(seconds / alone.seconds).toFixed(2)}`,
    `x${(requests / alone.requests).toFixed(2)}`,
    target,
  ];
  const met = organization.seconds < targets.seconds && organization.requests < targets.requests;
  printTable(
    `Drift check of ${repositories} repositories, ${latency} ms an answer`,
    ["check", "s", "requests", "time", "requests", "target"],
    [
      row("one repository after the other", alone),
      row("rulesets of each repository", rulesets),
      row(
        "rulesets of the organisation",
        organization,
        `< ${targets.seconds} s, < ${targets.requests} requests: ${met ? "met" : "MISSED"}`,
      ),
    ],
  );
}

async function measured(
  state: GitHubState,
  policy: Policy,
  check: (client: GitHubClient) => Promise<readonly { decision: string }[]>,
): Promise<Measured> {
  await using api = await startGitHubApi(state);
  api.fail("*", slow(latency));
  const env = { GITHUB_API_URL: api.url, GITHUB_TOKEN: administrator.value };
  const client = new GitHubClient(accessOf(env), jobPatience);
  const started = performance.now();
  const answers = await check(client);
  const seconds = (performance.now() - started) / 1000;
  const enforced = answers.filter(({ decision }) => decision === "enforced").length;
  if (enforced !== policy.repositories.length || api.problems.length > 0) {
    throw new Error(`${enforced} of ${policy.repositories.length} enforced; ${api.problems[0]}`);
  }
  return { seconds, requests: client.usage.requests };
}

function atOnce(client: GitHubClient, policy: Policy) {
  return checkEnforcement(client, pipeline, policy, policy.repositories);
}

/** What a script does that knows nothing of the others. */
async function oneAfterTheOther(client: GitHubClient, policy: Policy) {
  const answers = await inParallel(policy.repositories, 1, (repository) =>
    checkEnforcement(client, pipeline, policy, [repository]),
  );
  return answers.flat();
}
