import { replacedIn } from "../generated-file.js";
import type { DeliveryFile } from "./delivery.js";
import { type FoundFiles, findFiles, pathsOf } from "./found-files.js";
import { blobSha } from "./git-object.js";
import type { HostedRepository } from "./hosted-repository.js";

/** Whether a file calls parts, whose commit has to be named in it. */
export function callsParts(file: DeliveryFile, placeholder: string | undefined): boolean {
  return placeholder !== undefined && "content" in file && file.content.includes(placeholder);
}

/** The files with the commit of their parts in the place of the placeholder. */
export function namingCommit(
  files: readonly DeliveryFile[],
  placeholder: string | undefined,
  commit: string | undefined,
): DeliveryFile[] {
  return files.map((file) =>
    placeholder !== undefined && commit !== undefined && "content" in file
      ? { ...file, content: replacedIn(file.content, placeholder, commit) }
      : file,
  );
}

/** The commit that files which are there already name, where they are what is wanted but for that name. */
export function namedCommit(
  files: readonly DeliveryFile[],
  placeholder: string,
  found: FoundFiles,
): string | undefined {
  for (const file of files) {
    const there = found.get(file.path)?.text;
    if (!("content" in file) || there === undefined) continue;
    const at = file.content.indexOf(placeholder);
    const commit = there.slice(at, at + placeholder.length);
    if (at !== -1 && /^[0-9a-f]+$/.test(commit) && replacedIn(file.content, placeholder, commit) === there)
      return commit;
  }
  return undefined;
}

/** Whether a commit has exactly these parts. */
export async function hasParts(
  repository: HostedRepository,
  commit: string,
  parts: readonly DeliveryFile[],
): Promise<boolean> {
  const tree = (await repository.commit(commit))?.tree.sha;
  return tree !== undefined && holdsParts(await findFiles(repository, tree, pathsOf(parts)), parts);
}

/** The same of what was found already. */
export function holdsParts(found: FoundFiles, parts: readonly DeliveryFile[]): boolean {
  return parts.every((part) => found.get(part.path)?.sha === blobSha("bytes" in part ? part.bytes : part.content));
}
