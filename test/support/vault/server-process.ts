import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
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
  const ended = new Promise<void>((resolve) => {
    child.on("error", () => resolve());
    child.on("exit", () => resolve());
  });
  const server: ServerProcess = {
    log: () => printed,
    signal: (name) => child.kill(name),
    end: (signal?: NodeJS.Signals) => end(child, ended, signal),
  };
  const deadline = Date.now() + 60_000;
  while (!(await isReady().catch(() => false))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await server.end("SIGKILL");
      throw new Error(`${name} did not start:\n${printed.slice(-4000)}`);
    }
    await pause(50);
  }
  return server;
}

async function end(child: ChildProcess, ended: Promise<void>, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  const forced = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(forced);
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
