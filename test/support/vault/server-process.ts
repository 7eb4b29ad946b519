import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** A server that a test started. */
export interface ServerProcess {
  /** What it has printed so far. */
  log: () => string;
  signal: (name: NodeJS.Signals) => void;
  /** Ends it, and waits until it is gone. */
  end: (signal?: NodeJS.Signals) => Promise<void>;
}

export interface ServerStart {
  /** For messages. */
  name: string;
  command: string;
  args: readonly string[];
  env?: Record<string, string>;
  /** Whether it answers by now. */
  isReady: () => Promise<boolean>;
}

/** Servers that run now; none outlives the tests, however they end. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/**
 * Starts a server and waits until it answers.
 *
 * @throws with what it printed, when it ends before or takes more than a minute.
 */
export async function startServer({ name, command, args, env, isReady }: ServerStart): Promise<ServerProcess> {
  const child = spawn(command, args, {
    cwd: "/",
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, LANG: "C.UTF-8", ...env },
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      printed += chunk;
    });
  }
  running.add(child);
  const ended = new Promise<void>((resolve) => {
    for (const event of ["error", "exit"]) child.on(event, () => resolve());
  }).finally(() => running.delete(child));
  const server: ServerProcess = {
    log: () => printed,
    signal: (name) => child.kill(name),
    end: (signal?: NodeJS.Signals) => end(child, ended, signal),
  };
  const deadline = Date.now() + 60_000;
  while (!(await isReady().catch(() => false))) {
    if (hasEnded(child) || Date.now() > deadline) {
      await server.end("SIGKILL");
      throw new Error(`${name} did not start:\n${printed.slice(-4000)}`);
    }
    await pause(50);
  }
  return server;
}

async function end(child: ChildProcess, ended: Promise<void>, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (!hasEnded(child)) child.kill(signal);
  const forced = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(forced);
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

/**
 * Starts something that keeps its files in a folder of its own; a failed start leaves no folder.
 *
 * @param start Gets the folder, and is to remove it in the end.
 */
export async function startInFolder<T>(name: string, start: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `sallyport-${name}-`));
  try {
    return await start(folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** A port of the loopback address that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}
