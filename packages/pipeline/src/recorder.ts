import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { setMocks } from "@pulumi/pulumi/runtime/mocks.js";
import * as runtimeState from "@pulumi/pulumi/runtime/state.js";
import { watchErrors } from "./error-watch.js";
import type { RecordedResource } from "./recording.js";
import { RecordingMonitor } from "./recording-monitor.js";

// The SDK keeps one store per program in an AsyncLocalStorage; both functions are in its code, not in its types.
const { getStore, withLocalStorage } = runtimeState as unknown as {
  getStore(): Record<string, unknown> & { settings: { options: { rootDirectory?: string } } };
  withLocalStorage<T>(run: () => T): T;
};

/** How a program is recorded. */
export interface RecordOptions {
  /** @default "sallyport" */
  project?: string;

  /** @default "plan" */
  stack?: string;

  /**
   * Values that only providers know stay unknown, as in `pulumi preview`.
   *
   * @default false - they get a readable placeholder such as `arn:payments-api`
   */
  preview?: boolean;

  /**
   * Stack configuration, as `project:key`.
   *
   * @default {}
   */
  config?: Record<string, string>;

  /**
   * Answers a provider call (a data source) by its token.
   *
   * @default - every call is a problem
   */
  calls?: Record<string, (args: Record<string, unknown>) => Record<string, unknown>>;

  /**
   * Quiet time after which a promise counts as unfinished, in milliseconds.
   *
   * @default 1000
   */
  patienceMs?: number;
}

/** A program that cannot be recorded. Carries every problem, each naming the resource. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

let lastRecording: Promise<unknown> = Promise.resolve();

/**
 * Runs a Pulumi program in process, without engine, provider, account or network, and returns what it registered, sorted
 * by URN.
 *
 * URNs are those of the real engine. Resource hooks are recorded, never run. Recordings in one process wait for each
 * other, because an error in an `.apply` reaches Node as an unhandled rejection of the whole process.
 *
 * @throws {RecordingError} for an error in an `.apply`, a provider call nobody expected, two resources with one URN, or a
 *   resource whose inputs never settle. An error that the program itself throws is passed on as it is.
 */
export function record(program: () => unknown, options: RecordOptions = {}): Promise<RecordedResource[]> {
  const recording = lastRecording.then(() => withLocalStorage(() => recordAlone(program, options)));
  lastRecording = recording.catch(() => undefined);
  return recording;
}

async function recordAlone(program: () => unknown, options: RecordOptions): Promise<RecordedResource[]> {
  const monitor = new RecordingMonitor(options.calls ?? {}, options.preview ?? false);
  await connect(monitor, options);
  const watch = watchErrors();
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0; // The SDK takes a stack trace for every output of every resource.
  let finished: boolean;
  try {
    finished = await settles(run(program, monitor), monitor, options.patienceMs ?? 1000);
  } finally {
    await nextTurn(); // Node reports unhandled rejections after the current turn.
    await nextTurn();
    Error.stackTraceLimit = stackTraceLimit;
    watch.stop();
    pulumi.runtime.disconnectSync();
  }
  const problems = [...monitor.problems, ...watch.problems(), ...unregistered(monitor, finished)];
  if (problems.length > 0) throw new RecordingError(problems);
  return monitor.recorded.toSorted((a, b) => (a.urn < b.urn ? -1 : 1));
}

/** Puts the monitor in the engine's place. */
async function connect(monitor: RecordingMonitor, options: RecordOptions): Promise<void> {
  const { project = "sallyport", stack = "plan", preview = false } = options;
  await setMocks(monitor.mocks, project, stack, preview, "organization");
  const features = Object.entries(getStore()).filter(([key]) => key.startsWith("supports"));
  pulumi.runtime.setMockOptions(monitor, project, stack, preview, "organization");
  Object.assign(getStore(), Object.fromEntries(features)); // setMockOptions forgets what the monitor can do.
  getStore().callbacks = inertCallbacks(monitor); // The SDK would start a gRPC server for the engine to call back.
  getStore().settings.options.rootDirectory = process.cwd(); // The folder of `Pulumi.yaml`, where paths start.
  pulumi.runtime.setAllConfig(options.config ?? {});
}

async function run(program: () => unknown, monitor: RecordingMonitor): Promise<void> {
  await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation(({ type, name, props }) => {
      const outputs = Object.keys(props).filter((key) => props[key] === undefined);
      monitor.constructed.push({ type, name, outputs });
      return undefined;
    });
    await program();
    return {};
  });
  await pulumi.runtime.disconnect();
}

/** False when nothing has happened for the whole patience and the program still waits for something. */
async function settles(running: Promise<void>, monitor: RecordingMonitor, patienceMs: number): Promise<boolean> {
  const stop = new AbortController();
  const quiet = async () => {
    let seen: number;
    do {
      seen = monitor.requests;
      await pause(patienceMs, undefined, { signal: stop.signal });
    } while (seen !== monitor.requests);
    return false;
  };
  const silence = quiet().catch(() => false);
  try {
    return await Promise.race([running.then(() => true), silence]);
  } finally {
    stop.abort();
    running.catch(() => undefined);
  }
}

function unregistered(monitor: RecordingMonitor, finished: boolean): string[] {
  const waiting = monitor.unregistered();
  if (finished)
    return waiting.map((resource) => `${resource}: was never registered, because one of its inputs failed.`);
  const named = waiting.map((resource) => `${resource}: an input is a promise that never settles.`);
  return named.length > 0 ? named : ["The program waits for a promise that never settles."];
}

/** Takes hooks, which only an engine runs, and says so of transforms, which would change the resources. */
function inertCallbacks(monitor: RecordingMonitor) {
  const names = new Set<string>();
  const takeHook = async ({ name }: { name: string }) => {
    if (names.has(name)) monitor.problems.push(`Two hooks are named "${name}", and the engine takes a name once.`);
    names.add(name);
  };
  const refuseTransform = () => {
    monitor.problems.push("A transform is registered, which only the engine can run. Record the program without it.");
    throw new Error("transforms are not recorded");
  };
  return {
    registerResourceHook: takeHook,
    registerErrorHook: takeHook,
    registerTransform: refuseTransform,
    registerStackTransform: refuseTransform,
    registerStackInvokeTransform: refuseTransform,
    registerStackInvokeTransformAsync: refuseTransform,
    registerStateMigration: refuseTransform,
    awaitStackRegistrations: async () => undefined,
    shutdown: () => undefined,
  };
}
