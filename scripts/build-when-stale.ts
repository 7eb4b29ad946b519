import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const bundle = join(root, "packages", "cli", "dist", "sallyport.js");
const lock = join(root, "node_modules", ".cache", "sallyport-build");

/**
 * Builds the packages and the CLI when a source file is younger than the bundle. Others who ask meanwhile wait.
 *
 * @throws {Error} when the build fails; it has said why.
 */
export function buildWhenStale(): void {
  while (isStale()) {
    if (acquireLock()) buildUnlessDone();
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
}

function buildUnlessDone(): void {
  try {
    if (!isStale()) return;
    console.log("Building, once ...");
    const { status } = spawnSync(process.execPath, ["scripts/build.ts"], { cwd: root, stdio: "inherit" });
    if (status !== 0) throw new Error("The build failed: see above.");
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function isStale(): boolean {
  if (!existsSync(bundle)) return true;
  const built = statSync(bundle).mtimeMs;
  return readdirSync(join(root, "packages"))
    .map((name) => join(root, "packages", name, "src"))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)))
    .some((file) => statSync(file).mtimeMs > built);
}

/** False when somebody else is building. A lock older than five minutes belongs to a build that was killed. */
function acquireLock(): boolean {
  mkdirSync(join(lock, ".."), { recursive: true });
  if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 300_000) rmSync(lock, { recursive: true });
  return mkdirSync(lock, { recursive: true }) !== undefined;
}
