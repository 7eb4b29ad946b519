import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run, type Tool } from "./tool.ts";

const root = join(import.meta.dirname, "..");

/** What {@link goTool} needs to know. */
export interface GoToolFacts extends Pick<Tool, "name" | "oldest" | "versionFlag"> {
  /** Folder of the Go module that pins it, from the root of the project. */
  module: string;
  /** Package of the command. */
  command: string;
  /** Build tags. */
  tags?: readonly string[];
  /** Packages of further commands that it starts, by the name of their file in `bin/plugins`. */
  plugins?: Readonly<Record<string, string>>;
  /** Go module whose version in `go.mod` is the version of the tool, and the variable that carries it into the binary. */
  version?: { module: string; variable: string };
}

/** A tool that no package registry of ours carries, built from the Go module that pins it. */
export function goTool({ module, command, version, tags = [], plugins = {}, ...tool }: GoToolFacts): Tool {
  const cwd = join(root, module);
  const flags = version ? `-s -w -X ${version.variable}=${versionOf(cwd, version.module)}` : "-s -w";
  const build = (file: string, packageName: string, ...more: string[]) =>
    run("go", ["build", "-trimpath", "-ldflags", flags, ...more, "-o", file, packageName], cwd);
  return {
    ...tool,
    lock: join(module, "go.sum"),
    maker: { command: "go", remedy: "Install Go from https://go.dev/dl/" },
    make(folder) {
      build(join(folder, "bin", tool.name), command, ...(tags.length > 0 ? ["-tags", tags.join(",")] : []));
      for (const [name, plugin] of Object.entries(plugins)) build(join(folder, "bin/plugins", name), plugin);
    },
  };
}

function versionOf(folder: string, module: string): string {
  const lines = readFileSync(join(folder, "go.mod"), "utf8").split("\n");
  const version = lines.map((line) => line.trim().split(" ")).find(([name]) => name === module)?.[1];
  if (!version) throw new Error(`${folder}/go.mod does not require ${module}`);
  return version;
}
