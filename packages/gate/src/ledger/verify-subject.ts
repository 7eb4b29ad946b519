import type { Decision } from "../verdict.js";
import type { LedgerEntry } from "./ledger-entry.js";
import { concerns, type Subject } from "./subject.js";
import type { LedgerProblem } from "./verify-ledger.js";

/** Everything that the answer about a subject depends on. */
export interface SubjectInputs {
  subject: Subject;
  /** Entries of the ledger in their order; those that {@link matters} leaves out may be missing. */
  entries: readonly LedgerEntry[];
  /** What is wrong with the ledger. */
  problems: readonly LedgerProblem[];
  /** SHA-256 of the policy that the verdict must be made under, hex. */
  policySha256: string;
  /** Oldest verdict that still counts, in seconds. */
  maximumAgeSeconds: number;
  /** The time of the question (RFC 3339, UTC). */
  now: string;
  /**
   * SHA-256 of the verdict that the caller has, hex.
   *
   * @default - any
   */
  verdictSha256?: string | undefined;
}

/** Whether a subject may be used, and why. */
export interface SubjectAnswer {
  /** `pass`, `blocked` (also: revoked, ledger tampered), `undecided` (nobody can say) or `approval` (not given). */
  decision: Decision;
  /** Every reason against it, or what speaks for it; sentences. */
  reasons: string[];
  /** The verdict that counts; absent without one. */
  verdict?: VerdictEntry;
}

type VerdictEntry = Extract<LedgerEntry, { event: "verdict" }>;
interface Reason {
  decision: Decision;
  text: string;
}

/** True for the entries that {@link verifySubject} needs. */
export function matters(entry: LedgerEntry, subject: Subject): boolean {
  if (entry.event === "approval" || entry.event === "revocation") return true;
  return entry.event === "verdict" && concerns(entry, subject);
}

/**
 * Whether the ledger holds a verdict that lets the subject pass: passing or approved, fresh, under this policy, not revoked,
 * and with no later verdict against it.
 */
export function verifySubject(inputs: SubjectInputs): SubjectAnswer {
  const ledger = inputs.problems.map(ledgerReason);
  const verdict = verdictThatCounts(inputs);
  if (!verdict) {
    return answer([...ledger, { decision: "undecided", text: "The ledger holds no verdict on it." }]);
  }
  const about = [decisionReason(verdict, inputs), ...revocations(verdict, inputs), ...doubts(verdict, inputs)];
  return answer([...ledger, ...about], verdict);
}

/** Blocked before undecided before approval before pass. */
const precedence: readonly Decision[] = ["blocked", "undecided", "approval", "pass"];

function answer(reasons: readonly Reason[], verdict?: VerdictEntry): SubjectAnswer {
  const decision = precedence.find((each) => reasons.some((reason) => reason.decision === each)) ?? "undecided";
  const told = decision === "pass" ? reasons : reasons.filter((reason) => reason.decision !== "pass");
  return { decision, reasons: told.map(({ text }) => text), ...(verdict && { verdict }) };
}

function ledgerReason({ kind, line, message }: LedgerProblem): Reason {
  const at = line === 0 ? "" : `line ${line}: `;
  const decision = kind === "torn" || kind === "empty" ? "undecided" : "blocked";
  return { decision, text: `The ledger cannot be trusted: ${at}${message}` };
}

/** The last one written; but a verdict that was made for a later time counts before it: a replay cannot undo what came after. */
function verdictThatCounts({ entries, subject }: SubjectInputs): VerdictEntry | undefined {
  const verdicts = entries.filter(
    (entry): entry is VerdictEntry => entry.event === "verdict" && concerns(entry, subject),
  );
  return verdicts.reduce<VerdictEntry | undefined>(
    (latest, entry) => (latest && judgedAt(entry) < judgedAt(latest) ? latest : entry),
    undefined,
  );
}

const judgedAt = ({ payload }: VerdictEntry) => Date.parse(payload.judgedAt);

function decisionReason(verdict: VerdictEntry, { entries }: SubjectInputs): Reason {
  const { decision, sha256, approvers } = verdict.payload;
  const said = `Entry ${verdict.sequence} says ${decision} (verdict ${sha256}, ${verdict.payload.judgedAt})`;
  if (decision !== "approval") return { decision, text: `${said}.` };
  const approval = entries.find(
    (entry) => entry.event === "approval" && entry.payload.verdict === sha256 && entry.sequence > verdict.sequence,
  );
  if (approval?.event !== "approval") return { decision, text: `${said}; ${approvers} must approve it.` };
  return { decision: "pass", text: `${said}; ${approval.payload.approver} approved it in entry ${approval.sequence}.` };
}

function revocations(verdict: VerdictEntry, { entries, subject }: SubjectInputs): Reason[] {
  return entries.flatMap((entry) => {
    if (entry.event !== "revocation" || entry.sequence < verdict.sequence) return [];
    const { verdict: named, reason } = entry.payload;
    const hits = named === undefined ? concerns(entry, subject) : named === verdict.payload.sha256;
    return hits ? [{ decision: "blocked", text: `Revoked in entry ${entry.sequence}: ${reason}` }] : [];
  });
}

function doubts(verdict: VerdictEntry, inputs: SubjectInputs): Reason[] {
  const { policy, sha256, judgedAt: made, deferred } = verdict.payload;
  const ageSeconds = (Date.parse(inputs.now) - Date.parse(made)) / 1000;
  const found: string[] = [];
  if (policy !== inputs.policySha256) {
    found.push(
      `It was made under another policy (${policy}, not ${inputs.policySha256}): run \`sallyport gate\` again.`,
    );
  }
  if (deferred.length > 0) {
    found.push(`It was made for a fork, without ${deferred.join(", ")}: run them and \`sallyport gate\` again.`);
  }
  if (ageSeconds < 0) found.push(`It is from the future (${made}): check the clocks.`);
  if (!(ageSeconds <= inputs.maximumAgeSeconds)) {
    const limit = `at most ${inputs.maximumAgeSeconds}`;
    found.push(`It is ${Math.floor(ageSeconds)} seconds old, ${limit} are allowed: run \`sallyport gate\` again.`);
  }
  if (inputs.verdictSha256 !== undefined && inputs.verdictSha256 !== sha256) {
    found.push(`The verdict at hand (${inputs.verdictSha256}) is another one (the ledger: ${sha256}).`);
  }
  return found.map((text) => ({ decision: "undecided", text }));
}
