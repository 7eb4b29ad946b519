import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeTree } from "../file-tree.ts";

/** The commits of a pull request: where its base stands, what it brings, and what GitHub makes of both to be checked. */
export interface History {
  base: string;
  head: string;
  merge: string;
}

/** A repository in which scripts (`.sh`) may be executed and `change` is merged on top of `files`; its work tree is the merge. */
export function gitHistory(
  folder: string,
  files: Readonly<Record<string, string>>,
  change: Readonly<Record<string, string>>,
): History {
  const git = gitIn(folder);
  mkdirSync(folder, { recursive: true });
  git("init", "--quiet", "--initial-branch=main");
  const base = commit(folder, files, "The code as it is");
  git("checkout", "--quiet", "-b", "feature");
  const head = commit(folder, change, "What the pull request brings");
  git("checkout", "--quiet", "main");
  git("merge", "--quiet", "--no-ff", "-m", `Merge ${head} into ${base}`, "feature");
  git("remote", "add", "origin", "https://github.com/acme/payments-api.git");
  // A checkout may ask for any commit, as on GitHub.
  git("config", "uploadpack.allowAnySHA1InWant", "true");
  return { base, head, merge: git("rev-parse", "HEAD") };
}

function commit(folder: string, files: Readonly<Record<string, string>>, message: string): string {
  const git = gitIn(folder);
  writeTree(folder, files);
  for (const path of Object.keys(files)) if (path.endsWith(".sh")) chmodSync(join(folder, path), 0o755);
  git("add", "--all", "--force");
  git("commit", "--quiet", "--allow-empty", "-m", message);
  return git("rev-parse", "HEAD");
}

function gitIn(folder: string): (...args: string[]) => string {
  const who = ["-c", "user.name=Bob", "-c", "user.email=bob@example.com", "-c", "commit.gpgsign=false"];
  const env = { PATH: process.env.PATH ?? "", HOME: folder, GIT_CONFIG_NOSYSTEM: "1" };
  return (...args) => execFileSync("git", [...who, ...args], { cwd: folder, encoding: "utf8", env }).trim();
}
