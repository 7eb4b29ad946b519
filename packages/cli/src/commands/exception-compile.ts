import { basename, join } from "node:path";
import {
  type Compilation,
  compileExceptions,
  compileTargets,
  type DecisionInputs,
  type Exceptions,
  readReport,
  suppressInSarif,
} from "@sallyport/gate";
import { type Policy, readPolicy } from "@sallyport/policy";
import { badFile, badFlag, together } from "../command-error.js";
import { exceptionsPath, readExceptionFile } from "../exceptions-file.js";
import type { ExitCode } from "../exit-code.js";
import { readFacts } from "../facts-file.js";
import { parseInstant } from "../flags.js";
import { writeOutFolder } from "../out-folder.js";
import { print, printError } from "../output.js";
import { parseReportArguments, type ReportArgument, readReportBytes } from "../report-file.js";
import { chooseRepository } from "../repository-flag.js";
import { parseMembers } from "../team-members.js";
import { version } from "../version.js";

export interface ExceptionCompileOptions {
  policy: string;
  to: readonly string[];
  file?: string;
  repository?: string;
  facts?: string;
  report?: readonly string[];
  members?: readonly string[];
  at?: string;
  out?: string;
  json?: boolean;
}

const sarif = "sarif";

/** `sallyport exception compile`: the exceptions in force in the files of the scanners. */
export async function exceptionCompile(options: ExceptionCompileOptions): Promise<ExitCode> {
  const names = parseTargets(options.to, options.report);
  const inputs = readInputs(options);
  const compiled = compileExceptions(names, {
    ...inputs,
    gate: inputs.policy.gate,
    policy: inputs.policy.exceptions,
    repository: inputs.repository?.name,
    members: inputs.teamMembers,
    author: inputs.policy.organization.login,
  });
  const files = [...compiled.files, ...(names.includes(sarif) ? suppressAll(options.report ?? [], inputs) : [])];
  refuseSameNames(files);
  if (options.out !== undefined) await writeOutFolder(options.out, files);
  await say({ ...compiled, files }, options);
  return 0;
}

/** The targets, each by its name; `all` is every one that there is something for. */
function parseTargets(given: readonly string[], reports: readonly string[] = []): string[] {
  const known = [...compileTargets, sarif];
  const names = [...new Set(given.flatMap((text) => text.split(",")).map((name) => name.trim()))];
  const unknown = names.find((name) => name !== "all" && !known.includes(name));
  if (unknown !== undefined) {
    throw badFlag("--to", `is ${JSON.stringify(unknown)}`, `Give ${known.join(", ")} or all; several with commas.`);
  }
  if (names.includes(sarif) && reports.length === 0) {
    throw badFlag("--report", "is missing", "SARIF holds results and their suppressions: give the log with --report.");
  }
  if (!names.includes("all")) return names;
  return reports.length > 0 ? known : [...compileTargets];
}

type Inputs = DecisionInputs & { policy: Policy; exceptions: Exceptions };

function readInputs(options: ExceptionCompileOptions): Inputs {
  const [{ policy, sha256, exceptions, repository }, now, facts, teamMembers] = together(
    () => {
      const read = readPolicy(options.policy, options.policy, options.at);
      const [file, chosen] = together(
        () => readExceptionFile(exceptionsPath(options.file, options.policy, read.policy)),
        () => chooseRepository(read.policy, options.repository),
      );
      return { ...read, exceptions: file, repository: chosen };
    },
    () => (options.at === undefined ? new Date().toISOString() : parseInstant("--at", options.at)),
    () => (options.facts === undefined ? undefined : readFacts(options.facts)),
    () => parseMembers(options.members),
  );
  return {
    policy,
    policySha256: sha256,
    exceptions,
    repository,
    reports: [],
    ...(facts && { facts }),
    ...(teamMembers && { teamMembers }),
    now,
    version,
  };
}

type File = Compilation["files"][number];

function suppressAll(reports: readonly string[], inputs: Inputs): File[] {
  return together(...parseReportArguments(reports).map((argument) => () => suppress(argument, inputs)));
}

function suppress(argument: ReportArgument, inputs: Inputs): File {
  const bytes = readReportBytes(argument.path);
  const report = readReport(bytes, argument.path, argument.tool === undefined ? {} : { tool: argument.tool });
  if (!report.format.startsWith(sarif)) {
    throw badFile(argument.path, `is ${report.format}, not SARIF`, "Give the SARIF that the scanner wrote.");
  }
  const text = new TextDecoder("utf-8").decode(bytes);
  const { log } = suppressInSarif(JSON.parse(text), report, inputs);
  return { target: sarif, path: basename(argument.path), content: `${JSON.stringify(log, null, 2)}\n` };
}

function refuseSameNames(files: readonly File[]): void {
  const twice = files.find(({ path }, index) => files.findIndex((file) => file.path === path) !== index);
  if (twice) throw badFlag("--report", `names two files called ${twice.path}`, "Compile them one by one.");
}

async function say({ files, leftOut, notes }: Compilation, { json, out }: ExceptionCompileOptions): Promise<void> {
  if (json) {
    await print(`${JSON.stringify({ version: 1, files, leftOut, notes }, null, 2)}\n`);
    return;
  }
  const shown = files.map(({ path, content }) =>
    out === undefined ? `${files.length === 1 ? "" : `==> ${path} <==\n`}${content}\n` : `Wrote ${join(out, path)}\n`,
  );
  await print(shown.join(""));
  const lines = [
    ...leftOut.map(({ target, exception, why }) => `${target}: ${exception} is left out: it ${why}.`),
    ...notes,
  ];
  await printError(lines.map((line) => `${line}\n`).join(""));
}
