import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { toolPath } from "../../../scripts/tools.ts";
import { writeTree } from "../file-tree.ts";
import { actProfile } from "./act-profile.ts";
import type { ActEvent } from "./event-payloads.ts";
import { stubActions } from "./stub-actions.ts";
import type { ActionScript } from "./stubs/scripted-action.ts";
import { startsOn } from "./workflow-triggers.ts";

/** What act runs, and the world that it runs in. */
export interface Stage {
  /** Folder of this run, empty at the beginning but for `repositories/NAME` with the Git history of the repository. */
  folder: string;
  /** Name of the repository that the event happens in. */
  repository: string;
  /** Workflow files by path. */
  workflows: Readonly<Record<string, string>>;
  /** Files of other repositories that are called at a commit: `OWNER/REPOSITORY@COMMIT`, then by path. */
  called?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  event: ActEvent;
  /** Paths of the files that differ from the base. */
  changed: readonly string[];
  /** Stand-ins for programs: the body of each, in bash. */
  programs: Readonly<Record<string, string>>;
  /** What stand-ins for actions do. */
  actions?: Readonly<Record<string, ActionScript>>;
  /** What the runner tells every process. */
  env: Readonly<Record<string, string>>;
  /** Names of secrets, with made-up values. */
  secrets?: Readonly<Record<string, string>>;
  /** Variables of the repository. */
  variables?: Readonly<Record<string, string>>;
  /** A command that act runs under, such as one that takes the network away. */
  under?: readonly string[];
}

/** How a job ended. One that did not start is not there. */
export type JobResult = "failure" | "success";

/** What happened. */
export interface ActRun {
  exitCode: number | null;
  /** By `WORKFLOW / NAME OF THE JOB`. */
  jobs: Readonly<Record<string, JobResult>>;
  /** Every call of a stand-in for a program. */
  calls: { job: string; command: string }[];
  /** Every use of an action. */
  actions: { job: string; action: string; inputs: Record<string, string> }[];
  /** What everything printed, as far as act caught it. */
  output: string;
  /** What the command line said about its decisions, whole. */
  said: string;
  /** Content of a file in an artifact; undefined where there is none. */
  kept(artifact: string, path: string): string | undefined;
}

const nothing = { exitCode: 0, stdout: "", stderr: "No workflow starts on this event." };
const compileCache = join(tmpdir(), "sallyport-act-compile-cache");

interface LogLine {
  job?: string;
  jobResult?: string;
  msg?: string;
}

/** Runs the workflows of a repository that an event starts, with act on this host. */
export async function runAct(stage: Stage): Promise<ActRun> {
  const { folder, event } = stage;
  const source = join(folder, "repositories", stage.repository);
  for (const name of ["record", "artifacts", "scripts", "home"]) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "event.json"), JSON.stringify(event.payload));
  writeFileSync(join(folder, "record", "calls"), "");
  for (const name of ["actions.jsonl", "said"]) writeFileSync(join(folder, "record", name), "");
  writeTree(join(folder, "scripts"), scriptFiles(stage.actions ?? {}));
  const profile = mapped(stage.workflows, actProfile);
  // In the work tree, where act looks for workflows that are called. Jobs check out commits, which have the real files.
  writeTree(source, profile);
  const started = Object.entries(profile).filter(([, content]) => startsOn(content, event, stage.changed));
  mkdirSync(join(folder, "started"));
  writeTree(join(folder, "started"), Object.fromEntries(started.map(([path, content]) => [basename(path), content])));
  writePrograms(join(folder, "bin"), stage.programs);
  const { exitCode, stdout, stderr } =
    started.length === 0 ? nothing : await start(stage, source, localRepositories(stage));
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  const log = lines.map((line) => JSON.parse(line) as LogLine);
  return {
    exitCode,
    jobs: jobsOf(log),
    calls: readFileSync(join(folder, "record", "calls"), "utf8")
      .split("\n")
      .filter(Boolean)
      .map(callOf),
    actions: readFileSync(join(folder, "record", "actions.jsonl"), "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
    output: `${log.map(textOf).filter(Boolean).join("\n")}\n${stderr}`,
    said: readFileSync(join(folder, "record", "said"), "utf8"),
    kept(artifact, path) {
      const file = join(folder, "artifacts", artifact, path);
      return existsSync(file) ? readFileSync(file, "utf8") : undefined;
    },
  };
}

