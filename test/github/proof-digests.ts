import { type RepositoryFile, workflowFiles } from "@sallyport/github";
import { proofPolicies } from "../support/proof-policies.ts";

/** The digest and path of every file of every policy of the proof, in order. */
export function proofDigests(): string[] {
  return proofPolicies().flatMap(({ inputs }) => workflowFiles(inputs).map(digestLine));
}

export function digestLine({ repository, path, sha256 }: RepositoryFile): string {
  return `${sha256} ${repository}/${path}`;
}

if (import.meta.main) console.log(proofDigests().join("\n"));
