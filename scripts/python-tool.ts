import { join } from "node:path";
import { run, type Tool } from "./tool.ts";

const root = join(import.meta.dirname, "..");

/**
 * A tool from PyPI in an environment of its own, its packages held to the digests of `requirements.txt` in its folder.
 *
 * Its command has to be a binary: the folder is moved after it was made, and a script would name the old one.
 */
export function pythonTool({
  folder,
  ...tool
}: Pick<Tool, "name" | "oldest" | "versionFlag"> & { folder: string }): Tool {
  const lock = join(folder, "requirements.txt");
  return {
    ...tool,
    lock,
    maker: { command: "python3", remedy: "Install Python 3.10 or later with its venv module" },
    make(environment) {
      run("python3", ["-m", "venv", environment], root);
      const install = ["-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", lock];
      run(join(environment, "bin", "python3"), install, root);
    },
  };
}
