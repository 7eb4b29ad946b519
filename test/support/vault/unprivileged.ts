import { spawnSync } from "node:child_process";
import { chownSync, cpSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join, relative } from "node:path";

/** Database servers refuse to run as root: the words that go before a command then, and who it runs as. */
export interface Unprivileged {
  /** Words before the command; empty when the tests do not run as root. */
  prefix: readonly string[];
  /** Gives a folder to that user. */
  own: (path: string) => void;
  /**
   * Where that user can run a program of the form `ROOT/bin/NAME`: there, or in a copy of `ROOT` when it is in the home of
   * root, where nobody else may look.
   */
  reachable: (program: string, copy: string) => string;
}

/** The user that the tests run as, or `nobody` when that is root. */
export function unprivileged(): Unprivileged {
  if (userInfo().uid !== 0) return { prefix: [], own: () => {}, reachable: (program) => program };
  const [uid = 65_534, gid = 65_534] = ["-u", "-g"].map((flag) =>
    Number(spawnSync("id", [flag, "nobody"], { encoding: "utf8" }).stdout),
  );
  const [command = "", ...args] = ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
  return {
    prefix: [command, ...args],
    own: (path) => chownSync(path, uid, gid),
    reachable(program, copy) {
      if (spawnSync(command, [...args, "test", "-x", program], { cwd: "/" }).status === 0) return program;
      const from = dirname(dirname(program));
      cpSync(from, copy, { recursive: true, verbatimSymlinks: true });
      return join(copy, relative(from, program));
    },
  };
}
