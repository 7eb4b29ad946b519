import * as z from "zod";

/** Name of a repository on GitHub, without the owner. */
export const RepositoryName = z
  .string()
  .regex(/^(?!\.{1,2}$)[\w.-]{1,100}$/, { error: "must be a GitHub repository name, without the owner" });
