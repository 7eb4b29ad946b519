import { markdownCode, markdownText, type TrackedIssue } from "@sallyport/gate";
import type { IssueTracker } from "../issue-tracker.js";
import type { ReportedSecret, SecretsDocument } from "./secrets-document.js";

/** What is done about the issues, or would be. */
export type SecretIssueStep =
  | { action: "create"; title: string; body: string; labels: string[]; assignees: string[] }
  | { action: "reopen"; number: number; body: string }
  | { action: "close"; number: number; comment: string };

const label = "secret-overdue";

function markOf({ kind, name }: Pick<ReportedSecret, "kind" | "name">): string {
  return `<!-- sallyport-secret: ${kind} ${name} -->`;
}

/** One open issue for each overdue secret, of this account alone; closed when the secret was changed. A doubt closes none. */
export function planSecretIssues({ secrets }: SecretsDocument, issues: readonly TrackedIssue[]): SecretIssueStep[] {
  return secrets.flatMap((secret): SecretIssueStep[] => {
    const own = issues.filter(({ body }) => body.startsWith(markOf(secret))).toSorted((a, b) => a.number - b.number);
    const open = own.filter(({ state }) => state === "open");
    if (secret.state === "fresh" || secret.state === "due") {
      const comment = `It was changed: ${markdownCode(secret.name)} is not overdue any more.`;
      return open.map(({ number }) => ({ action: "close", number, comment }));
    }
    if (secret.state !== "overdue" || open.length > 0) return [];
    const [last] = own.toReversed();
    if (last) return [{ action: "reopen", number: last.number, body: bodyOf(secret) }];
    const assignees = secret.owners.flatMap((owner) => (owner.startsWith("user:") ? [owner.slice(5)] : []));
    return [
      { action: "create", title: `Secret overdue: ${secret.name}`, body: bodyOf(secret), labels: [label], assignees },
    ];
  });
}

function bodyOf(secret: ReportedSecret): string {
  const { name, why = "is overdue", remedy = "", class: kind, owners, dueAt } = secret;
  return [
    markOf(secret),
    `${markdownCode(name)} ${markdownText(`${why}. ${remedy}`)}`,
    "",
    `- class: ${kind}`,
    `- owner: ${owners.length === 0 ? "nobody" : owners.map(markdownText).join(", ")}`,
    ...(dueAt === undefined ? [] : [`- due: ${dueAt.slice(0, 10)}`]),
    "",
    "This issue is closed when the secret was changed.",
  ].join("\n");
}

/** Brings the issues in step with the report. Gives what was done. */
export async function syncSecretIssues(tracker: IssueTracker, document: SecretsDocument): Promise<SecretIssueStep[]> {
  const steps = planSecretIssues(document, await tracker.list());
  for (const step of steps) {
    if (step.action === "create") await tracker.create(step);
    else if (step.action === "close") await tracker.close(step.number, "completed", step.comment);
    else await tracker.reopen(step.number, { body: step.body }, "It is overdue again.");
  }
  return steps;
}
