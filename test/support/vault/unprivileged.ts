import { spawnSync } from "node:child_process";
import { chownSync } from "node:fs";
import { userInfo } from "node:os";

/** Database servers refuse to run as root: the words that go before a command then, and who it runs as. */
export interface Unprivileged {
  /** Words before the command; empty when the tests do not run as root. */
  prefix: readonly string[];
  /** Gives a folder to that user. */
  own: (path: string) => void;
}

/** The user that the tests run as, or `nobody` when that is root. */
export function unprivileged(): Unprivileged {
  if (userInfo().uid !== 0) return { prefix: [], own: () => {} };
  const [uid = 65_534, gid = 65_534] = ["-u", "-g"].map((flag) =>
    Number(spawnSync("id", [flag, "nobody"], { encoding: "utf8" }).stdout),
  );
  return {
    prefix: ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"],
    own: (path) => chownSync(path, uid, gid),
  };
}
