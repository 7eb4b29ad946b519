import * as z from "zod";
import type { LedgerEvent } from "../ledger/ledger-entry.js";
import { Membership } from "./membership.js";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const id = z.int().min(1);
const person = z.strictObject({ login: z.string(), id });

/** The record of an approval: who lifted which verdict, and what speaks for it. The verdict itself stays as it is. */
export const Approval = z.strictObject({
  version: z.literal(1).describe("Version of this format."),
  verdict: sha256.describe("SHA-256 of the verdict that it lifts, in RFC 8785 form."),
  request: sha256.describe("SHA-256 of what the reviewers were asked for (approval-request.jsonl)."),
  approver: person.describe("Who approved, as GitHub's API names them."),
  approvers: z.string().describe("Who may approve (`gate.approvers`)."),
  membership: Membership,
  environment: z.strictObject({ name: z.string(), id }),
  run: z.strictObject({ id, attempt: z.literal(1), event: z.string(), headSha: z.string() }),
  pullRequest: z.strictObject({ number: id, author: person }).optional(),
  comment: z.string().optional().describe("What the approver wrote, on one line, cut where it is long."),
});
export type Approval = z.infer<typeof Approval>;

/** Approvals as JSON Schema (draft 2020-12). */
export function approvalJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(Approval, { target: "draft-2020-12" });
  return { $id: "https://sallyport.dev/schema/approval-1.json", title: "Sallyport approval", ...schema };
}

/**
 * What the ledger keeps of an approval.
 *
 * @param verdict The entry of the verdict that it lifts: the approval is about the same subject.
 */
export function approvalEvent(approval: Approval, verdict: LedgerEvent): LedgerEvent {
  const { approver, membership, request, environment, run, comment } = approval;
  return {
    event: "approval",
    subject: verdict.subject,
    payload: {
      verdict: approval.verdict,
      approver: approver.login,
      ...(comment !== undefined && { reason: comment }),
      evidence: { approverId: approver.id, membership, request, environment: environment.name, run: run.id },
    },
  };
}
