import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { type ActionStep, isCall, type Job, type ScriptStep, type Step, type Workflow } from "@sallyport/github";
import { onTestFinished } from "vitest";
import type { Evaluate, Value } from "./github-expressions.ts";

/** What surrounds a run of a workflow. */
export interface Surroundings {
  evaluate: Evaluate;
  github: Record<string, string> & { event_name: string; token: string };
  inputs?: Record<string, string>;
  vars?: Record<string, string>;
  /** Body of each stand-in for a program, in bash; it sees the arguments. */
  programs: Record<string, string>;
  /** Files of the checkout; each may be executed. */
  source: Record<string, string>;
  /** Files of the artifacts that jobs before this workflow kept. */
  artifacts: Record<string, Record<string, string>>;
  /** Environment of every script. */
  env: Record<string, string>;
}

type Result = "failure" | "skipped" | "success";

export interface JobRun {
  result: Result;
  outputs: Record<string, string>;
  /** Outcome of each step, by name. */
  steps: Record<string, Result>;
  /** What its scripts printed. */
  log: string;
}

export interface WorkflowRun {
  jobs: Record<string, JobRun>;
  /** Calls of the stand-ins, one a line, in order. */
  calls: string[];
  /** A file of an artifact. */
  artifact(name: string, path: string): string;
}

const statusFunction = /\b(?:always|cancelled|failure|success)\(\)/;

/**
 * Runs a workflow as GitHub does, one job after the other: conditions and outputs by GitHub's own evaluator, scripts in bash,
 * with stand-ins for the programs that they call. Actions do nothing, but those that keep and fetch files.
 */
export async function runWorkflow(workflow: Workflow, around: Surroundings): Promise<WorkflowRun> {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-workflow-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const store = join(folder, "artifacts");
  for (const [name, files] of Object.entries(around.artifacts)) writeAll(join(store, name), files);
  writeAll(join(folder, "repository"), around.source, 0o755);
  writeFileSync(join(folder, "calls"), "");
  for (const [name, body] of Object.entries(around.programs)) {
    const standIn = `#!/usr/bin/env bash\nprintf '%s\\n' "${name} $*" >> "$CALLS"\n${body}\n`;
    writeAll(join(folder, "bin"), { [name]: standIn }, 0o755);
  }
  const jobs: Record<string, JobRun> = {};
  for (const [id, job] of Object.entries(workflow.jobs)) {
    if (isCall(job)) throw new Error(`${id} calls another workflow`);
    jobs[id] = await runJob(id, job, workflow, jobs, folder, around);
  }
  return {
    jobs,
    calls: readFileSync(join(folder, "calls"), "utf8").split("\n").filter(Boolean),
    artifact: (name, path) => readFileSync(join(store, name, path), "utf8"),
  };
}

async function runJob(
  id: string,
  job: Job,
  { jobs }: Workflow,
  done: Record<string, JobRun>,
  folder: string,
  around: Surroundings,
): Promise<JobRun> {
  const run: JobRun = { result: "success", outputs: {}, steps: {}, log: "" };
  const { needs = [] } = job;
  const results = ancestors(jobs as Record<string, Job>, needs).map((name) => done[name]?.result);
  const contexts = (): Record<string, Value> => ({
    github: around.github,
    inputs: around.inputs ?? {},
    vars: around.vars ?? {},
    needs: Object.fromEntries(
      needs.map((name) => [name, { result: done[name]?.result ?? "", outputs: done[name]?.outputs ?? {} }]),
    ),
    steps: stepContexts,
  });
  const stepContexts: Record<string, Value> = {};
  const holds = (condition: string | undefined, failed: boolean, succeeded: boolean) => {
    const given = condition ?? "success()";
    const whole = statusFunction.test(given) ? given : `success() && (${given})`;
    const functions = { always: () => true, cancelled: () => false, failure: () => failed, success: () => succeeded };
    return Boolean(around.evaluate(whole, contexts(), functions)) as boolean;
  };
  const filled = (text: string) =>
    text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) =>
      String(around.evaluate(expression, contexts(), {}) ?? ""),
    );

  if (
    !holds(
      job.if,
      results.includes("failure"),
      results.every((result) => result === "success"),
    )
  ) {
    return { ...run, result: "skipped" };
  }
  const work = join(folder, "work", id);
  mkdirSync(work, { recursive: true });
  for (const step of job.steps) {
    const failed = run.result === "failure";
    if (!holds(step.if, failed, !failed)) {
      run.steps[step.name] = "skipped";
      if (step.id) stepContexts[step.id] = { outcome: "skipped", outputs: {} };
      continue;
    }
    const { ok, outputs, log } = await runStep(step, filled, work, folder, around);
    run.log += log;
    run.steps[step.name] = ok ? "success" : "failure";
    if (step.id) stepContexts[step.id] = { outcome: ok ? "success" : "failure", outputs };
    if (!ok) run.result = "failure";
  }
  for (const [name, value] of Object.entries(job.outputs ?? {})) run.outputs[name] = filled(value);
  return run;
}

