import { commentBody, isCommentTopic } from "@sallyport/gate";
import { accessOf, GitHubClient } from "@sallyport/github-api";
import { actionsRun } from "../actions-run.js";
import { badFile, badFlag, together } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
import { print } from "../output.js";
import { keepComment } from "../pull-comment.js";
import { pullOfRef } from "../pull-ref.js";
import { readInput } from "../read-input.js";

export interface CommentOptions {
  file: string;
  pull?: string;
  topic?: string;
}

/** Largest file that is read, in bytes; of a longer one nobody could see the beginning of the end. */
const maximumFileBytes = 16 * 1024 * 1024;

/** `sallyport comment`: the one comment on a pull request, or the one on a topic. */
export async function comment(options: CommentOptions): Promise<ExitCode> {
  const [access, run, pull, markdown, topic] = together(
    () => accessOf(),
    () => actionsRun(),
    () => parsePull(options.pull),
    () => readMarkdown(options.file),
    () => parseTopic(options.topic),
  );
  const { owner, repository } = run;
  const place = { owner, repository, pull };
  const body = commentBody(markdown, { run: run.id, attempt: run.attempt, ...topic });
  const kept = await keepComment(new GitHubClient(access), place, body);
  await print(
    kept.superseded
      ? `Run ${kept.superseded.run}, which is later, has commented on pull request ${pull}; its comment stays.\n`
      : `Comment ${kept.id} on pull request ${pull} is up to date.\n`,
  );
  return 0;
}

function parsePull(given: string | undefined, ref = process.env.GITHUB_REF): number {
  if (given === undefined) {
    const number = pullOfRef(ref);
    if (number !== undefined) return number;
    throw badFlag("--pull", "is missing, and GITHUB_REF is of no pull request", "Give its number.");
  }
  if (/^[1-9]\d{0,14}$/.test(given)) return Number(given);
  throw badFlag("--pull", `is ${JSON.stringify(given)}`, "Give the number of the pull request.");
}

function parseTopic(topic: string | undefined): { topic?: string } {
  if (topic === undefined) return {};
  if (isCommentTopic(topic)) return { topic };
  throw badFlag(
    "--topic",
    `is ${JSON.stringify(topic)}`,
    "Give a word of at most 30 lower-case letters, such as plan.",
  );
}

function readMarkdown(file: string): string {
  const remedy = "Give the Markdown of the comment.";
  const bytes = readInput(file, maximumFileBytes, remedy);
  const text = decode(file, bytes, remedy);
  if (text.trim() === "") throw badFile(file, "is empty", remedy);
  return text;
}

function decode(file: string, bytes: Uint8Array, remedy: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw badFile(file, "is not UTF-8 text", remedy);
  }
}
