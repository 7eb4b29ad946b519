import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { run, type Tool } from "./tool.ts";

const root = join(import.meta.dirname, "..");

/** What {@link debianTool} needs to know. */
export interface DebianToolFacts extends Pick<Tool, "name" | "oldest" | "versionFlag"> {
  /** File with the name of the package, from the root of the project. */
  packages: string;
  /** Where the package has the program, as a glob from the root of the system. */
  program: string;
  /** Further programs, likewise. */
  besides?: readonly string[];
}

/**
 * A program of Debian's packages: the installed one, or else one that is unpacked into the cache with the libraries that the
 * system lacks, so that nothing is installed and nobody has to be root. Debian keeps only the newest version of a package, so
 * the name is pinned, not the version; apt checks the signatures.
 */
export function debianTool({ packages, program, besides = [], ...tool }: DebianToolFacts): Tool {
  const names = readFileSync(join(root, packages), "utf8").split("\n").filter(Boolean);
  return {
    ...tool,
    lock: packages,
    installed: `/${program}`,
    maker: { command: "apt-get", remedy: `Install ${names[0]}` },
    make(folder) {
      const downloads = join(folder, "downloads");
      mkdirSync(downloads, { recursive: true });
      run("apt-get", ["download", "--quiet", ...missing(names)], downloads);
      for (const file of readdirSync(downloads)) run("dpkg", ["-x", file, folder], downloads);
      rmSync(downloads, { recursive: true });
      mkdirSync(join(folder, "bin"), { recursive: true });
      writeStarter(join(folder, "bin", tool.name), program);
      for (const other of besides) writeStarter(join(folder, "bin", basename(other)), other);
    },
  };
}

/** The packages and what else an installation of them would bring. */
function missing(names: readonly string[]): string[] {
  const args = ["install", "--print-uris", "--quiet=2", "--yes", "--no-install-recommends", ...names];
  const { stdout, stderr, status } = spawnSync("apt-get", args, { encoding: "utf8" });
  const files = stdout.matchAll(/^'[^']+' ([^_ ]+)_\S+\.deb /gm);
  const found = [...files].map(([, name = ""]) => name);
  if (status === 0 && found.length > 0) return found;
  throw new Error(`apt-get knows no way to ${names.join(", ")}; run apt-get update once.\n${stderr}`);
}

/** Writes what starts the program with the libraries that were unpacked beside it. */
function writeStarter(path: string, program: string): void {
  writeFileSync(
    path,
    `#!/bin/sh
here="$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)"
libraries="$(echo "$here"/usr/lib/*-linux-gnu "$here"/lib/*-linux-gnu | tr ' ' ':')"
LD_LIBRARY_PATH="$libraries\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here"/${program} "$@"
`,
  );
  chmodSync(path, 0o755);
}
