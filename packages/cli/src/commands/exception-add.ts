import { existsSync, realpathSync } from "node:fs";
import {
  approversOf,
  type Exception,
  ExceptionFileError,
  type Exceptions,
  parseExceptionFile,
  standingOf,
} from "@sallyport/gate";
import { type Policy, readPolicy } from "@sallyport/policy";
import { isSeq, parseDocument } from "yaml";
import { CommandError, type CommandProblem, together } from "../command-error.js";
import { type Entry, type EntryFlags, entryOf, flagOf } from "../exception-entry.js";
import { exceptionsPath, readExceptionBytes } from "../exceptions-file.js";
import type { ExitCode } from "../exit-code.js";
import { print, printError } from "../output.js";
import { writeFiles } from "../write-files.js";

export interface ExceptionAddOptions extends EntryFlags {
  policy: string;
  file?: string;
  dryRun?: boolean;
  json?: boolean;
}

const emptyFile = `# Dated excuses for findings. \`sallyport exception list\` shows what each is worth.
version: 1
exceptions: []
`;

/** `sallyport exception add`: one more exception, if the policy has nothing against it. */
export async function exceptionAdd(options: ExceptionAddOptions): Promise<ExitCode> {
  const [{ policy }] = together(() => readPolicy(options.policy));
  const path = exceptionsPath(options.file, options.policy, policy);
  const text = existsSync(path) ? Buffer.from(readExceptionBytes(path)).toString("utf8") : emptyFile;
  const before = parseExceptionFile(text, path);
  const now = new Date().toISOString();
  const taken = before.file.exceptions.map(({ id }) => id);
  const entry = entryOf(options, taken, now.slice(0, 10));
  const grown = withEntry(text, entry);
  const exception = checked(grown, path, taken.length);
  const warnings = refuseProblems(exception, policy, now);

  const written = !options.dryRun;
  if (written) await writeFiles([{ path: existsSync(path) ? realpathSync(path) : path, content: grown }]);
  for (const text of warnings) await printError(`warning: ${text}\n`);
  const document = { version: 1, file: path, written, exception };
  const verb = written ? "Added" : "Would add";
  const { id, finding, expires } = exception;
  const said = `${verb} ${id} to ${path}: it excuses ${finding} until ${expires}. Have the change reviewed.\n`;
  await print(options.json ? `${JSON.stringify(document, null, 2)}\n` : said);
  return 0;
}

/** The text of the file with one more entry; comments and everything else stay. */
function withEntry(text: string, entry: Entry): string {
  const json = asJson(text);
  if (json) return `${JSON.stringify({ ...json, exceptions: [...json.exceptions, entry] }, null, 2)}\n`;
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const document = parseDocument(text.replaceAll("\r\n", "\n"));
  const list = document.get("exceptions");
  if (!isSeq(list)) throw new TypeError("a file of exceptions that was checked has a list of them");
  if (list.items.length === 0) list.flow = false;
  list.add(document.createNode(entry));
  return document.toString({ lineWidth: 0, indentSeq: !/^- /m.test(text) }).replaceAll("\n", lineEnd);
}

/** A file that is JSON stays JSON. */
function asJson(text: string): { exceptions: unknown[] } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The entry at the end of the file, as the gate will read it.
 *
 * @throws {CommandError} naming the flag of each field that is wrong.
 */
function checked(text: string, path: string, index: number): Exception {
  try {
    const { file }: Exceptions = parseExceptionFile(text, path);
    const exception = file.exceptions[index];
    if (exception) return exception;
  } catch (error) {
    if (error instanceof ExceptionFileError) throw new CommandError(error.problems.map(problemOfFlag));
    throw error;
  }
  throw new RangeError("the entry that was added is not in the file");
}

function problemOfFlag({ path, message, found, remedy }: ExceptionFileError["problems"][number]): CommandProblem {
  const flag = flagOf(path.replace(/^exceptions\[\d+\]\.?/, ""));
  const value = found === undefined ? "" : `, got ${found}`;
  return {
    message: `${flag} ${message}${value}. ${remedy}`,
    path: flag,
    ...(found !== undefined && { found }),
    remedy,
  };
}

/**
 * What the policy calls a warning about an exception.
 *
 * @throws {CommandError} naming everything that the policy calls an error, and an end that has passed.
 */
function refuseProblems(exception: Exception, policy: Policy, now: string): string[] {
  const approvers = approversOf({ policy: policy.exceptions, gate: policy.gate });
  const { problems, state } = standingOf(exception, { policy: policy.exceptions, approvers, now });
  const isError = ({ kind, level }: (typeof problems)[number]) =>
    level === "error" || (kind === "expired" && state === "expired");
  const errors = problems.filter(isError);
  if (errors.length > 0) {
    throw new CommandError(
      errors.map(({ kind, found, remedy }) => ({
        message: `${exception.id} ${found}. ${remedy} (exceptions.${kind})`,
        path: `exceptions.${kind}`,
        found,
        remedy,
      })),
    );
  }
  return problems
    .filter((problem) => !isError(problem))
    .map(({ found, remedy }) => `${exception.id} ${found}. ${remedy}`);
}
