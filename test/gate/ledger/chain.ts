import { type LedgerEvent, ledgerLineDigest, nextEntry } from "@sallyport/gate";

export const image = { name: "api", digest: `sha256:${"a".repeat(64)}` };
export const genesis: LedgerEvent = {
  event: "genesis",
  subject: { images: [] },
  payload: { ledger: "acme/payments" },
};
export const note = (text: string): LedgerEvent => ({ event: "note", subject: { images: [] }, payload: { text } });

/** The lines of a whole ledger: the genesis, then these events. */
export function linesOf(events: readonly LedgerEvent[], time = "2026-05-04T03:00:00.000Z"): string[] {
  const lines: string[] = [];
  for (const event of [genesis, ...events]) lines.push(nextEntry(lines.at(-1), event, time).line);
  return lines;
}

export function headOf(lines: readonly string[]) {
  return { sha256: ledgerLineDigest(lines.at(-1) ?? ""), sequence: lines.length - 1 };
}
