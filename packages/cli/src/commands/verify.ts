import { createHash } from "node:crypto";
import { exitCode, type LedgerEntry, ledgerVerifier, matters, verifySubject } from "@sallyport/gate";
import { Duration, readPolicy, seconds } from "@sallyport/policy";
import { badFlag, together } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
import { parseSubjectFlag } from "../flags.js";
import { ledgerLines } from "../ledger-file.js";
import { parseHead, withoutHead } from "../ledger-head.js";
import { print } from "../output.js";
import { maximumFactBytes, readInput } from "../read-input.js";

export interface VerifyOptions {
  ledger: string;
  policy: string;
  maxAge: string;
  verdict?: string;
  head?: string;
  json?: boolean;
}

/** `sallyport verify`: whether the ledger holds a verdict that lets the subject pass. */
export async function verify(given: string, options: VerifyOptions): Promise<ExitCode> {
  const [subject, { sha256 }, maximumAgeSeconds, verdictSha256, head] = together(
    () => parseSubjectFlag("subject", given),
    () => readPolicy(options.policy),
    () => parseMaximumAge(options.maxAge),
    () => (options.verdict === undefined ? undefined : digestOf(options.verdict)),
    () => parseHead(options.head),
  );
  const verifier = ledgerVerifier(head);
  const entries: LedgerEntry[] = [];
  for (const line of ledgerLines(options.ledger)) {
    const entry = verifier.add(line);
    if (entry && matters(entry, subject)) entries.push(entry);
  }
  const { problems } = verifier.end();
  const now = new Date().toISOString();
  const asked = { subject, entries, problems, policySha256: sha256, maximumAgeSeconds, now, verdictSha256 };
  const { decision, reasons, verdict } = verifySubject(asked);
  const notes = head ? [] : [withoutHead];
  const document = { version: 1, subject: given, decision, reasons, notes, ...(verdict && { entry: verdict }) };
  const lines = [`${decision}: ${given}`, ...[...reasons, ...notes].map((text) => `  ${text}`)];
  await print(options.json ? `${JSON.stringify(document, null, 2)}\n` : `${lines.join("\n")}\n`);
  return exitCode(decision);
}

function parseMaximumAge(text: string): number {
  if (Duration.safeParse(text).success) return seconds(text);
  throw badFlag("--max-age", `is ${JSON.stringify(text)}`, "Give a span of time such as 24h or 7d.");
}

/** A verdict.json is its canonical form, byte for byte; `gate --json` adds a line break to it. */
function digestOf(file: string): string {
  const bytes = readInput(file, maximumFactBytes, "Give the verdict.json that `sallyport gate --out` wrote.");
  const content = bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes;
  return createHash("sha256").update(content).digest("hex");
}
