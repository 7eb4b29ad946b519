import type { Outcome } from "../verdict.js";
import { cutText } from "./cut-text.js";

const ofRepository: readonly string[] = ["filesystem", "repository", "project"];

/** The file of the repository that a finding is in; undefined for one in an image, a cluster or at an address. */
export function repositoryFile({ artifact, location: { path } }: Outcome): string | undefined {
  if (!ofRepository.includes(artifact.type) && artifact.type !== "unknown") return undefined;
  if (/^([a-z][a-z0-9+.-]*:|[/\\])/i.test(path) || path.includes("\\") || path.length > 1000) return undefined;
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  const file = parts.join("/");
  // A path that has to be cleaned is none of a file.
  return parts.length === 0 || parts.includes("..") || cutText(file, 1000) !== file ? undefined : file;
}
