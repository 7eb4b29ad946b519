import { createHash } from "node:crypto";

/** What an issue of ours says of itself in its first line, which nobody sees. */
export interface IssueMark {
  /** Digests of the names under which its weakness is known. */
  keys: readonly string[];
  /** Digests of what tells where it went when it vanishes; none for vulnerabilities, whose keys outlast a move. */
  traces: readonly string[];
  /** Scanners that list it. */
  scanners: readonly string[];
  /** Whether the owners were told that its time has passed. */
  overdue: boolean;
}

/** Most names in a mark. A weakness with more is known by the first ones. */
const mostNames = 400;

const pattern =
  /^<!-- sallyport issue: keys=([0-9a-f,]+) traces=([0-9a-f,]*) scanners=([\w.,-]*) overdue=(yes|no) -->(?:\r?\n|$)/;
/** The first line of the issue that lists the rest. */
export const summaryMark = "<!-- sallyport issue: summary -->";

/** A name as marks have it: short, and without anything that a report could put into it. */
export function nameDigest(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 24);
}

/** The first line of the body of an issue. */
export function markLine({ keys, traces, scanners, overdue }: IssueMark): string {
  const names = scanners.map((scanner) => scanner.replaceAll(/[^\w.-]/g, "")).filter((scanner) => scanner !== "");
  const list = (values: readonly string[]) => [...new Set(values)].slice(0, mostNames).toSorted().join(",");
  return `<!-- sallyport issue: keys=${list(keys)} traces=${list(traces)} scanners=${list(names)} overdue=${overdue ? "yes" : "no"} -->`;
}

/** What an issue says of itself: `summary` for the one that lists the rest, undefined for one that is not ours. */
export function markIn(body: string): IssueMark | "summary" | undefined {
  if (body.split(/\r?\n/, 1)[0] === summaryMark) return "summary";
  const [, keys, traces = "", scanners = "", overdue] = pattern.exec(body) ?? [];
  if (keys === undefined) return undefined;
  const list = (text: string) => text.split(",").filter((value) => value !== "");
  return { keys: list(keys), traces: list(traces), scanners: list(scanners), overdue: overdue === "yes" };
}
