import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, type Tool } from "./tool.ts";

const root = join(import.meta.dirname, "..");

/** What {@link pythonTool} needs to know. */
export interface PythonToolFacts extends Pick<Tool, "name" | "oldest" | "versionFlag"> {
  /** Folder with its `requirements.txt`, from the root of the project. */
  folder: string;
  /** Python module that is started, where its command is a script: that would name the folder it was installed in. */
  module?: string;
}

/**
 * A tool from PyPI in an environment of its own, its packages held to the digests of `requirements.txt` in its folder. The
 * folder is moved after it was made.
 */
export function pythonTool({ folder, module, ...tool }: PythonToolFacts): Tool {
  const lock = join(folder, "requirements.txt");
  return {
    ...tool,
    lock,
    maker: { command: "python3", remedy: "Install Python 3.10 or later with its venv module" },
    make(environment) {
      run("python3", ["-m", "venv", environment], root);
      const install = ["-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", lock];
      run(join(environment, "bin", "python3"), install, root);
      if (module !== undefined) writeStarter(join(environment, "bin", tool.name), module);
    },
  };
}

function writeStarter(path: string, module: string): void {
  writeFileSync(path, `#!/bin/sh\nexec "$(dirname -- "$0")/python3" -m ${module} "$@"\n`);
  chmodSync(path, 0o755);
}
