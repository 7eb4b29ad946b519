import * as z from "zod";

/** A path in a repository. */
export const RepositoryPath = z
  .string()
  .min(1)
  .max(1024)
  .regex(/^(?![/-])(?!.*(?:^|\/)\.\.(?:\/|$))[\w./@+ -]+$/, {
    error: "must be a path inside the repository, without .. and without a leading / or -",
  });
