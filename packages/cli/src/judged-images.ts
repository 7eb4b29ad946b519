import { namesImage, type ReportInput } from "@sallyport/gate";
import type { RepositoryPolicy } from "@sallyport/policy";
import { badFlag, together } from "./command-error.js";
import { didYouMean } from "./repository-flag.js";

/** An image that is judged: its name in the policy, and its digest. */
export interface JudgedImage {
  name: string;
  digest: string;
}

/**
 * Refuses images that the policy does not have and images that no report is about: their verdict would speak for something
 * that nobody scanned. Whether the digest is the one that was scanned is for the verdict to say.
 *
 * @throws {CommandError} naming every one of them.
 */
export function refuseUnscanned(
  images: readonly JudgedImage[],
  repository: RepositoryPolicy,
  reports: readonly ReportInput[],
): void {
  const known = repository.images.map(({ name }) => name);
  together(
    ...images.map(({ name }) => () => {
      if (known.length === 0)
        throw badFlag(`--image ${name}`, "is not in the policy", "List it in repositories: images.");
      if (!known.includes(name)) throw badFlag(`--image ${name}`, "is not in the policy", didYouMean(name, known));
      const scanned = reports.some(
        ({ record }) => record?.target.kind === "image" && namesImage(record.target.name, name),
      );
      if (scanned) return;
      throw badFlag(`--image ${name}`, "is in no run record", "Scan it, and give the report with its run record.");
    }),
  );
}
