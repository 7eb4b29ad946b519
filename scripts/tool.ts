import { spawnSync } from "node:child_process";

/** A program that tests run and that is not of this workspace: taken from the PATH, or made into the cache. */
export interface Tool {
  name: string;
  /** File that pins everything it is made of, from the root of the project; its digest keys the cache. */
  lock: string;
  /** What it is asked to tell its version. Without one it cannot tell, and none on the PATH is taken. */
  versionFlag?: string;
  /** Oldest version that is taken from the PATH instead of making one. */
  oldest: string;
  /** Where a package installs it beside the PATH, as a glob. */
  installed?: string;
  /** What makes it. */
  maker: { command: string; remedy: string };
  /** Makes it, as `bin/NAME` of this folder. */
  make(folder: string): void;
}

/**
 * Runs a command that makes a tool; its messages go to the terminal.
 *
 * @throws {Error} when it fails.
 */
export function run(command: string, args: readonly string[], cwd: string): void {
  const { status, error } = spawnSync(command, args, { cwd, stdio: "inherit" });
  if (status === 0) return;
  throw new Error(`${command} ${args.slice(0, 3).join(" ")} failed; ${error?.message ?? "its messages are above"}.`);
}
