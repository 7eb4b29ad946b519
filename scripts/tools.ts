import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { debianTool } from "./debian-tool.ts";
import { goTool } from "./go-tool.ts";
import { pythonTool } from "./python-tool.ts";
import type { Tool } from "./tool.ts";

/** The programs that tests run and that are made here, each pinned by a lock file in `tools/`. */
const tools: readonly Tool[] = [
  goTool({
    name: "pulumi",
    module: "tools/engine",
    command: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version: {
      module: "github.com/pulumi/pulumi/pkg/v3",
      variable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
    },
    versionFlag: "version",
    // The first that hands every error of a provider to error hooks: https://github.com/pulumi/pulumi/pull/23347
    oldest: "3.244.0",
  }),
  goTool({
    name: "act",
    module: "tools/act",
    command: "github.com/nektos/act",
    versionFlag: "--version",
    oldest: "0.2.89",
  }),
  goTool({
    name: "actionlint",
    module: "tools/actionlint",
    command: "github.com/rhysd/actionlint/cmd/actionlint",
    versionFlag: "--version",
    oldest: "1.7.12",
  }),
  goTool({
    name: "gitleaks",
    module: "tools/gitleaks",
    command: "github.com/zricethezav/gitleaks/v8",
    version: {
      module: "github.com/zricethezav/gitleaks/v8",
      variable: "github.com/zricethezav/gitleaks/v8/version.Version",
    },
    versionFlag: "version",
    oldest: "8.30.1",
  }),
  goTool({
    name: "vault",
    module: "tools/vault",
    command: "github.com/hashicorp/vault",
    tags: ["minimal"],
    plugins: {
      kubernetes: "github.com/hashicorp/vault-plugin-auth-kubernetes/cmd/vault-plugin-auth-kubernetes",
      "mysql-database-plugin": "github.com/hashicorp/vault/plugins/database/mysql/mysql-database-plugin",
      "postgresql-database-plugin": "github.com/hashicorp/vault/plugins/database/postgresql/postgresql-database-plugin",
    },
    versionFlag: "version",
    oldest: "1.21.0",
  }),
  pythonTool({ name: "zizmor", folder: "tools/zizmor", versionFlag: "--version", oldest: "1.32.0" }),
  pythonTool({
    name: "moto_server",
    folder: "tools/moto",
    module: "moto.server",
    oldest: "5.2.5",
  }),
  debianTool({
    name: "mariadbd",
    packages: "tools/mariadb/packages.txt",
    program: "usr/sbin/mariadbd",
    versionFlag: "--version",
    oldest: "10.6.0",
  }),
  debianTool({
    name: "postgresql",
    packages: "tools/postgresql/packages.txt",
    program: "usr/lib/postgresql/*/bin/postgres",
    besides: ["usr/lib/postgresql/*/bin/initdb"],
    versionFlag: "--version",
    oldest: "14.0",
  }),
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

/** The tool on the PATH, or where its package puts it, with its version and whether that is new enough. */
function onPath({
  name,
  installed,
  oldest,
  versionFlag,
}: Tool): { path: string; version: string; fresh: boolean } | undefined {
  if (versionFlag === undefined) return undefined;
  const path = findOnPath(name) ?? (installed === undefined ? undefined : newest(globSync(installed)));
  if (path === undefined) return undefined;
  const version = /\d+\.\d+(\.\d+)?/.exec(spawnSync(path, [versionFlag], { encoding: "utf8" }).stdout ?? "")?.[0];
  return {
    path,
    version: version ?? "of unknown version",
    fresh: version !== undefined && !isOlder(version, oldest),
  };
}

function findOnPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function newest(paths: string[]): string | undefined {
  return paths.sort((one, other) => one.localeCompare(other, "en", { numeric: true })).at(-1);
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

function cachedPath({ name, lock }: Tool): string {
  const digest = createHash("sha256")
    .update(readFileSync(join(root, lock)))
    .digest("hex");
  return join(cache, `${name}-${digest.slice(0, 16)}`, "bin", name);
}

/** Makes a tool in a folder beside the final one and renames it, so that an interruption leaves nothing that looks finished. */
function make(tool: Tool): void {
  const finished = join(cachedPath(tool), "../..");
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, `.${tool.name}-`));
  try {
    tool.make(unfinished);
    renameUnlessThere(unfinished, finished);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Another run may have finished meanwhile; both are the same. */
function renameUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

function provide(tool: Tool): void {
  const installed = onPath(tool);
  if (installed?.fresh) {
    console.log(`${tool.name}: ${installed.version} is installed (${installed.path})`);
    return;
  }
  if (installed)
    console.log(`${tool.name}: ${installed.version} at ${installed.path} is older than ${tool.oldest}, not used`);
  const path = cachedPath(tool);
  if (existsSync(path)) {
    console.log(`${tool.name}: cached (${path})`);
    return;
  }
  const { command, remedy } = tool.maker;
  if (findOnPath(command) === undefined) {
    throw new Error(
      `${tool.name}: needs ${command} to be made. ${remedy}, or ${tool.name} ${tool.oldest} or later, then run \`pnpm tools\` again.`,
    );
  }
  console.log(`${tool.name}: making it from ${tool.lock} (may take minutes the first time)`);
  const started = performance.now();
  make(tool);
  console.log(`${tool.name}: made in ${((performance.now() - started) / 1000).toFixed(1)} s (${path})`);
}

if (import.meta.main) {
  try {
    for (const tool of tools) provide(tool);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
