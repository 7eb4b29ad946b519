import {
  type DecisionInputs,
  ExceptionFileError,
  type ExceptionReview,
  type Exceptions,
  reviewExceptions,
} from "@sallyport/gate";
import { type Policy, readPolicy } from "@sallyport/policy";
import { badFile, problemsOf, together } from "../command-error.js";
import { exceptionsPath, readExceptions } from "../exceptions-file.js";
import type { ExitCode } from "../exit-code.js";
import { readFacts } from "../facts-file.js";
import { parseInstant } from "../flags.js";
import { print, printError, terminalOf } from "../output.js";
import { paint } from "../paint.js";
import { parseReportArguments, readReportFile } from "../report-file.js";
import { chooseRepository } from "../repository-flag.js";
import { parseMembers } from "../team-members.js";
import { version } from "../version.js";

export interface ExceptionListOptions {
  policy: string;
  file?: string;
  at?: string;
  facts?: string;
  report?: readonly string[];
  members?: readonly string[];
  repository?: string;
  json?: boolean;
}

/** `sallyport exception list`: what each exception is worth; 1 when one cannot stay as it is. */
export async function exceptionList(options: ExceptionListOptions): Promise<ExitCode> {
  const { exceptions, ...inputs } = readInputs(options);
  if (exceptions instanceof ExceptionFileError) return listProblems(exceptions, inputs.now, options);
  const reviews = reviewExceptions({ ...inputs, exceptions });
  const document = {
    version: 1,
    file: exceptions.path,
    at: inputs.now,
    exceptions: reviews.map((review) => describe(review, exceptions)),
    problems: [],
  };
  await print(options.json ? `${JSON.stringify(document, null, 2)}\n` : render(reviews, exceptions));
  return reviews.some(({ problems }) => problems.some(({ level }) => level === "error")) ? 1 : 0;
}

function readInputs(options: ExceptionListOptions): DecisionInputs & { exceptions: Exceptions | ExceptionFileError } {
  const [{ policy, sha256, exceptions }, now, facts, teamMembers, reports] = together(
    () => {
      const read = readPolicy(options.policy, options.policy, options.at);
      return { ...read, exceptions: readThem(options, read.policy) };
    },
    () => (options.at === undefined ? new Date().toISOString() : parseInstant("--at", options.at)),
    () => (options.facts === undefined ? undefined : readFacts(options.facts)),
    () => parseMembers(options.members),
    () => together(...parseReportArguments(options.report ?? []).map((argument) => () => readReportFile(argument))),
  );
  const isAboutOne = reports.length > 0 || options.repository !== undefined;
  return {
    policy,
    policySha256: sha256,
    exceptions,
    ...(isAboutOne && { repository: chooseRepository(policy, options.repository) }),
    reports: reports.map((report) => ({ report })),
    ...(facts && { facts }),
    ...(teamMembers && { teamMembers }),
    now,
    version,
  };
}

function readThem({ file, policy: path }: ExceptionListOptions, policy: Policy): Exceptions | ExceptionFileError {
  const exceptions = readExceptions(file, path, policy);
  if (exceptions) return exceptions;
  throw badFile(exceptionsPath(file, path, policy), "does not exist", "`sallyport exception add` begins it.");
}

/** A file that cannot be used is the answer, not a failure to answer. */
async function listProblems(error: ExceptionFileError, at: string, { json }: ExceptionListOptions): Promise<ExitCode> {
  const problems = problemsOf(error) ?? [];
  const document = { version: 1, file: error.path, at, exceptions: [], problems };
  if (json) await print(`${JSON.stringify(document, null, 2)}\n`);
  const label = paint(terminalOf(process.stderr))("red", "error:");
  await printError(problems.map(({ message }) => `${label} ${message}\n`).join(""));
  return 1;
}

function describe({ exception, ...review }: ExceptionReview, { places }: Exceptions) {
  return { ...exception, ...review, line: places.get(exception.id)?.line ?? 1 };
}

function render(reviews: readonly ExceptionReview[], { path, places }: Exceptions): string {
  if (reviews.length === 0) return `${path} holds no exception.\n`;
  const color = paint(terminalOf(process.stdout));
  const lines = reviews.flatMap((review) => {
    const { exception, problems } = review;
    const { id, finding, status, owner, approvedBy, ticket } = exception;
    const place = `${path}:${places.get(id)?.line ?? 1}`;
    return [
      `${color("bold", id)}  ${finding}  ${color(colorOf(review), stateOf(review))}`,
      `    ${scopeOf(exception.scope)}; ${status}`,
      `    ${owner}, approved by ${approvedBy}${ticket === undefined ? "" : `, ${ticket}`}; ${place}`,
      ...problems.map(
        ({ level, found, remedy }) =>
          `    ${color(level === "error" ? "red" : "yellow", `${level}:`)} ${found}. ${remedy}`,
      ),
    ];
  });
  return `${lines.join("\n")}\n`;
}

function scopeOf(scope: ExceptionReview["exception"]["scope"]): string {
  return Object.entries(scope)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}

function stateOf({ state, until, daysLeft, needed }: ExceptionReview): string {
  const day = until.slice(0, 10);
  const use = needed === undefined ? "" : needed ? ", needed" : ", not needed";
  switch (state) {
    case "active":
      return `active, ${daysLeft === 0 ? "last day" : `${daysLeft} day${daysLeft === 1 ? "" : "s"} left`} (${day})${use}`;
    case "expired":
      return `expired on ${day}`;
    case "ended":
      return "ended by an event";
    default:
      return "not in force yet";
  }
}

function colorOf({ state, excuses, daysLeft }: ExceptionReview): "red" | "yellow" | "green" {
  if (!excuses && state !== "pending") return "red";
  return state === "pending" || daysLeft < 14 ? "yellow" : "green";
}
