import { plainText, type Verdict } from "@sallyport/gate";
import { accessOf, bulkPatience, ContentPace, GitHubClient } from "@sallyport/github-api";
import { type RepositoryPolicy, readPolicy } from "@sallyport/policy";
import { badFlag, together } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
import { IssueTracker } from "../issue-tracker.js";
import { print } from "../output.js";
import { chooseRepository } from "../repository-flag.js";
import { readFirstSights } from "../seen-file.js";
import { emptyResult, previewIssues, type SyncResult, syncIssues } from "../sync-issues.js";
import { readVerdict } from "../verdict-file.js";

export interface IssuesSyncOptions {
  policy: string;
  verdict: string;
  repository?: string;
  seen?: string;
  dryRun?: boolean;
  json?: boolean;
}

/** `sallyport issues sync`: one GitHub issue for each finding of a verdict. */
export async function issuesSync(options: IssuesSyncOptions): Promise<ExitCode> {
  const [access, { policy }, verdict, seen] = together(
    () => accessOf(),
    () => readPolicy(options.policy),
    () => readVerdict(options.verdict),
    () => (options.seen === undefined ? undefined : readFirstSights(options.seen)),
  );
  const repository = chooseRepository(policy, judged(verdict, options.repository));
  const why = whyNot(repository, policy.issues);
  const sync = async (): Promise<SyncResult> => {
    const client = new GitHubClient(access, bulkPatience);
    const account = await client.login();
    const place = { owner: policy.organization.login, name: repository.name };
    const tracker = new IssueTracker(client, place, account, new ContentPace(bulkPatience.pause));
    const inputs = { account, verdict, policy, repository, seen };
    return options.dryRun ? previewIssues(tracker, inputs) : syncIssues(tracker, inputs);
  };
  const result = why === undefined ? await sync() : { ...emptyResult(), notes: [why] };
  const written = why === undefined && !options.dryRun;
  const document = { version: 1, repository: repository.name, written, ...result };
  await print(options.json ? `${JSON.stringify(document, null, 2)}\n` : describe(result, written));
  return 0;
}

/** The issues of one repository must not follow the verdict on another. */
function judged({ inputs }: Verdict, given: string | undefined): string | undefined {
  if (given === undefined || inputs.repository === undefined || given === inputs.repository) {
    return given ?? inputs.repository;
  }
  throw badFlag(
    "--repository",
    `is ${given}, and the verdict is about ${plainText(inputs.repository)}`,
    "Leave it out.",
  );
}

function whyNot(
  { name, visibility }: RepositoryPolicy,
  { enabled, inPublicRepositories }: { enabled: boolean; inPublicRepositories: boolean },
): string | undefined {
  if (!enabled) return "issues.enabled is false: nothing was done.";
  if (visibility === "public" && !inPublicRepositories) {
    return `${name} is public, where everybody would read what is not fixed yet: nothing was done. issues.inPublicRepositories allows it.`;
  }
  return undefined;
}

function describe(result: SyncResult, written: boolean): string {
  const { created, updated, reopened, closed, duplicates, overdue, rest, notes } = result;
  const list = (word: string, numbers: readonly number[]) =>
    numbers.length === 0 ? [] : [`${word.padEnd(10)} ${numbers.map((number) => `#${number}`).join(", ")}`];
  return [
    ...created.map(({ number, title }) => `created    ${number === undefined ? "" : `#${number} `}${plainText(title)}`),
    ...list("updated", updated),
    ...list("overdue", overdue),
    ...list("reopened", reopened),
    ...list("closed", closed),
    ...list("duplicate", duplicates),
    ...(rest > 0 ? [`rest       ${rest} findings, in the summary issue`] : []),
    ...notes.map((text) => `note       ${plainText(text)}`),
    written ? "The issues are up to date." : "Nothing was written.",
    "",
  ].join("\n");
}
