import { type LedgerProblem, ledgerVerifier } from "@sallyport/gate";
import type { ExitCode } from "../exit-code.js";
import { ledgerLines } from "../ledger-file.js";
import { describeLedgerProblem, parseHead, renderHead, withoutHead } from "../ledger-head.js";
import { print } from "../output.js";

export interface LedgerVerifyOptions {
  file: string;
  head?: string;
  json?: boolean;
}

/** `sallyport ledger verify`: whether the chain is whole, and every place where it is not. */
export async function ledgerVerify(options: LedgerVerifyOptions): Promise<ExitCode> {
  const kept = parseHead(options.head);
  const verifier = ledgerVerifier(kept);
  const recovered: string[] = [];
  for (const line of ledgerLines(options.file)) {
    const entry = verifier.add(line);
    if (entry?.event !== "recovery") continue;
    const { bytes, file } = entry.payload;
    recovered.push(`Entry ${entry.sequence}: ${bytes} bytes cut off in mid-write were moved to ${file}.`);
  }
  const { problems, entries, head } = verifier.end();
  const notes = [...recovered, ...(kept ? [] : [withoutHead])];
  const last = head && renderHead(head);
  const document = { version: 1, file: options.file, entries, ...(last && { head: last }), problems, notes };
  await print(options.json ? `${JSON.stringify(document, null, 2)}\n` : text(options.file, document));
  return exitCodeOf(problems);
}

function text(file: string, found: { entries: number; head?: string; problems: LedgerProblem[]; notes: string[] }) {
  const { entries, head, problems, notes } = found;
  const whole = `${file}: the chain of ${entries} entries is whole. Head: ${head}`;
  const said = problems.length === 0 ? [whole] : problems.map((problem) => describeLedgerProblem(file, problem));
  return `${[...said, ...notes].join("\n")}\n`;
}

/** A line cut off by a crash is doubt; everything else is tampering. */
function exitCodeOf(problems: readonly LedgerProblem[]): ExitCode {
  if (problems.length === 0) return 0;
  return problems.every(({ kind }) => kind === "torn" || kind === "empty") ? 2 : 1;
}
