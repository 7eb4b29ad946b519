import type { RepositoryPolicy } from "@sallyport/policy";
import { badFlag, together } from "./command-error.js";
import { didYouMean } from "./repository-flag.js";

/** An image that is judged: its name in the policy, and its digest. */
export interface JudgedImage {
  name: string;
  digest: string;
}

/**
 * Refuses images that the policy does not have: a mistyped name. Whether anybody scanned them is for the verdict to say.
 *
 * @throws {CommandError} naming every one of them.
 */
export function refuseUnknown(images: readonly JudgedImage[], repository: RepositoryPolicy): void {
  const known = repository.images.map(({ name }) => name);
  together(
    ...images.map(({ name }) => () => {
      if (known.length === 0)
        throw badFlag(`--image ${name}`, "is not in the policy", "List it in repositories: images.");
      if (!known.includes(name)) throw badFlag(`--image ${name}`, "is not in the policy", didYouMean(name, known));
    }),
  );
}
