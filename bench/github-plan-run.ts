import { type Policy, parsePolicy } from "@sallyport/policy";

/*
 * One run of bench/github-plan.ts, in a process of its own: prints its milliseconds of processor time and the most memory it held.
 *
 *     node bench/github-plan-run.ts read|builders|components COUNT [FILE]
 */

const [mode = "read", count = "300", file = ""] = process.argv.slice(2);

/** A policy of many repositories with an image and three environments each. */
export function policyText(repositories: number): string {
  return JSON.stringify({
    version: 1,
    without: ["audit"],
    organization: { login: "acme", id: 1042, teams: { payments: 4201, security: 4203 } },
    repositories: Array.from({ length: repositories }, (_, index) => ({
      name: `service-${index}`,
      id: 900_000 + index,
      owners: ["team:payments"],
      languages: ["typescript"],
      images: [{ name: `service-${index}` }],
      manifests: ["package-lock.json"],
    })),
    environments: { production: { reviewers: ["team:payments"], tags: ["v*"] } },
  });
}

if (import.meta.main) {
  const runs: Record<string, () => Promise<number>> = { read, builders, components };
  const run = runs[mode];
  if (!run) throw new Error(`Unknown: ${mode}. Known: ${Object.keys(runs).join(", ")}.`);
  const made = await run();
  console.log(JSON.stringify({ ms: made, megabytes: process.resourceUsage().maxRSS / 1024 }));
}

async function read(): Promise<number> {
  return timed(() => void policy());
}

/** Everything that GitHub is asked for, without Pulumi: rulesets, environments, workflow files, the budget. */
async function builders(): Promise<number> {
  const { repositoryRulesets } = await import("../packages/github/dist/rulesets/repository-rulesets.js");
  const { repositoryChecks } = await import("../packages/github/dist/rulesets/repository-checks.js");
  const { workflowFiles } = await import("../packages/github/dist/workflows/workflow-files.js");
  const { apiBudget } = await import("../packages/github/dist/api-budget.js");
  const { environmentArgs, refPatterns, approvalEnvironmentArgs } = await import(
    "../packages/github/dist/settings/environment-settings.js"
  );
  const whole = policy();
  const { organization, protection, repositories } = whole;
  return timed(() => {
    const files = repositories.flatMap((repository) => workflowFiles({ policy: whole, repository }));
    const resources = repositories.flatMap((repository) => {
      const requiredChecks = repositoryChecks({ policy: whole, repository });
      const rulesets = repositoryRulesets({ policy: protection, organization, repository, requiredChecks });
      const environments = Object.entries(whole.environments).map(([environment, settings]) => ({
        policy: settings,
        organization,
        repository: repository.name,
        environment,
      }));
      const all = [...environments, approvalEnvironmentArgs(whole, repository.name)];
      return [
        ...Object.values(rulesets).map(() => "github:index/repositoryRuleset:RepositoryRuleset"),
        ...all
          .flatMap((each) => [environmentArgs(each), ...refPatterns(each)])
          .map(() => "github:index/repositoryEnvironment:RepositoryEnvironment"),
      ].map((type) => ({ type, custom: true }));
    });
    apiBudget({ resources, files, repositories, policy: whole });
  });
}

/** The real components on the recording monitor, as `sallyport plan` runs them. */
async function components(): Promise<number> {
  const { plan } = await import("@sallyport/pipeline");
  const started = process.cpuUsage();
  await plan(file);
  return cpuMs(started);
}

function policy(): Policy {
  return parsePolicy(policyText(Number(count))).policy;
}

function timed(work: () => void): number {
  const started = process.cpuUsage();
  work();
  return cpuMs(started);
}

/** Processor time, which a busy machine does not lengthen as it does the time on the clock. */
function cpuMs(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}
