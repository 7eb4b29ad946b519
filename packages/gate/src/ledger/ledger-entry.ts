import * as z from "zod";
import { Decision, Verdict } from "../verdict.js";

const text = z.string().min(1).max(4000);
const instant = z.iso.datetime({ error: "must be a time in UTC such as 2026-05-04T03:02:01Z" });
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, { error: "must be 64 hex digits" });
const by = text.optional().describe("Who did it.");

/** What an entry is about. */
export const LedgerSubject = z.strictObject({
  repository: text.optional(),
  commit: z
    .string()
    .regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, { error: "must be a full commit id" })
    .optional(),
  images: z
    .array(
      z.strictObject({
        name: text,
        digest: z.string().regex(/^sha256:[0-9a-f]{64}$/, { error: "must be sha256: and 64 hex digits" }),
      }),
    )
    .max(1000)
    .default([]),
});
export type LedgerSubject = z.infer<typeof LedgerSubject>;

const subject = LedgerSubject.default({ images: [] }).describe("What it is about.");

/** What happened; each event says it in its own words. */
export const LedgerEvent = z.discriminatedUnion("event", [
  z.strictObject({
    event: z.literal("genesis").describe("The first entry of every ledger, and of no other place."),
    subject,
    payload: z.strictObject({ ledger: text.describe("Name that tells this ledger from all others.") }),
  }),
  z.strictObject({
    event: z.literal("verdict").describe("The gate decided."),
    subject,
    payload: z.strictObject({
      sha256: sha256.describe("Digest of the verdict in RFC 8785 form."),
      decision: Decision,
      counts: Verdict.shape.counts,
      policy: sha256.describe("Digest of the policy."),
      reports: z.array(z.strictObject({ tool: text, sha256 })),
      deferred: z.array(text).describe("Scanners that a pull request from a fork left for later."),
      approvers: z.string().describe("Who may lift an approval."),
      exceptions: z
        .array(text)
        .optional()
        .describe("What excused findings: names of exceptions, ids of VEX documents."),
      judgedAt: instant.describe("The time that the verdict was made for."),
      toolVersion: text,
    }),
  }),
  z.strictObject({
    event: z.literal("approval").describe("Somebody lifted the approval that a verdict requires."),
    subject,
    payload: z.strictObject({ verdict: sha256, approver: text, reason: text.optional() }),
  }),
  z.strictObject({
    event: z.literal("revocation").describe("A verdict, or every earlier verdict on the subject, no longer counts."),
    subject,
    payload: z.strictObject({ verdict: sha256.optional(), reason: text, by }),
  }),
  z.strictObject({
    event: z.literal("exception").describe("A dated excuse for a finding came, changed or went."),
    subject,
    payload: z.strictObject({
      exception: text.describe("Its id."),
      change: z.enum(["added", "changed", "removed", "expired"]),
      by,
    }),
  }),
  z.strictObject({
    event: z.literal("deployment"),
    subject,
    payload: z.strictObject({ environment: text, outcome: z.enum(["started", "succeeded", "failed"]), by }),
  }),
  z.strictObject({
    event: z.literal("rollback"),
    subject,
    payload: z.strictObject({ environment: text, reason: text, by }),
  }),
  z.strictObject({
    event: z.literal("recovery").describe("A line cut off in mid-write was moved aside before the next entry."),
    subject,
    payload: z.strictObject({
      bytes: z.int().min(1),
      sha256: sha256.describe("Digest of what was moved aside."),
      file: text.describe("Base name of the file that holds it now."),
    }),
  }),
  z.strictObject({
    event: z.literal("note"),
    subject,
    payload: z.strictObject({ text, by }),
  }),
]);
export type LedgerEvent = z.infer<typeof LedgerEvent>;

/** The names of the events. */
export const ledgerEvents: readonly LedgerEvent["event"][] = LedgerEvent.options.map(
  ({ shape }) => shape.event.value as LedgerEvent["event"],
);

const chain = {
  version: z.literal(1).describe("Version of this format."),
  sequence: z.int().min(0).describe("0 for the first entry, then one more each."),
  time: instant.describe("When it was written."),
  previous: sha256.nullable().describe("SHA-256 of the line before it, without its line break; null in the first."),
};

/**
 * One line of a ledger, as canonical JSON (RFC 8785) that ends with a line break.
 *
 * Signatures and anchors belong into entries of an event of their own that name the digest of an earlier line: a line that
 * carried its own signature could not be written before it was signed. So they will not change the chain.
 */
export const LedgerEntry = z.discriminatedUnion(
  "event",
  LedgerEvent.options.map((option) => z.strictObject({ ...chain, ...option.shape })) as unknown as readonly [
    z.ZodDiscriminatedUnion["options"][0] & z.ZodObject,
  ],
) as unknown as z.ZodType<LedgerEntry>;
export type LedgerEntry = LedgerEvent & { [Key in keyof typeof chain]: z.infer<(typeof chain)[Key]> };

/** Ledger entries as JSON Schema (draft 2020-12). */
export function ledgerEntryJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(LedgerEntry, { target: "draft-2020-12" });
  return { $id: "https://sallyport.dev/schema/ledger-entry-1.json", title: "Sallyport ledger entry", ...schema };
}
