import type { RepositoryDelivery, RepositoryFile } from "@sallyport/github";
import type { Policy, RepositoryPolicy } from "@sallyport/policy";
import { planes } from "./planes.js";

/**
 * Every file that the policy wants in these repositories, and with central delivery in the central one for them.
 *
 * @throws {WorkflowError} when a workflow must not be written.
 */
export function filesFor(policy: Policy, repositories: readonly RepositoryPolicy[]): RepositoryFile[] {
  const files = repositories.flatMap((repository) => planes.github.repositoryFiles({ policy, repository }));
  // With central delivery several repositories lead to the same files of the central one.
  return [...new Map(files.map((file) => [`${file.repository}/${file.path}`, file])).values()];
}

/**
 * The deliveries that bring these files, one for each repository. The central one comes first: the others wait until what
 * they call is on its default branch.
 */
export function deliveriesOf(policy: Policy, files: readonly RepositoryFile[]): RepositoryDelivery[] {
  const { organization, delivery } = policy;
  const byRepository = Map.groupBy(files, ({ repository }) => repository);
  const central = delivery.mode === "central" ? delivery.central?.repository : undefined;
  const names = [...byRepository.keys()].toSorted((a, b) => Number(b === central) - Number(a === central));
  return names.map((repository) => {
    const own = byRepository.get(repository) ?? [];
    const among = (central !== undefined && byRepository.get(central)) || [];
    const called = repository === central ? [] : planes.github.calledByFiles(own, among);
    const parts = { repository: central ?? "", branch: delivery.branch, files: called };
    return {
      owner: organization.login,
      repository,
      repositoryId: idOf(policy, repository),
      branch: delivery.branch,
      files: own,
      ...(called.length > 0 && { parts }),
    };
  });
}

function idOf({ repositories, delivery: { central } }: Policy, name: string): number {
  const found = central?.repository === name ? central : repositories.find((repository) => repository.name === name);
  if (!found) throw new Error(`A file goes to ${name}, which the policy does not name.`);
  return found.id;
}