function ancestors(jobs: Record<string, Job>, needs: readonly string[]): string[] {
  return [...new Set(needs.flatMap((name) => [name, ...ancestors(jobs, jobs[name]?.needs ?? [])]))];
}

interface StepEnd {
  ok: boolean;
  outputs: Record<string, string>;
  log: string;
}

async function runStep(
  step: Step,
  filled: (text: string) => string,
  work: string,
  folder: string,
  around: Surroundings,
): Promise<StepEnd> {
  return "uses" in step ? actionEnd(step, filled, work, folder) : scriptEnd(step, filled, work, folder, around);
}

/** @see https://github.com/actions/upload-artifact#inputs */
function actionEnd(
  { uses, with: inputs = {} }: ActionStep,
  filled: (text: string) => string,
  work: string,
  folder: string,
): StepEnd {
  const input = (name: string) => (inputs[name] === undefined ? undefined : filled(String(inputs[name])));
  const store = join(folder, "artifacts");
  const end = (ok: boolean, log = "") => ({ ok, outputs: {}, log });
  const [action = ""] = uses.split("@");
  if (action === "actions/checkout")
    cpSync(join(folder, "repository"), join(work, input("path") ?? "."), { recursive: true });
  if (action === "actions/download-artifact") {
    const name = input("name") ?? input("pattern") ?? "";
    if (existsSync(join(store, name))) cpSync(join(store, name), join(work, input("path") ?? "."), { recursive: true });
    else if (inputs.name !== undefined) return end(false, `no artifact ${name}\n`);
  }
  if (action === "actions/upload-artifact") {
    const paths = (input("path") ?? "").split("\n").filter((path) => existsSync(join(work, path)));
    if (paths.length === 0) return end(input("if-no-files-found") !== "error");
    const target = join(store, input("name") ?? "artifact");
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    for (const path of paths) {
      const isFolder = statSync(join(work, path)).isDirectory();
      const name = paths.length === 1 && isFolder ? "." : basename(path);
      cpSync(join(work, path), join(target, name), { recursive: true });
    }
  }
  return end(true);
}

function scriptEnd(
  step: ScriptStep,
  filled: (text: string) => string,
  work: string,
  folder: string,
  around: Surroundings,
): Promise<StepEnd> {
  const [script, output] = [join(folder, "script.sh"), join(folder, "output")];
  writeFileSync(script, step.run);
  writeFileSync(output, "");
  const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value)]));
  const path = [join(folder, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);
  return new Promise((ended, failed) => {
    const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
      cwd: work,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: path,
        CALLS: join(folder, "calls"),
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: join(folder, "summary"),
        ...around.env,
        ...env,
      },
    });
    let log = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (log += chunk));
    child.on("error", failed);
    child.on("close", (code) => {
      const lines = readFileSync(output, "utf8").split("\n").filter(Boolean);
      const outputs = Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
      );
      ended({ ok: code === 0, outputs, log });
    });
  });
}

function writeAll(folder: string, files: Record<string, string>, mode = 0o644): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, { mode });
  }
}
