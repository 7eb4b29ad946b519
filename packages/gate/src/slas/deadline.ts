import { type SlasPolicy, seconds } from "@sallyport/policy";
import type { KnownFacts } from "../facts.js";
import type { Finding } from "../finding.js";
import type { Rung } from "../rung.js";

/** By when something has to be fixed, and which setting or catalogue says so. */
export interface Deadline {
  dueAt: string;
  overdue: boolean;
  /** Such as `slas.high`, or CISA's catalogue. */
  source: string;
}

/**
 * When a weakness was first seen: by anybody as far as the file of first sights goes, or earlier by a scanner that keeps
 * such times. What a scanner says counts only where it is plausible: not before the weakness was known to the world.
 *
 * @param recorded What the file of first sights says.
 */
export function firstSeen(
  { firstSeenAt, publishedAt }: Pick<Finding, "firstSeenAt" | "publishedAt">,
  recorded: string | undefined,
  now: string,
): string | undefined {
  const claimed = timeOf(firstSeenAt);
  if (claimed === undefined) return recorded;
  const published = Math.min(timeOf(publishedAt) ?? claimed, Date.parse(now));
  const stated = new Date(Math.max(claimed, published)).toISOString();
  return [...(recorded === undefined ? [] : [recorded]), stated].reduce(earlierOf, now);
}

/** Some tools write the year 1 for a time that they do not know; before the first CVE nobody saw anything. */
function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  return time >= earliest ? time : undefined;
}

const earliest = Date.parse("1999-01-01T00:00:00Z");

/** By when it has to be fixed: the time that the policy gives, or the date of CISA's catalogue where that is earlier. */
export function deadlineOf(
  rung: Rung,
  firstSeenAt: string | undefined,
  { dueDate }: KnownFacts,
  slas: SlasPolicy,
  now: string,
): Deadline | undefined {
  const dates: Omit<Deadline, "overdue">[] = [];
  if (firstSeenAt !== undefined && rung !== "info") {
    const dueAt = new Date(Date.parse(firstSeenAt) + seconds(slas[rung]) * 1000).toISOString();
    dates.push({ dueAt, source: `slas.${rung} (${slas[rung]}, first seen ${firstSeenAt})` });
  }
  // The day itself still counts, in whatever time zone somebody works.
  if (dueDate !== undefined) dates.push({ dueAt: `${dueDate}T23:59:59.000Z`, source: "CISA's KEV catalogue" });
  const [first] = dates.toSorted((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
  return first && { ...first, overdue: Date.parse(now) > Date.parse(first.dueAt) };
}

/** The earlier of two times, in UTC. */
export function earlierOf(one: string, other: string): string {
  return new Date(Math.min(Date.parse(one), Date.parse(other))).toISOString();
}
