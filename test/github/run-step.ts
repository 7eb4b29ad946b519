import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { type CallJob, isCall, type Job, type ScriptStep } from "@sallyport/github";
import { onTestFinished } from "vitest";

export const commit = "a".repeat(40);

/** How a step ended, and what it left. */
export interface StepRun {
  status: number | null;
  stdout: string;
  stderr: string;
  /** What it wrote to `GITHUB_OUTPUT`. */
  outputs: string;
  /** What it wrote to the page of the run. */
  summary: string;
  /** Calls of the stand-ins, one a line, in order. */
  calls: string[];
  /** Content of a file in the folder that the step ran in. */
  file(path: string): string;
}

/** The script of a job whose name begins so; expressions in its `env` stay text unless `env` gives a value. */
export function scriptStep(job: CallJob | Job | undefined, name: string): ScriptStep {
  const step = (job && !isCall(job) ? job.steps : []).find((candidate) => candidate.name.startsWith(name));
  if (!step || !("run" in step)) throw new Error(`the job has no script "${name}"`);
  return step;
}

/**
 * Runs a step as a runner does, in a folder of its own, with stand-ins for the programs that it calls.
 *
 * @param programs Body of each stand-in, in bash; it sees the arguments. A name with a slash is a path in that folder.
 * @param files What is in the folder before.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
 */
export function runStep(
  step: ScriptStep,
  programs: Record<string, string>,
  env: Record<string, string> = {},
  files: Record<string, string> = {},
): StepRun {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-step-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [bin, work, calls, output, summary] = ["bin", "work", "calls", "output", "summary"].map((name) =>
    join(folder, name),
  ) as [string, string, string, string, string];
  for (const path of [bin, work]) mkdirSync(path);
  for (const path of [calls, output, summary]) writeFileSync(path, "");
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), content);
  }
  for (const [name, body] of Object.entries(programs)) {
    const standIn = `#!/usr/bin/env bash\nprintf '%s\\n' "${name} $*" >> "$CALLS"\n${body}\n`;
    const path = name.includes("/") ? join(work, name) : join(bin, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, standIn, { mode: 0o755 });
  }
  const script = join(folder, "script.sh");
  writeFileSync(script, step.run);

  const { status, stdout, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
    cwd: work,
    encoding: "utf8",
    env: {
      PATH: [bin, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
      CALLS: calls,
      GITHUB_OUTPUT: output,
      GITHUB_SERVER_URL: "https://github.example",
      GITHUB_RUN_ID: "7",
      GITHUB_SHA: commit,
      GITHUB_REPOSITORY: "acme/payments-api",
      GITHUB_RUN_ATTEMPT: "1",
      GITHUB_EVENT_NAME: "push",
      GITHUB_STEP_SUMMARY: summary,
      ...step.env,
      ...env,
    },
  });
  const lines = readFileSync(calls, "utf8").split("\n").filter(Boolean);
  const read = (path: string) => readFileSync(join(work, path), "utf8");
  const [outputs, page] = [readFileSync(output, "utf8"), readFileSync(summary, "utf8")];
  return { status, stdout, stderr, outputs, summary: page, calls: lines, file: read };
}
