import { type EnforcementAnswer, type Expectation, judgeEnforcement } from "@sallyport/gate";
import { type GitHubClient, inParallel } from "@sallyport/github-api";
import type { Policy, RepositoryPolicy } from "@sallyport/policy";
import { attempt } from "./attempt.js";
import { LiveOrganization, requestsAtOnce } from "./live-organization.js";
import { readLiveRepository } from "./live-repository.js";

type Pipeline = Pick<typeof import("@sallyport/pipeline"), "enforcementSource" | "isUnedited">;

/** Compares the live settings of repositories with what the policy gives them; the answers in the order of the names. */
export async function checkEnforcement(
  client: GitHubClient,
  pipeline: Pipeline,
  policy: Policy,
  repositories: readonly RepositoryPolicy[],
): Promise<EnforcementAnswer[]> {
  const names = repositories.map(({ name }) => name);
  const organization = new LiveOrganization(client, policy.organization.login, names, pipeline.isUnedited);
  return inParallel(repositories, requestsAtOnce, async (repository) => {
    const source = pipeline.enforcementSource(policy, repository);
    const branch = source.requiredWorkflow && (await defaultBranchOf(organization, source.requiredWorkflow.repository));
    const expectation = expectationOf(policy, repository, source, branch);
    return judgeEnforcement(expectation, await readLiveRepository(organization, expectation));
  });
}

/** The default branch of the central repository; undefined where nobody can say, and then no other branch will do. */
async function defaultBranchOf(organization: LiveOrganization, name: string): Promise<string | undefined> {
  const answer = await attempt(() => organization.repository(name));
  return "unreadable" in answer ? undefined : answer.default_branch;
}

function expectationOf(
  policy: Policy,
  repository: RepositoryPolicy,
  { checks, files, requiredWorkflow, unknownCommit }: ReturnType<Pipeline["enforcementSource"]>,
  branch: string | undefined,
): Expectation {
  return {
    policy,
    repository,
    checks,
    ...(requiredWorkflow && {
      requiredWorkflow: { repositoryId: requiredWorkflow.repositoryId, path: requiredWorkflow.path, branch },
    }),
    files: files.map((file) => ({
      ...(file.repository !== repository.name && { repository: file.repository }),
      path: file.path,
      content: file.content,
    })),
    unknownCommit,
  };
}
