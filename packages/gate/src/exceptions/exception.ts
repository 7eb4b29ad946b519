import { Principal } from "@sallyport/policy";
import * as z from "zod";
import { Rung } from "../rung.js";
import { justifications } from "../vex/document.js";

const name = (what: string, longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^\S(.*\S)?$/s, { error: `must be ${what}, without space around it. Take the spaces away` });
const sentence = z.string().min(1).max(4000);

const dayError = "must be a day such as 2026-12-01. Write year, month and day";
/** A day (UTC), such as `2026-12-01`. */
const Day = z
  .string({ error: dayError })
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: dayError })
  .refine(isOnTheCalendar, { error: "must be a day that exists. Look into the calendar" });

/** `Date` turns 30 February into 2 March; an expiry that nobody can read must not last for ever. */
function isOnTheCalendar(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

/** Where an exception applies: everything that is given must be so. */
export const ExceptionScope = z.strictObject({
  purl: name("a package URL such as pkg:npm/left-pad", 1000)
    .optional()
    .describe("The package, as package URL; what it leaves out (version, qualifiers) can be anything."),
  versions: name("a range of versions such as >=1.0.0 <2.0.0", 1000)
    .optional()
    .describe(
      "Versions of the package, in the notation of its ecosystem: npm, Cargo, Go, ... as npm has them, PyPI as PEP 440 does. A version that cannot be compared is not covered.",
    ),
  path: name("a glob such as services/api/**", 1000)
    .optional()
    .describe("Glob on the file of the finding, from the root of what was scanned."),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, { error: "must be sha256: and 64 hex digits. Copy the digest of the image" })
    .optional()
    .describe("Digest of the image."),
  repository: name("a repository of the policy", 200).optional().describe("Repository, as the policy names it."),
});
export type ExceptionScope = z.infer<typeof ExceptionScope>;

/** The events that end an exception without a threshold. */
export const endingEvents = ["exploited", "fixReleased", "severityRaised"] as const;

/** What ends an exception before its last day. */
export const EndingEvent = z.union([
  z.enum(endingEvents),
  z.strictObject({ epss: z.number().min(0).max(1).describe("EPSS probability from which it no longer excuses.") }),
]);
export type EndingEvent = z.infer<typeof EndingEvent>;

/** A dated excuse for a finding. */
export const Exception = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, {
      error: "must be a name of letters, digits, dots and hyphens. Name it like EX-2026-001",
    })
    .describe("Unique name, such as EX-2026-001."),
  finding: name("the id of a finding", 300).describe(
    "CVE, GHSA or other id of the vulnerability, any of its names; for code, misconfiguration and secrets the id of the rule.",
  ),
  scanner: name("the name of a scanner", 100)
    .optional()
    .describe("Only what this scanner says; without it what every scanner says."),
  scope: ExceptionScope.meta({ minProperties: 1 }).describe(
    "Where it applies; all that is given must be so, and something must be given.",
  ),
  status: z
    .enum(["accepted", "not_affected", "false_positive"])
    .describe(
      "`accepted`: it is there, and the risk is borne; `not_affected`: it does no harm here; `false_positive`: it is not there.",
    ),
  justification: z
    .enum(justifications as [(typeof justifications)[number], ...(typeof justifications)[number][]])
    .optional()
    .describe("Why it does no harm, in the words of VEX; goes with `not_affected`."),
  reason: sentence.describe("Why, for the people who read it later."),
  control: sentence.optional().describe("What keeps the risk down meanwhile; needed where it is `accepted`."),
  owner: Principal.describe("Who has to make an end of it."),
  author: Principal.optional().describe("Who wrote it, where that is not the owner."),
  approvedBy: Principal.refine((approver) => approver.startsWith("user:"), {
    error: "must be a person, user:LOGIN: a team has no eyes. Name whoever approved it",
  }).describe("Who approved it: neither owner nor author."),
  ticket: name("the name of a ticket", 300).optional().describe("Where it is followed up."),
  created: Day.describe("First day on which it excuses (UTC)."),
  expires: Day.describe("Last day on which it excuses (UTC)."),
  endsOn: z
    .array(EndingEvent)
    .default([])
    .describe(
      "What ends it earlier: listed by CISA as exploited, a fix, a higher severity, a probability of exploitation.",
    ),
  despite: z
    .array(z.enum(["exploited", "epss"]))
    .default([])
    .describe("Excuses although CISA lists it as exploited, or although EPSS is at or above gate.likelihood."),
  severity: Rung.optional().describe("Severity that was accepted; needed for `severityRaised`."),
});
export type Exception = z.infer<typeof Exception>;

/** The file of exceptions: one list for all scanners. */
export const ExceptionFile = z.strictObject({
  version: z.literal(1, { error: "must be 1, the only version there is" }).describe("Version of this file format."),
  exceptions: z.array(Exception).describe("The exceptions, in any order."),
});
export type ExceptionFile = z.infer<typeof ExceptionFile>;

/** The first moment at which an exception excuses (RFC 3339). */
export function beginningOf({ created }: Exception): string {
  return `${created}T00:00:00.000Z`;
}

/** The last moment at which an exception excuses (RFC 3339): its last day counts whole. */
export function endOf({ expires }: Exception): string {
  return `${expires}T23:59:59.999Z`;
}

/** The exception file as JSON Schema (draft 2020-12), for editors. It knows no rule that spans several fields. */
export function exceptionFileJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(ExceptionFile, { io: "input", target: "draft-2020-12" });
  return {
    $id: "https://sallyport.dev/schema/exceptions-1.json",
    title: "Sallyport exceptions",
    description: "Dated excuses for findings: who owns and approved each, where it applies, and what ends it.",
    ...schema,
  };
}
