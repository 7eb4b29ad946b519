import { concerns, type LedgerEntry, ledgerEvents, ledgerVerifier } from "@sallyport/gate";
import { badFlag, together } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
import { parseInstant, parseSubjectFlag } from "../flags.js";
import { ledgerLines } from "../ledger-file.js";
import { describeLedgerProblem } from "../ledger-head.js";
import { print, printError } from "../output.js";
import { didYouMean } from "../repository-flag.js";

export interface LedgerExportOptions {
  file: string;
  event?: readonly string[];
  subject?: string;
  since?: string;
  until?: string;
  json?: boolean;
}

/** `sallyport ledger export`: the entries that match, as JSON lines or as one JSON array. Ends with 1 when the chain is broken. */
export async function ledgerExport(options: LedgerExportOptions): Promise<ExitCode> {
  const wanted = matcher(options);
  const verifier = ledgerVerifier();
  let written = 0;
  for (const line of ledgerLines(options.file)) {
    const entry = verifier.add(line);
    if (!entry || !wanted(entry)) continue;
    const before = options.json ? (written === 0 ? "[" : ",") : "";
    await print(`${before}${Buffer.from(line.content).toString("utf8")}\n`);
    written += 1;
  }
  if (options.json) await print(written === 0 ? "[]\n" : "]\n");
  const { problems } = verifier.end();
  for (const problem of problems) await printError(`${describeLedgerProblem(options.file, problem)}\n`);
  if (problems.length === 0) return 0;
  return problems.every(({ kind }) => kind === "torn" || kind === "empty") ? 2 : 1;
}

function matcher(options: LedgerExportOptions): (entry: LedgerEntry) => boolean {
  const [subject, since, until] = together(
    () => (options.subject === undefined ? undefined : parseSubjectFlag("--subject", options.subject)),
    () => instant("--since", options.since),
    () => instant("--until", options.until),
    () => options.event?.forEach(refuseUnknown),
  );
  return (entry) =>
    (options.event?.includes(entry.event) ?? true) &&
    (subject === undefined || concerns(entry, subject)) &&
    (since === undefined || Date.parse(entry.time) >= since) &&
    (until === undefined || Date.parse(entry.time) < until);
}

function instant(flag: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(parseInstant(flag, text));
}

function refuseUnknown(event: string): void {
  if (ledgerEvents.some((known) => known === event)) return;
  throw badFlag("--event", `is ${JSON.stringify(event)}`, didYouMean(event, ledgerEvents));
}
