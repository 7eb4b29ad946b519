import { plainText } from "../plain-text.js";
import { countingScore } from "../severity.js";
import type { Outcome } from "../verdict.js";

/** Who says how bad it is. */
export function raterOf({ rating: { decidedBy, score }, sightings }: Outcome): string {
  if (decidedBy === "none") return "nobody rates it";
  if (decidedBy === "score" && score) return `CVSS ${countingScore(score).toFixed(1)}, ${plainText(score.source)}`;
  return plainText(sightings[0]?.scanner ?? "");
}

/** By when it has to be fixed; undefined where nothing says. */
export function deadlineOf({ dueAt, overdue }: Outcome): string | undefined {
  if (dueAt === undefined) return undefined;
  const day = plainText(dueAt).slice(0, 10);
  return overdue ? `overdue since ${day}` : day;
}

/** Which exception excuses it, who approved it, and until when; undefined where none does. */
export function excuseOf({ exception }: Outcome): string | undefined {
  if (!exception) return undefined;
  const { id, statement, approvedBy, ticket, expiresAt, without } = exception;
  const details = [
    ...(approvedBy === undefined ? [] : [`approved by ${approvedBy}`]),
    ...(ticket === undefined ? [] : [ticket]),
    ...(expiresAt === undefined ? [] : [`until ${expiresAt.slice(0, 10)}`]),
    `without it: ${without}`,
  ];
  return plainText(`${id}: ${statement} (${details.join(", ")})`);
}

/** True for a finding that an exception keeps from stopping anything. */
export function isExcused({ exception, outcome }: Outcome): boolean {
  return exception !== undefined && outcome !== "block" && outcome !== "approve";
}

/** Name and version of the package; empty where there is none. */
export function packageOf({ package: affected }: Outcome): string {
  return affected === undefined ? "" : `${affected.name} ${affected.version ?? ""}`.trim();
}

/** The page of a public catalogue about an id, made from its number alone; undefined for an id of another form. */
export function catalogueLink(id: string): string | undefined {
  if (/^CVE-\d{4}-\d{4,19}$/.test(id)) return `https://nvd.nist.gov/vuln/detail/${id}`;
  if (/^GHSA(-[0-9a-z]{4}){3}$/.test(id)) return `https://github.com/advisories/${id}`;
  return undefined;
}
