import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type FileSource,
  partsCommit,
  type RepositoryFile,
  requiredWorkflowFile,
  workflowFiles,
} from "@sallyport/github";
import { parsePolicy } from "@sallyport/policy";
import { expect, onTestFinished } from "vitest";
import { temporaryFolder } from "../file-tree.ts";
import { approvedRun, approvedState, bob, runnerEnvironment } from "../github-api/approved-run.ts";
import { github } from "../github-api/for-test.ts";
import { type GitHubState, jobToken, type Run } from "../github-api/state.ts";
import { type ActEvent, pullRequestEvent } from "./event-payloads.ts";
import { gitHistory, type History } from "./git-history.ts";
import { outsideWorld } from "./outside-world.ts";
import { type ActRun, runAct, type Stage } from "./run-act.ts";
import { gh, npx, trivy, trivyReport } from "./stand-ins.ts";

/** A run of the workflows of `acme/payments-api`; what is left out is as it should be. */
export interface Scenario {
  /** Sections of the policy. */
  settings?: Record<string, unknown>;
  /** What the repository has besides, as the policy says. */
  holds?: Record<string, unknown>;
  /** Files that are there before. */
  files?: Record<string, string>;
  variables?: Stage["variables"];
  /** @default - a pull request from a branch of the repository */
  event?: (history: History) => ActEvent;
  /** Files that the pull request brings. */
  change?: Record<string, string>;
  /** Sections of the policy that the pull request changes. */
  changePolicy?: Record<string, unknown>;
  /** Stand-ins for programs, besides `npx`, `gh` and a Trivy that finds nothing. */
  programs?: Stage["programs"];
  actions?: Stage["actions"];
  /** The run as GitHub's API tells of it; by default approved by alice of the security team. */
  run?: Partial<Run>;
  /** Changes what GitHub's API knows. */
  state?: Partial<GitHubState>;
  under?: Stage["under"];
  /** Changes the generated files before they run. */
  edit?: (content: string) => string;
}

/** What happened, and what GitHub knows afterwards. */
export interface ScenarioRun extends ActRun {
  state: GitHubState;
}

const repository = { name: "payments-api", id: 900123, languages: ["javascript"] };
const organization = { login: "acme", id: 1042, teams: { security: 4203, payments: 4201 } };

/** What the tokens of all jobs together may do: act makes one token for them all. */
const permissions = {
  actions: "read",
  contents: "write",
  deployments: "write",
  issues: "write",
  members: "read",
  "pull-requests": "write",
} as const;

/** Runs a scenario to its end. No step may have asked for anything outside of this host. */
export async function runScenario(scenario: Scenario): Promise<ScenarioRun> {
  const folder = temporaryFolder("act");
  onTestFinished(() => folder[Symbol.dispose]());
  await using outside = await outsideWorld();
  const { policyText, files, required, called } = policyOf(scenario);
  const path = join(folder.path, "repositories", repository.name);
  const before = { "sallyport.yaml": policyText, "app.js": "console.log(1);\n", ...files, ...scenario.files };
  const change = { "app.js": "console.log(2);\n", ...scenario.change, ...changedPolicy(scenario) };
  const history = gitHistory(path, before, change);
  const event = (scenario.event ?? pullRequestEvent)(history);
  const api = await github(stateOf(scenario, history, event.name));
  // act derives the ref from the event.
  const { GITHUB_TOKEN = "", GITHUB_REF: _, ...runner } = runnerEnvironment(api.url);
  const run = await runAct({
    folder: folder.path,
    repository: repository.name,
    workflows: { ...files, ...required },
    called,
    event,
    changed: Object.keys(change),
    programs: { npx, gh, hacked: "exit 0", trivy: trivy({ report: trivyReport() }), ...scenario.programs },
    actions: scenario.actions ?? {},
    env: { ...runner, GITHUB_GRAPHQL_URL: `${api.url}/graphql`, ...outside.env },
    secrets: { GITHUB_TOKEN },
    variables: scenario.variables ?? {},
    ...(scenario.under && { under: scenario.under }),
  });
  expect(outside.asked).toEqual([]);
  return { ...run, state: api.state };
}

function changedPolicy({ settings, changePolicy, ...scenario }: Scenario): Record<string, string> {
  if (!changePolicy) return {};
  return { "sallyport.yaml": policyOf({ ...scenario, settings: { ...settings, ...changePolicy } }).policyText };
}

function policyOf({ settings, holds, edit = (content) => content }: Scenario) {
  const repositories = [{ ...repository, ...holds }];
  const policyText = JSON.stringify({ version: 1, organization, repositories, ...settings }, null, 2);
  const { policy } = parsePolicy(policyText);
  const [only] = policy.repositories;
  if (!only) throw new Error("the policy has no repository");
  const all = workflowFiles({ policy, repository: only }).map((file) => ({ ...file, content: edit(file.content) }));
  const files = all.filter((file) => file.repository === repository.name);
  const central = all.filter((file) => file.repository !== repository.name);
  return {
    policyText,
    files: contentsOf(files),
    // What an organisation ruleset requires of the central repository runs in this one.
    required: contentsOf(central.filter(({ path }) => path.endsWith(`/${requiredWorkflowFile(repository.name)}`))),
    called: Object.fromEntries(
      central.map((file) => [
        `${organization.login}/${file.repository}@${partsCommit}`,
        contentsOf(central.map((each) => delivered(each, policyText))),
      ]),
    ),
  };
}

function contentsOf(files: readonly RepositoryFile[]): Record<string, string> {
  return Object.fromEntries(files.map(({ path, content }) => [path, content]));
}

/** A file as the delivery brings it, which fills in what the plan does not know. */
function delivered(file: RepositoryFile, policyText: string): RepositoryFile {
  const sources: Partial<Record<FileSource, () => string>> = {
    "gate-bundle": () => readFileSync("packages/cli/dist/sallyport.js", "utf8"),
    policy: () => policyText,
    exceptions: () => "version: 1\nexceptions: []\n",
  };
  const content = file.source && sources[file.source]?.();
  return content === undefined ? file : { ...file, content };
}

function stateOf({ run, state }: Scenario, { base, head, merge }: History, event: string): GitHubState {
  const pushed = event === "pull_request" ? {} : { event, headBranch: "main", headSha: merge, pulls: [] };
  return approvedState({
    tokens: [jobToken(permissions)],
    runs: [approvedRun({ headSha: head, ...pushed, ...run })],
    pulls: [{ number: 12, author: bob, headSha: head }],
    commits: [{ sha: merge, parents: [base, head] }],
    ...state,
  });
}
