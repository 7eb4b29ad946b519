import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Step } from "@sallyport/github";
import { onTestFinished } from "vitest";
import { commit } from "./run-step.ts";

/** A request that a script made. */
export interface Asked {
  method: string | undefined;
  /** With the query. */
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** A server of this machine that stands for a service, and what it was asked. */
export interface Loopback {
  url: string;
  asked: Asked[];
}

/** A server on the loopback address that answers like this until the test has ended. */
export async function loopback(
  answer: (asked: Asked, response: ServerResponse) => void,
  tls?: { key: Buffer; cert: Buffer },
): Promise<Loopback> {
  const asked: Asked[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url: path = "", headers } = request;
      const one = { method, path, headers, body: Buffer.concat(chunks).toString() };
      asked.push(one);
      answer(one, response);
    });
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { asked, url: `${tls ? "https" : "http"}://127.0.0.1:${port}` };
}

/** How a script ended, and what it left. */
export interface ScriptRun {
  status: number | null;
  stdout: string;
  stderr: string;
  /** What it wrote to `GITHUB_OUTPUT`. */
  outputs: string;
  /** Content of a file in the folder that it ran in. */
  file(path: string): string;
}

/** Runs a step while this process goes on answering, in a folder with these files and with programs that do nothing. */
export async function runBeside(
  step: Step | undefined,
  env: Record<string, string>,
  files: Record<string, string> = {},
): Promise<ScriptRun> {
  if (!step || !("run" in step)) throw new Error("there is no such script");
  const folder = mkdtempSync(join(tmpdir(), "sallyport-beside-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [work, bin, script, output] = ["work", "bin", "script.sh", "output"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const path of [work, bin]) mkdirSync(path);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    writeFileSync(join(work, name), content);
  }
  writeFileSync(join(bin, "npx"), '#!/usr/bin/env bash\nprintf "%s " "$@" > npx-arguments\n', { mode: 0o755 });
  writeFileSync(script, step.run);
  writeFileSync(output, "");
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
    cwd: work,
    env: { PATH: `${bin}:/usr/bin:/bin`, GITHUB_OUTPUT: output, GITHUB_SHA: commit, ...step.env, ...env },
  });
  const text = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    text.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    text.stderr += chunk;
  });
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const file = (path: string) => readFileSync(join(work, path), "utf8");
  return { status, ...text, outputs: readFileSync(output, "utf8"), file };
}
