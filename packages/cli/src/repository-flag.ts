import type { Policy, RepositoryPolicy } from "@sallyport/policy";
import { closest } from "fastest-levenshtein";
import { badFlag } from "./command-error.js";

/**
 * The repository that a command is about.
 *
 * @param name As given with `--repository`; without it the policy must have exactly one.
 */
export function chooseRepository(policy: Policy, name: string | undefined): RepositoryPolicy {
  const names = policy.repositories.map((repository) => repository.name);
  const [only, ...others] = policy.repositories;
  if (name === undefined) {
    if (only && others.length === 0) return only;
    throw badFlag("--repository", "is missing", `The policy has ${names.length}: ${names.join(", ")}.`);
  }
  const chosen = policy.repositories.find((repository) => repository.name === name);
  if (chosen) return chosen;
  throw badFlag("--repository", `is ${JSON.stringify(name)}, which the policy does not have`, didYouMean(name, names));
}

/** Points at the nearest of the names that would have been right. */
export function didYouMean(found: string, names: readonly string[]): string {
  return `Did you mean ${closest(found, names)}? Known: ${names.join(", ")}.`;
}
