import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, type Tool } from "./tool.ts";

const root = join(import.meta.dirname, "..");

/** What {@link debianTool} needs to know. */
export interface DebianToolFacts extends Pick<Tool, "name" | "oldest" | "versionFlag"> {
  /** File with the names of the packages, one a line, from the root of the project. */
  packages: string;
  /** Where the packages have the program. */
  program: string;
}

/**
 * A program of Debian's packages, unpacked into the cache: nothing is installed, and nobody has to be root. Debian keeps
 * only the newest version of a package, so the names are pinned, not the versions; apt checks their signatures.
 */
export function debianTool({ packages, program, ...tool }: DebianToolFacts): Tool {
  const names = readFileSync(join(root, packages), "utf8").split("\n").filter(Boolean);
  return {
    ...tool,
    lock: packages,
    maker: { command: "apt-get", remedy: `Install ${names[0]}` },
    make(folder) {
      const downloads = join(folder, "downloads");
      mkdirSync(downloads, { recursive: true });
      run("apt-get", ["download", "--quiet", ...names], downloads);
      for (const file of readdirSync(downloads)) run("dpkg", ["-x", file, folder], downloads);
      mkdirSync(join(folder, "bin"));
      writeFileSync(join(folder, "bin", tool.name), starter(program));
      chmodSync(join(folder, "bin", tool.name), 0o755);
    },
  };
}

/** Starts the program with the libraries that were unpacked beside it. */
function starter(program: string): string {
  return `#!/bin/sh
here="$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)"
libraries="$(echo "$here"/usr/lib/*-linux-gnu "$here"/lib/*-linux-gnu | tr ' ' ':')"
LD_LIBRARY_PATH="$libraries\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here/${program}" "$@"
`;
}
