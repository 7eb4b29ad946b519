import { CommanderError } from "commander";
import { type CommandProblem, problemsOf } from "./command-error.js";
import { print, printError, terminalOf } from "./output.js";
import { paint } from "./paint.js";
import { createProgram, type Ending } from "./program.js";

const args = process.argv.slice(2);

// Until a command has ended, nothing was decided; whatever else ends this process must not look like a pass or a block.
process.exitCode = 2;
process.on("uncaughtException", (error) => void fail(error).finally(() => process.exit(2)));
process.stdout.on("error", outputRefused);
process.stderr.on("error", () => {}); // There is nobody left to tell.

const code = await run();
await Promise.all([print(""), printError("")]);
process.exit(code);

/** Runs the command of the arguments and gives its exit code. */
async function run(): Promise<number> {
  const ending: Ending = { code: 2 };
  try {
    await createProgram(ending).parseAsync(args, { from: "user" });
    return ending.code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0; // --help, --version
    await fail(error);
    return 2;
  }
}

/** Says why a command could not do its work: for people, and with `--json` for programs too. */
async function fail(error: unknown): Promise<void> {
  const problems = problemsOf(error) ?? usageProblems(error) ?? [unforeseen(error)];
  if (wantsJson()) await print(`${JSON.stringify({ version: 1, error: { problems } }, null, 2)}\n`);
  const label = paint(terminalOf(process.stderr))("red", "error:");
  await printError(problems.map(({ message }) => `${label} ${message}\n`).join(""));
  if (process.env.SALLYPORT_DEBUG && error instanceof Error) await printError(`${error.stack}\n`);
}

function usageProblems(error: unknown): CommandProblem[] | undefined {
  if (!(error instanceof CommanderError)) return undefined;
  if (error.code === "commander.help") {
    return [{ message: "no command given", remedy: "`sallyport --help` lists the commands." }];
  }
  return [{ message: error.message.replace(/^error: /, "").replaceAll("\n", " ") }];
}

function unforeseen(error: unknown): CommandProblem {
  const message = error instanceof Error ? error.message : String(error);
  return { message: `something unforeseen happened: ${message}. SALLYPORT_DEBUG=1 shows where.` };
}

function wantsJson(): boolean {
  const end = args.indexOf("--");
  return (end === -1 ? args : args.slice(0, end)).includes("--json");
}

/** A reader that went away (`sallyport plan | head -1`) harms nobody; a full disk behind `>` loses the output. */
function outputRefused(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") return;
  void printError(`error: the output cannot be written: ${error.message}\n`).finally(() => process.exit(2));
}
