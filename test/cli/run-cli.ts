import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { jsonSchemas } from "@sallyport/cli";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, onTestFinished } from "vitest";
import { buildWhenStale } from "../../scripts/build-when-stale.ts";

buildWhenStale();

const root = resolve(import.meta.dirname, "../..");
export const bin = join(root, "packages/cli/bin/sallyport.js");
export const bundle = join(root, "packages/cli/dist/sallyport.js");
export const quickstart = join(root, "examples/quickstart");

/** A time at which the reports of the example are fresh. */
export const atTheScan = ["--at", "2026-11-22T22:30:00Z"];
export const vulnerable = ["--report", "trivy=reports/trivy.json"];
export const fixed = ["--report", "trivy=reports/trivy-fixed.json"];

/** How a command ended and what it said. */
export interface Ended {
  /** Exit code; null when a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  /** @default - the quickstart example */
  cwd?: string;
  env?: Record<string, string>;
  /** Arguments of Node itself. */
  nodeArgs?: readonly string[];
  /**
   * Program to run.
   *
   * @default - the built CLI of this checkout
   */
  program?: string;
  /** Closes standard output at once, as `| head -0` does. */
  closeStdout?: boolean;
  /**
   * Descriptor of a file to write standard output to.
   *
   * @default - it is kept and given back
   */
  stdout?: number;
}

/** Runs the built CLI as a process of its own, without a terminal, and waits for its end. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<Ended> {
  const { PATH = "" } = process.env;
  return new Promise((ended, failed) => {
    const child = spawn(process.execPath, [...(options.nodeArgs ?? []), options.program ?? bin, ...args], {
      cwd: options.cwd ?? quickstart,
      env: { PATH, ...options.env },
      stdio: ["ignore", options.stdout ?? "pipe", "pipe"],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    if (options.closeStdout) child.stdout?.destroy();
    else child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", failed);
    child.on("close", (code) =>
      ended({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
  });
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of the example that a test may change. */
export function copyOfExample(): string {
  const folder = temporaryFolder();
  cpSync(quickstart, folder, { recursive: true });
  return folder;
}

/** Replaces text in a file; fails when the text is not there. */
export function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, "utf8");
  if (!text.includes(from)) throw new Error(`${dirname(file)} has no ${JSON.stringify(from)} in ${file}`);
  writeFileSync(file, text.replace(from, to));
}

/** The one JSON document of an output, after a check against the schema that ships with the package. */
export function documentOf(stdout: string, schemaName: string): Record<string, unknown> {
  const document = JSON.parse(stdout) as Record<string, unknown>;
  const schema = jsonSchemas()[schemaName];
  if (!schema) throw new Error(`no schema ${schemaName}`);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const valid = ajv.validate(schema, document);
  expect(valid, ajv.errorsText()).toBe(true);
  return document;
}

/** The messages of an error document. */
export function messagesOf(stdout: string): string[] {
  const document = documentOf(stdout, "error.json") as { error: { problems: { message: string }[] } };
  return document.error.problems.map(({ message }) => message);
}
