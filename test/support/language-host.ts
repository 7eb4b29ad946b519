import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type ILanguageRuntimeServer, LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import plugins from "@pulumi/pulumi/proto/plugin_pb.js";
import empties from "google-protobuf/google/protobuf/empty_pb.js";
import { listen, unary } from "./grpc.ts";

/** Exit code of a program that has told the user already what is wrong (`cmd/run` of the SDK). */
const alreadyReported = 32;

export interface LanguageHost {
  port: number;
  stop: () => void;
}

/**
 * A host for programs with `runtime: nodejs`, in the place of `pulumi-language-nodejs`, which is only in Pulumi's own download. It starts the SDK's
 * own runner with the arguments and the environment that the real host gives it
 * (https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/cmd/pulumi-language-nodejs/main.go). It serves one `pulumi` at a time, and programs
 * that Node runs as they are (`typescript: false`).
 *
 * @param env What a program sees of the user's environment, beside the PATH.
 */
export async function startLanguageHost(env: Readonly<Record<string, string>> = {}): Promise<LanguageHost> {
  const programs = new Set<ChildProcess>();
  let engine = "";
  const handlers: Partial<ILanguageRuntimeServer> = {
    handshake: unary((request) => {
      engine = request.getEngineAddress();
      return new messages.LanguageHandshakeResponse();
    }),
    getPluginInfo: unary(() => new plugins.PluginInfo().setVersion("3.250.0")),
    about: unary(() => new messages.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
    getRequiredPlugins: unary(() => new messages.GetRequiredPluginsResponse()),
    getRequiredPackages: unary(() => new messages.GetRequiredPackagesResponse()),
    getProgramDependencies: unary(() => new messages.GetProgramDependenciesResponse()),
    installDependencies: (call) => call.end(),
    cancel: unary(() => {
      for (const program of programs) program.kill("SIGINT");
      return new empties.Empty();
    }),
    run: unary(async (request, gone) => {
      const program = startProgram(request, engine, env);
      programs.add(program);
      gone.addEventListener("abort", () => program.kill("SIGKILL"));
      try {
        return await outcome(program);
      } finally {
        programs.delete(program);
      }
    }),
  };
  const { port, close } = await listen(LanguageRuntimeService, handlers);
  return {
    port,
    stop: () => {
      for (const program of programs) program.kill("SIGKILL");
      close();
    },
  };
}

function startProgram(
  request: messages.RunRequest,
  engine: string,
  env: Readonly<Record<string, string>>,
): ChildProcess {
  const info = request.getInfo();
  const folder = info?.getProgramDirectory() ?? request.getPwd();
  const options = info?.getOptions()?.toJavaScript() ?? {};
  const nodeargs = typeof options.nodeargs === "string" ? options.nodeargs.split(/\s+/).filter(Boolean) : [];
  const given: Record<string, string | undefined> = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info?.getRootDirectory(),
    stack: request.getStack(),
    pwd: folder,
    parallel: String(request.getParallel()),
  };
  const named = Object.entries(given).flatMap(([name, value]) => (value ? [`--${name}`, value] : []));
  const args = [
    ...nodeargs,
    createRequire(join(folder, "package.json")).resolve("@pulumi/pulumi/cmd/run/index.js"),
    ...named,
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info?.getEntryPoint() ?? ".",
    ...request.getArgsList(),
  ];
  return spawn(process.execPath, args, {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...env,
      PATH: process.env.PATH,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
  });
}

async function outcome(program: ChildProcess): Promise<messages.RunResponse> {
  const output: string[] = [];
  program.stdout?.on("data", (chunk) => output.push(String(chunk)));
  program.stderr?.on("data", (chunk) => output.push(String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => {
    program.on("error", reject);
    program.on("close", resolve);
  });
  const response = new messages.RunResponse();
  if (code === 0) return response;
  if (code === alreadyReported) return response.setBail(true);
  return response.setError(`Program exited with non-zero exit code: ${code}\n${output.join("")}`);
}
