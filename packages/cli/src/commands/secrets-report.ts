import { appendFileSync } from "node:fs";
import { accessOf, bulkPatience, GitHubClient } from "@sallyport/github-api";
import type { Policy } from "@sallyport/policy";
import { judgeSecrets, readSecretFacts } from "@sallyport/vault-api";
import { badFile, badFlag, together } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
import { IssueTracker } from "../issue-tracker.js";
import { print, printError, terminalOf } from "../output.js";
import { chooseRepository } from "../repository-flag.js";
import { renderSecrets, renderSecretsAnnotations, renderSecretsSummary } from "../secrets/render-secrets.js";
import { syncSecretIssues } from "../secrets/secret-issues.js";
import { type SecretsDocument, secretsDocument } from "../secrets/secrets-document.js";
import { chosenSecrets, openSecrets } from "../secrets/secrets-run.js";

export interface SecretsReportOptions {
  policy: string;
  repository?: string;
  issues?: string;
  json?: boolean;
}

const exitCodes = { fresh: 0, overdue: 1, undecided: 2 } as const satisfies Record<
  SecretsDocument["decision"],
  ExitCode
>;

/** `sallyport secrets report`: class, age and due date of every secret. No value is read. */
export async function secretsReport(options: SecretsReportOptions): Promise<ExitCode> {
  const [{ policy, sha256, client }, access] = together(
    () => openSecrets(options.policy),
    () => (options.issues === undefined ? undefined : accessOf()),
  );
  const repository = options.issues === undefined ? undefined : issuesRepository(policy, options.issues);
  const { engines, rotation } = policy.secrets;
  const secrets = chosenSecrets(policy, options);
  try {
    const facts = await readSecretFacts(client, engines.kv.path, secrets);
    const now = new Date();
    const judged = judgeSecrets(secrets, facts, rotation, now);
    const document = secretsDocument(judged, { file: options.policy, sha256 }, now);
    await print(
      options.json ? `${JSON.stringify(document, null, 2)}\n` : renderSecrets(document, terminalOf(process.stdout)),
    );
    await alert(document);
    if (access && repository) {
      const github = new GitHubClient(access, bulkPatience);
      const place = { owner: policy.organization.login, name: repository.name };
      await syncSecretIssues(new IssueTracker(github, place, await github.login()), document);
    }
    return exitCodes[document.decision];
  } finally {
    client.close();
  }
}

/** In a workflow job: annotations, which people see beside the run, and a page of the run. */
async function alert(document: SecretsDocument): Promise<void> {
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY } = process.env;
  if (GITHUB_ACTIONS !== "true") return;
  await printError(renderSecretsAnnotations(document));
  if (!GITHUB_STEP_SUMMARY) return;
  try {
    appendFileSync(GITHUB_STEP_SUMMARY, renderSecretsSummary(document));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw badFile(GITHUB_STEP_SUMMARY, `cannot be written (${code})`, "The runner gives each step a file of its own.");
  }
}

/** Everybody reads the issues of a public repository, also what is overdue there. */
function issuesRepository(policy: Policy, name: string): Policy["repositories"][number] {
  const repository = chooseRepository(policy, name);
  if (repository.visibility !== "public" || policy.issues.inPublicRepositories) return repository;
  throw badFlag("--issues", `is ${name}, which is public`, "Name a private one, or set issues.inPublicRepositories.");
}
