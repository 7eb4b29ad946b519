import { spawn } from "node:child_process";

/** Runs a program with the terminal of this one; resolves to its exit code. */
export function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

/** Runs programs one after another; ends this process with the exit code of the first that fails. */
export async function runAll(
  steps: readonly (readonly [title: string, command: string, ...args: string[]])[],
): Promise<void> {
  for (const [title, command, ...args] of steps) {
    const started = performance.now();
    const code = await run(command, args);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${code === 0 ? "ok  " : "FAIL"}  ${title} (${seconds} s)`);
    if (code !== 0) process.exit(code);
  }
}
