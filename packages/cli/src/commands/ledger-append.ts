import { LedgerEvent, ledgerEvents } from "@sallyport/gate";
import { badFile, badFlag, CommandError, together } from "../command-error.js";
import type { ExitCode } from "../exit-code.js";
import { parseCommit, parseImages } from "../flags.js";
import { appendToLedger } from "../ledger-file.js";
import { renderHead } from "../ledger-head.js";
import { print } from "../output.js";
import { readInput } from "../read-input.js";
import { didYouMean } from "../repository-flag.js";

export interface LedgerAppendOptions {
  file: string;
  event: string;
  payload?: string;
  set?: readonly string[];
  repository?: string;
  commit?: string;
  image?: readonly string[];
  json?: boolean;
}

/** `sallyport ledger append`: one more entry, and the new head. */
export async function ledgerAppend(options: LedgerAppendOptions): Promise<ExitCode> {
  const [commit, images, payload] = together(
    () => parseCommit(options.commit, {}),
    () => parseImages(options.image),
    () => ({ ...(options.payload !== undefined && readPayload(options.payload)), ...parseSet(options.set ?? []) }),
    () => knownEvent(options.event),
  );
  const event = LedgerEvent.safeParse({
    event: options.event,
    subject: {
      ...(options.repository !== undefined && { repository: options.repository }),
      ...(commit !== undefined && { commit }),
      images: images ?? [],
    },
    payload,
  });
  if (!event.success) throw refused(options.event, event.error.issues);
  const { entry, head } = await appendToLedger(options.file, event.data);
  const kept = renderHead({ sha256: head, sequence: entry.sequence });
  const document = { version: 1, file: options.file, sequence: entry.sequence, head: kept };
  await print(options.json ? `${JSON.stringify(document)}\n` : `Appended entry ${entry.sequence}. Head: ${kept}\n`);
  return 0;
}

function knownEvent(event: string): void {
  if (ledgerEvents.some((known) => known === event)) return;
  throw badFlag("--event", `is ${JSON.stringify(event)}`, didYouMean(event, ledgerEvents));
}

function readPayload(file: string): object {
  const remedy = "Give a JSON object; packages/cli/schema/ledger-entry.json says what each event holds.";
  const text = Buffer.from(readInput(file, 1_048_576, remedy)).toString("utf8");
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    throw badFile(file, "is not JSON", remedy);
  }
  throw badFile(file, "is no JSON object", remedy);
}

function parseSet(given: readonly string[]): Record<string, string> {
  const pairs = given.map((text) => {
    const at = text.indexOf("=");
    if (at < 1) throw badFlag("--set", `is ${JSON.stringify(text)}`, "Give NAME=VALUE.");
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs);
}

function refused(event: string, issues: readonly { path: readonly PropertyKey[]; message: string }[]): CommandError {
  return new CommandError(
    issues.map(({ path, message }) => ({
      message: `${event} event: ${path.map(String).join(".")}: ${message}. Give it with --set NAME=VALUE or --payload FILE.`,
      path: path.map(String).join("."),
    })),
  );
}
