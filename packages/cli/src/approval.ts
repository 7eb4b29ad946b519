import {
  type Approval,
  type ApprovalAnswer,
  canonicalJson,
  type LargeVerdict,
  type LedgerEvent,
  weighApproval,
} from "@sallyport/gate";
import { accessOf, GitHubClient } from "@sallyport/github-api";
import { type Policy, principalId, principalParts, type RepositoryPolicy } from "@sallyport/policy";
import { type ActionsRun, actionsRun } from "./actions-run.js";
import { type EvidenceSubject, readApprovalEvidence } from "./approval-evidence.js";
import { badFlag, together } from "./command-error.js";

/** What may be approved. */
export interface Approvable {
  policy: Policy;
  repository: RepositoryPolicy;
  verdict: LargeVerdict;
  /** What the ledger keeps of that verdict: its digest is the one that the approval is bound to. */
  event: Extract<LedgerEvent, { event: "verdict" }>;
}

/**
 * The way from a verdict to what its approval leads to. GitHub is asked only about a verdict that needs an approval.
 *
 * @param request Digest that the reviewers were asked for, as given with `--approval`.
 * @throws {CommandError} naming everything that is missing to ask GitHub.
 */
export function prepareApproval(request: string): (approvable: Approvable) => Promise<ApprovalAnswer> {
  const [access, run] = together(
    () => accessOf(),
    () => actionsRun(),
    () => {
      if (/^[0-9a-f]{64}$/.test(request)) return;
      throw badFlag("--approval", `is ${JSON.stringify(request)}`, "Give the SHA-256 of approval-request.jsonl, hex.");
    },
  );
  return async ({ policy, repository, verdict, event }) =>
    weighApproval({
      verdict,
      verdictSha256: event.payload.sha256,
      request,
      policy,
      repositoryId: repository.id,
      run,
      evidence: await evidenceFor(verdict, new GitHubClient(access), run, policy),
    });
}

async function evidenceFor({ decision, inputs }: LargeVerdict, client: GitHubClient, run: ActionsRun, policy: Policy) {
  const { commit } = inputs;
  if (decision !== "approval" || commit === undefined) return unread;
  return readApprovalEvidence(client, { run, commit, team: teamOf(policy) });
}

/** Where the verdict alone decides, GitHub is not asked. */
const unasked = { unreadable: "GitHub was not asked." };
const unread = { environment: unasked, run: unasked, reviews: unasked, commit: unasked };

function teamOf({ gate, organization }: Policy): EvidenceSubject["team"] {
  const { kind, name } = principalParts(gate.approvers);
  const id = principalId(organization, gate.approvers);
  return kind === "team" && id !== undefined ? { organization: organization.login, slug: name, id } : undefined;
}

/** Who approved, or why nobody did. */
export function renderApproval({ decision, reasons, approval }: ApprovalAnswer): string {
  if (approval) {
    const { approver, environment, run, membership } = approval;
    const vouched = membership === "rule" ? ", by GitHub's reviewers rule alone: the token may not read teams" : "";
    return `Approved by ${approver.login} (${approver.id}) in ${environment.name}, run ${run.id}${vouched}.\n`;
  }
  if (decision === "pass") return "Nothing needs an approval.\n";
  return `Not approved:\n${reasons.map((reason) => `  - ${reason}\n`).join("")}`;
}

/** The record of an approval as a file. */
export function renderRecord(approval: Approval): string {
  return `${canonicalJson(approval)}\n`;
}