/** A line as a reader of the log wants it; act also tells of every file that it finds. */
function textOf({ job = "", msg = "" }: LogLine): string | undefined {
  return msg.startsWith("LocalRepositoryCache ") ? undefined : `${job}| ${msg}`.trimEnd();
}

/** Options that keep act from the network, from Docker and from the files of whoever runs it. */
function actOptions({ folder, event, secrets = {}, variables = {} }: Stage): string[] {
  return [
    event.name,
    ...["--workflows", join(folder, "started")],
    ...["--eventpath", join(folder, "event.json")],
    ...["--platform", "ubuntu-24.04=-self-hosted"],
    ...["--defaultbranch", "main"],
    ...["--no-cache-server", "--no-skip-checkout", "--pull=false", "--json"],
    ...["env", "secret", "var", "input"].flatMap((kind) => [`--${kind}-file`, join(folder, "no-such-file")]),
    ...Object.entries(secrets).flatMap(([name, value]) => ["--secret", `${name}=${value}`]),
    ...Object.entries(variables).flatMap(([name, value]) => ["--var", `${name}=${value}`]),
  ];
}

async function start(stage: Stage, cwd: string, more: readonly string[]) {
  const act = toolPath("act");
  if (act === undefined) throw new Error("There is no act. Run `pnpm tools` once.");
  const given = Object.entries(stage.env).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
  const [command = act, ...options] = [...(stage.under ?? []), act, ...actOptions(stage), ...given, ...more];
  const child = spawn(command, options, {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: [join(stage.folder, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
      HOME: join(stage.folder, "home"),
      SALLYPORT_ACT: stage.folder,
      SALLYPORT_CLI: resolve("packages/cli/dist/sallyport.js"),
      LANG: "C.UTF-8",
      // Dozens of short processes of Node load the same few files.
      NODE_COMPILE_CACHE: compileCache,
    },
  });
  const closed = new Promise<number | null>((done) => child.on("close", done));
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { stdout, stderr, exitCode };
}

/** Stand-ins for the actions that the files name, and the repositories whose workflows they call. */
function localRepositories({ folder, workflows, called = {} }: Stage): string[] {
  const files = [...Object.values(workflows), ...Object.values(called).flatMap((tree) => Object.values(tree))];
  return [
    ...stubActions(join(folder, "stubs"), files),
    ...Object.entries(called).flatMap(([reference, tree]) => {
      const root = join(folder, "called", reference.replaceAll("/", "+"));
      writeTree(root, mapped(tree, actProfile));
      return ["--local-repository", `${reference}=${root}`];
    }),
  ];
}

function mapped(files: Readonly<Record<string, string>>, change: (content: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [path, change(content)]));
}

function scriptFiles(actions: Readonly<Record<string, ActionScript>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(actions).map(([action, script]) => [`${action.replaceAll("/", "--")}.json`, JSON.stringify(script)]),
  );
}

/** Each notes its call, then does what the test says. */
function writePrograms(folder: string, programs: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, body] of Object.entries(programs)) {
    const note = `printf '%s\\t%s\\n' "$GITHUB_JOB" "${name} \${*//$'\\n'/ }" >> "$SALLYPORT_ACT/record/calls"`;
    writeFileSync(join(folder, name), `#!/usr/bin/env bash\n${note}\n${body}\n`, { mode: 0o755 });
  }
}

function callOf(line: string): ActRun["calls"][number] {
  const [job = "", command = ""] = line.split("\t");
  return { job, command };
}

function jobsOf(log: readonly LogLine[]): Record<string, JobResult> {
  return Object.fromEntries(
    log.flatMap(({ job, jobResult }) =>
      job && jobResult
        ? [
            [
              job
                .split("/")
                .map((part) => part.trim())
                .join(" / "),
              jobResult as JobResult,
            ],
          ]
        : [],
    ),
  );
}
