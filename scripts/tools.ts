import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** A program that tests run and that no package registry of ours carries, so it is built here. */
interface Tool {
  name: string;
  /** Folder of the Go module that pins it, from the root of the project; its `go.sum` keys the cache. */
  module: string;
  /** Package of the command. */
  command: string;
  /** Go module whose version in `go.mod` is the version of the tool, and the variable that carries it into the binary. */
  version: { module: string; variable: string };
  /** Oldest version that is taken from the PATH instead of building one. */
  oldest: string;
}

const tools: readonly Tool[] = [
  {
    name: "pulumi",
    module: "tools/engine",
    command: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version: {
      module: "github.com/pulumi/pulumi/pkg/v3",
      variable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
    },
    // The first that hands every error of a provider to error hooks: https://github.com/pulumi/pulumi/pull/23347
    oldest: "3.244.0",
  },
];

const root = join(import.meta.dirname, "..");
const cache = process.env.SALLYPORT_TOOLS ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "sallyport");

/**
 * Path of a tool that tests run: from the PATH when it is new enough there, else from the cache that `pnpm tools` fills.
 *
 * @returns `undefined` when there is neither; `pnpm tools` helps then.
 */
export function toolPath(name: string): string | undefined {
  const tool = tools.find((candidate) => candidate.name === name);
  if (!tool)
    throw new Error(`scripts/tools.ts has no tool called ${name}; it has ${tools.map((t) => t.name).join(", ")}`);
  const installed = onPath(tool);
  if (installed?.fresh) return installed.path;
  const built = cachedPath(tool);
  return existsSync(built) ? built : undefined;
}

/** The tool on the PATH, with its version and whether that is new enough. */
function onPath({ name, oldest }: Tool): { path: string; version: string; fresh: boolean } | undefined {
  for (const folder of (process.env.PATH ?? "").split(delimiter).filter(Boolean)) {
    const path = join(folder, name);
    if (!isExecutable(path)) continue;
    const version = /\d+\.\d+\.\d+/.exec(spawnSync(path, ["version"], { encoding: "utf8" }).stdout ?? "")?.[0];
    return {
      path,
      version: version ?? "of unknown version",
      fresh: version !== undefined && !isOlder(version, oldest),
    };
  }
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) < 0;
}

function cachedPath({ name, module }: Tool): string {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, module, "go.sum")))
    .digest("hex");
  return join(cache, `${name}-${lock.slice(0, 16)}`, "bin", name);
}

/** Builds into a folder beside the final one and renames it, so that an interrupted build leaves nothing that looks finished. */
function build(tool: Tool): void {
  const finished = join(cachedPath(tool), "../..");
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, `.${tool.name}-`));
  try {
    const { module, variable } = tool.version;
    const flags = `-s -w -X ${variable}=${versionOf(tool, module)}`;
    const output = join(unfinished, "bin", tool.name);
    const go = spawnSync("go", ["build", "-ldflags", flags, "-o", output, tool.command], {
      cwd: join(root, tool.module),
      stdio: "inherit",
    });
    if (go.status !== 0) throw new Error(`go build of ${tool.name} failed; its messages are above.`);
    renameUnlessThere(unfinished, finished);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Another build may have finished meanwhile; both are the same. */
function renameUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

function versionOf(tool: Tool, module: string): string {
  const lines = readFileSync(join(root, tool.module, "go.mod"), "utf8").split("\n");
  const version = lines.map((line) => line.trim().split(" ")).find(([name]) => name === module)?.[1];
  if (!version) throw new Error(`${tool.module}/go.mod does not require ${module}`);
  return version;
}

function provide(tool: Tool): void {
  const installed = onPath(tool);
  if (installed?.fresh) {
    console.log(`${tool.name}: ${installed.version} on the PATH (${installed.path})`);
    return;
  }
  if (installed) console.log(`${tool.name}: ${installed.version} on the PATH is older than ${tool.oldest}, not used`);
  const path = cachedPath(tool);
  if (existsSync(path)) {
    console.log(`${tool.name}: cached (${path})`);
    return;
  }
  if (spawnSync("go", ["version"]).status !== 0) {
    throw new Error(
      `${tool.name}: needs Go to be built. Install Go from https://go.dev/dl/ or ${tool.name} ${tool.oldest} or later, then run \`pnpm tools\` again.`,
    );
  }
  console.log(`${tool.name}: building from ${tool.module} (minutes the first time)`);
  const started = performance.now();
  build(tool);
  console.log(`${tool.name}: built in ${((performance.now() - started) / 1000).toFixed(1)} s (${path})`);
}

if (import.meta.main) {
  try {
    for (const tool of tools) provide(tool);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
