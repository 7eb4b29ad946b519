import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { folderOf, type Inputs } from "./stub.ts";

/**
 * `actions/download-artifact`: copies what artifacts of this run hold.
 *
 * @see https://github.com/actions/download-artifact/blob/v8.0.1/README.md
 */
export function downloadArtifact(input: Inputs): void {
  const kept = folderOf("artifacts");
  mkdirSync(input("path") || ".", { recursive: true });
  for (const { artifact, into } of wanted(input, kept)) cpSync(join(kept, artifact), into, { recursive: true });
}

function wanted(input: Inputs, kept: string): { artifact: string; into: string }[] {
  const target = input("path") || ".";
  const name = input("name");
  if (name !== "") {
    if (existsSync(join(kept, name))) return [{ artifact: name, into: target }];
    throw new Error(`Unable to download artifact(s): Artifact not found for name: ${name}`);
  }
  return readdirSync(kept)
    .filter((artifact) => matchesGlob(artifact, input("pattern") || "*"))
    .map((artifact) => ({ artifact, into: input("merge-multiple") === "true" ? target : join(target, artifact) }));
}
