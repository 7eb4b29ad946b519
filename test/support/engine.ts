import { type ChildProcess, spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { toolPath } from "../../scripts/tools.ts";
import { type EngineLog, isOurs, nameOf, readEngineLog } from "./engine-log.ts";
import { deliveryEnvironment, deliveryState } from "./github-api/delivering.ts";
import { type GitHubApi, startGitHubApi } from "./github-api/server.ts";
import { startLanguageHost } from "./language-host.ts";
import { aws } from "./providers/aws.ts";
import { github } from "./providers/github.ts";
import { kubernetes } from "./providers/kubernetes.ts";
import { MemoryPlane } from "./providers/memory-plane.ts";
import type { Plane } from "./providers/plane.ts";
import { serveProvider } from "./providers/provider-server.ts";
import { vault } from "./providers/vault.ts";

/** Path of the `pulumi` that the tests run, if there is one. */
export const pulumi = toolPath("pulumi");

/** What a `pulumi` command did. */
export interface Outcome extends EngineLog {
  /** `null` when a signal ended it. */
  exitCode: number | null;
  /** Everything it printed, standard output and errors. */
  output: string;
}

/** A command under way. */
export interface Running {
  done: Promise<Outcome>;
  signal: (signal: "SIGINT" | "SIGKILL") => void;
}

/** What a test gives a stack beside its configuration. */
export interface EngineOptions {
  /** Planes on real servers, which take the place of those in memory. */
  planes?: Readonly<Record<string, Plane>>;
  /** Variables of the program; a change of the map counts from the next command on. */
  environment?: Record<string, string>;
}

type Command = "preview" | "up" | "refresh" | "destroy";

/** A stack of a program folder on the real engine, with state in a temporary folder and the provider servers of the tests. */
export class EngineStack {
  readonly planes = {
    aws: new MemoryPlane(aws),
    github: new MemoryPlane(github),
    kubernetes: new MemoryPlane(kubernetes),
    vault: new MemoryPlane(vault),
  };
  /** The API that programs use themselves: `acme/payments-api` has a commit, and the token may deliver files. */
  readonly githubApi: GitHubApi;
  readonly #folder: string;
  readonly #home: string;
  readonly #children = new Set<ChildProcess>();
  readonly #servers: (() => void)[] = [];
  readonly #options: EngineOptions;
  #attached: Record<string, string> = {};
  #commands = 0;

  private constructor(folder: string, home: string, githubApi: GitHubApi, options: EngineOptions) {
    this.githubApi = githubApi;
    this.#options = options;
    this.#folder = resolve(folder);
    this.#home = home;
  }

  /**
   * Makes a new stack of the program in a folder. Nothing is written there.
   *
   * @param config By key with namespace, such as `sallyport:policy`.
   */
  static async create(
    folder: string,
    config: Record<string, string> = {},
    options: EngineOptions = {},
  ): Promise<EngineStack> {
    const home = await mkdtemp(join(tmpdir(), "sallyport-engine-"));
    const stack = new EngineStack(folder, home, await startGitHubApi(deliveryState()), options);
    try {
      await stack.#serve();
      await mkdir(join(home, "state"));
      await mkdir(join(home, "project"));
      await copyFile(join(stack.#folder, "Pulumi.yaml"), join(home, "project/Pulumi.yaml"));
      await stack.#manage("stack", "init");
      await stack.configure(config);
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  /** Sets keys of the stack configuration. */
  async configure(config: Record<string, string>): Promise<void> {
    const values = Object.entries(config).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
    if (values.length > 0) await this.#manage("config", "set-all", ...values);
  }

  preview(): Promise<Outcome> {
    return this.#run("preview").done;
  }

  up(): Promise<Outcome> {
    return this.startUp().done;
  }

  /** `up` that must succeed, as the beginning of a test that is about what follows. */
  async deploy(): Promise<void> {
    const { exitCode, output } = await this.up();
    if (exitCode !== 0) throw new Error(`pulumi up failed:\n${output}`);
  }

  /** `up` that the test can interrupt, with more flags. */
  startUp(...flags: string[]): Running {
    return this.#run("up", "--yes", "--skip-preview", ...flags);
  }

  refresh(): Promise<Outcome> {
    return this.#run("refresh", "--yes", "--skip-preview").done;
  }

  destroy(): Promise<Outcome> {
    return this.#run("destroy", "--yes", "--skip-preview").done;
  }

  /** Takes the lock away that a killed `up` leaves. */
  async unlock(): Promise<void> {
    await this.#manage("cancel", "--yes");
  }

  /** The state as JSON, secrets encrypted; with `--show-secrets` as they are. */
  exported(...flags: string[]): Promise<string> {
    return this.#manage("stack", "export", ...flags);
  }

  /** Everything that the engine wrote to disk so far: the state with its history, the settings, the logs of its events. */
  async written(): Promise<string> {
    const entries = await readdir(this.#home, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return (await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), "utf8")))).join(
      "\n",
    );
  }

  /** `type name` of every resource in the state, sorted, without the stack and the providers. */
  async state(): Promise<string[]> {
    const { deployment } = JSON.parse(await this.exported());
    const resources: { type: string; urn: string }[] = deployment.resources ?? [];
    return resources
      .filter(({ type }) => isOurs(type))
      .map(({ type, urn }) => `${type} ${nameOf(urn)}`)
      .sort();
  }

  /** Ends everything that was started and removes every trace. */
  async stop(): Promise<void> {
    for (const child of this.#children) child.kill("SIGKILL");
    for (const close of this.#servers) close();
    await this.githubApi.close();
    await rm(this.#home, { recursive: true, force: true });
  }

  /** Starts what the engine would otherwise start as plugins. */
  async #serve(): Promise<void> {
    const { environment = {}, planes } = this.#options;
    const host = await startLanguageHost(Object.assign(environment, deliveryEnvironment(this.githubApi)));
    this.#servers.push(host.stop);
    const providers: string[] = [];
    for (const plane of Object.values<Plane>({ ...this.planes, ...planes })) {
      const { port, close } = await serveProvider(plane);
      this.#servers.push(close);
      providers.push(`${plane.facts.name}:${port}`);
    }
    this.#attached = {
      PULUMI_DEBUG_LANGUAGES: `nodejs:${host.port}`,
      PULUMI_DEBUG_PROVIDERS: providers.join(","),
    };
  }

  /** A command that runs the program, in its own folder as a user does it. */
  #run(command: Command, ...flags: string[]): Running {
    this.#commands += 1;
    const events = join(this.#home, `events-${this.#commands}.jsonl`);
    const config = join(this.#home, "project/Pulumi.test.yaml");
    const child = this.#start(this.#folder, command, "--config-file", config, "--event-log", events, ...flags);
    const done = finish(child).then(async (ended) => ({ ...ended, ...(await readEngineLog(events)) }));
    return { done, signal: (signal) => void child.kill(signal) };
  }

  /** A command about the stack. It runs beside a copy of `Pulumi.yaml`, because it writes the stack's settings there. */
  async #manage(...args: string[]): Promise<string> {
    const { exitCode, output } = await finish(this.#start(join(this.#home, "project"), ...args));
    if (exitCode !== 0) throw new Error(`pulumi ${args.join(" ")} failed:\n${output}`);
    return output;
  }

  #start(folder: string, ...args: string[]): ChildProcess {
    if (!pulumi) throw new Error("There is no pulumi to run. Run `pnpm tools` once.");
    const child = spawn(pulumi, [...args, "--stack=test", "--non-interactive", "--color=never"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...this.#attached,
        HOME: this.#home,
        PATH: [dirname(pulumi), process.env.PATH].join(delimiter),
        PULUMI_BACKEND_URL: `file://${join(this.#home, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_DEBUG_COMMANDS: "true", // allows --event-log
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_DISABLE_CI_DETECTION: "true",
        PULUMI_HOME: join(this.#home, "pulumi"),
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    });
    this.#children.add(child);
    child.on("close", () => this.#children.delete(child));
    return child;
  }
}

async function finish(child: ChildProcess): Promise<{ exitCode: number | null; output: string }> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      output += chunk;
    });
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { exitCode, output };
}
