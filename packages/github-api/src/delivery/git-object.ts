import { createHash } from "node:crypto";

/**
 * The name that Git gives to a file's content, so that a file that is there already need not be sent.
 *
 * @see https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
export function blobSha(content: string | Uint8Array): string {
  return objectSha("blob", Buffer.from(content));
}

/** The name that Git gives to a folder. Modes are those of GitHub's API, where that of a folder has six digits. */
export function treeSha(entries: readonly { path: string; mode: string; sha: string }[]): string {
  // Git sorts by bytes, a folder as if its name ended with a slash.
  const key = ({ path, mode }: { path: string; mode: string }) => Buffer.from(mode === "040000" ? `${path}/` : path);
  const parts = entries
    .toSorted((a, b) => Buffer.compare(key(a), key(b)))
    .flatMap(({ path, mode, sha }) => [Buffer.from(`${mode.replace(/^0/, "")} ${path}\0`), Buffer.from(sha, "hex")]);
  return objectSha("tree", Buffer.concat(parts));
}

function objectSha(type: "blob" | "tree", bytes: Buffer): string {
  return createHash("sha1").update(`${type} ${bytes.length}\0`).update(bytes).digest("hex");
}
