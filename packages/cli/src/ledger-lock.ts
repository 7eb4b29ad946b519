import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { badFile } from "./command-error.js";
import { whyRefused } from "./read-input.js";

/** How often a taken lock is tried again, every 25 ms or so. */
const attempts = 1200;

/**
 * Does synchronous work that no other process does at the same time on the same file.
 *
 * The lock is a file that names its holder. One that a killed process left on this machine is removed; one of another machine
 * cannot be judged, so after half a minute somebody has to look.
 *
 * @throws {CommandError} when the lock stays taken or cannot be written.
 */
export async function withLock<T>(file: string, work: () => T): Promise<T> {
  const lock = `${file}.lock`;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (take(lock)) {
      try {
        return work();
      } finally {
        rmSync(lock, { force: true });
      }
    }
    removeOrphan(lock);
    await wait(15 + Math.random() * 20);
  }
  throw badFile(lock, `is held by ${holderOf(lock) ?? "nobody known"}`, "Remove it if that process is gone.");
}

/** Links a file that is complete already: the lock never exists without the name of its holder. */
function take(lock: string): boolean {
  const own = `${lock}.${process.pid}-${randomBytes(6).toString("hex")}`;
  try {
    writeFileSync(own, `${process.pid} ${hostname()}`, { flag: "wx" });
    linkSync(own, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw badFile(
      lock,
      whyRefused("written", error),
      "The lock stands beside the ledger: its folder must be writable.",
    );
  } finally {
    rmSync(own, { force: true });
  }
}

/** Only the holder of the second lock removes the first, after a second look: it must not hit a new holder's. */
function removeOrphan(lock: string): void {
  if (!isOrphan(lock)) return;
  const second = `${lock}.orphan`;
  if (!take(second)) return;
  try {
    if (isOrphan(lock)) rmSync(lock, { force: true });
  } finally {
    rmSync(second, { force: true });
  }
}

function isOrphan(lock: string): boolean {
  const [, pid, host] = /^(\d+) (.*)$/.exec(holderOf(lock) ?? "") ?? [];
  if (pid === undefined || host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

function holderOf(lock: string): string | undefined {
  try {
    return readFileSync(lock, "utf8");
  } catch {
    return undefined;
  }
}
