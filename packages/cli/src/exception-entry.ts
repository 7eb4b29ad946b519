import { lastDay } from "@sallyport/gate";
import { Duration } from "@sallyport/policy";
import { badFlag } from "./command-error.js";

/** The flags of `exception add` that say what the exception is. */
export interface EntryFlags {
  id?: string;
  finding: string;
  scanner?: string;
  purl?: string;
  versions?: string;
  path?: string;
  digest?: string;
  repository?: string;
  status: string;
  justification?: string;
  reason: string;
  control?: string;
  owner: string;
  approvedBy: string;
  author?: string;
  ticket?: string;
  created?: string;
  expires: string;
  endsOn?: readonly string[];
  despite?: readonly string[];
  severity?: string;
}

/** An exception as the file has it, not yet checked. */
export type Entry = Record<string, unknown> & { id: string };

/**
 * The entry that flags describe. What is wrong with its values is for the parser of the file to say.
 *
 * @param taken Ids that the file has.
 * @param today First day, unless a flag says otherwise.
 */
export function entryOf(flags: EntryFlags, taken: readonly string[], today: string, env = process.env): Entry {
  const { purl, versions, path, digest, repository } = flags;
  const created = flags.created ?? today;
  const author = flags.author ?? (env.GITHUB_ACTOR || undefined);
  return {
    id: flags.id ?? nextId(taken, created),
    ...given({
      finding: flags.finding,
      scanner: flags.scanner,
      scope: given({ purl, versions, path, digest, repository }),
      status: flags.status,
      justification: flags.justification,
      reason: flags.reason,
      control: flags.control,
      owner: flags.owner,
      author: author === undefined ? undefined : `user:${author.replace(/^user:/, "")}`,
      approvedBy: flags.approvedBy,
      ticket: flags.ticket,
      created,
      expires: lastDayOf(flags.expires, created),
      endsOn: flags.endsOn?.map(eventOf),
      despite: flags.despite,
      severity: flags.severity,
    }),
  };
}

/** The flag that a field of the entry comes from. */
export function flagOf(field: string): string {
  const name = field.replace(/^scope\.(?=.)/, "").replace(/[.[].*$/, "");
  if (name === "scope") return "--purl, --path, --digest or --repository";
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function given(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function nextId(taken: readonly string[], created: string): string {
  const prefix = `EX-${created.slice(0, 4)}-`;
  const numbers = taken.filter((id) => id.startsWith(prefix)).map((id) => Number(id.slice(prefix.length)));
  const next = Math.max(0, ...numbers.filter(Number.isInteger)) + 1;
  return `${prefix}${String(next).padStart(3, "0")}`;
}

function lastDayOf(expires: string, created: string): string {
  const isSpan = Duration.safeParse(expires).success && !Number.isNaN(Date.parse(created));
  return isSpan ? lastDay(created, expires) : expires;
}

function eventOf(text: string): string | { epss: number } {
  const [, number] = /^epss(?:=(.*))?$/s.exec(text) ?? [];
  if (!text.startsWith("epss")) return text;
  if (number !== undefined && /^(0(\.\d+)?|1(\.0+)?)$/.test(number)) return { epss: Number(number) };
  throw badFlag("--ends-on", `is ${JSON.stringify(text)}`, "Give a probability from 0 to 1: epss=0.5.");
}
