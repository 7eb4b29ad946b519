import { type ExceptionsPolicy, principalParts, seconds } from "@sallyport/policy";
import { beginningOf, type Exception, endOf } from "./exception.js";
import { matchesAnything } from "./path-glob.js";

/** Kinds of problem whose weight the policy sets. */
export type ExceptionProblemKind = Extract<
  keyof ExceptionsPolicy,
  "expired" | "unused" | "overBroad" | "selfApproved" | "unapproved" | "tooLong" | "incomplete"
>;

/** Something wrong with an exception that is written correctly. */
export interface ExceptionProblem {
  kind: ExceptionProblemKind;
  level: "error" | "warning";
  /** The rest of a sentence that begins with the exception. */
  found: string;
  /** What to do; a sentence. */
  remedy: string;
}

/** What an exception is worth at a time, before any finding is looked at. */
export interface Standing {
  state: "active" | "pending" | "expired";
  /** True when it may excuse: it is active, and nothing is wrong with it that the policy calls an error. */
  excuses: boolean;
  /** Last moment at which it excuses (RFC 3339). */
  until: string;
  problems: ExceptionProblem[];
}

/** Logins of the members of teams, by `team:SLUG`. */
export type TeamMembers = Readonly<Record<string, readonly string[]>>;

/** What an exception is held against. */
export interface StandingCircumstances {
  policy: ExceptionsPolicy;
  /** `exceptions.approvers`, or else `gate.approvers`. */
  approvers: readonly string[];
  /**
   * Logins of the members of teams, by `team:SLUG`.
   *
   * @default - not known: anybody may be a member
   */
  members?: TeamMembers | undefined;
  /**
   * Login of whoever wrote or changed it.
   *
   * @default - only what the exception says
   */
  author?: string | undefined;
  /** RFC 3339. */
  now: string;
}

/** What an exception is worth, and everything wrong with it. */
export function standingOf(exception: Exception, circumstances: StandingCircumstances): Standing {
  const until = limitOf(exception, circumstances);
  const now = Date.parse(circumstances.now);
  const state = now < Date.parse(beginningOf(exception)) ? "pending" : now > Date.parse(until) ? "expired" : "active";
  const subject = { ...circumstances, exception, until, state } as const;
  const problems = checks.flatMap(({ kind, check }) => {
    const said = check(subject);
    return said ? [{ kind, level: circumstances.policy[kind], ...said }] : [];
  });
  return { state, excuses: state === "active" && !problems.some(({ level }) => level === "error"), until, problems };
}

interface Subject extends StandingCircumstances {
  exception: Exception;
  until: string;
  state: Standing["state"];
}

interface Check {
  kind: ExceptionProblemKind;
  check(subject: Subject): Pick<ExceptionProblem, "found" | "remedy"> | undefined;
}

const checks: readonly Check[] = [
  {
    kind: "expired",
    check: ({ state, until }) =>
      state === "expired"
        ? {
            found: `expired: it excused until ${until}`,
            remedy: "Fix what it excused and remove it, or have it approved anew.",
          }
        : undefined,
  },
  {
    kind: "tooLong",
    check: ({ exception: { created, expires }, policy }) =>
      expires > lastDay(created, policy.longest)
        ? {
            found: `lasts from ${created} to ${expires}, longer than exceptions.longest (${policy.longest}) allows`,
            remedy: `Let it expire on ${lastDay(created, policy.longest)} or earlier.`,
          }
        : undefined,
  },
  {
    kind: "overBroad",
    check: ({ exception: { scope } }) =>
      isOverBroad(scope)
        ? {
            found: "is over-broad: its scope names neither package, image nor a part of the files",
            remedy: "Give scope.purl, scope.digest, or a scope.path that leaves something out.",
          }
        : undefined,
  },
  { kind: "selfApproved", check: (subject) => (subject.policy.fourEyes ? selfApproval(subject) : undefined) },
  {
    kind: "unapproved",
    check: ({ exception: { approvedBy }, approvers, members = {} }) =>
      approvers.some((allowed) => speaksFor(approvedBy, allowed, members) !== false)
        ? undefined
        : {
            found: `is approved by ${approvedBy}, who is none of the approvers (${approvers.join(", ")})`,
            remedy: "Have one of them approve it.",
          },
  },
  {
    kind: "incomplete",
    check: ({ exception, policy }) => {
      const missing = policy.required.filter((field) => !isGiven(exception, field));
      return missing.length === 0
        ? undefined
        : {
            found: `has no ${missing.join(" and no ")}, which exceptions.required asks for`,
            remedy: `Add ${missing.join(", ")}.`,
          };
    },
  },
];

/** The last day of an exception that was created on a day and lives as long as the policy allows. */
export function lastDay(created: string, longest: string): string {
  const wholeDays = Math.floor(seconds(longest) / 86_400);
  return new Date(Date.parse(`${created}T00:00:00Z`) + wholeDays * 86_400_000).toISOString().slice(0, 10);
}

function limitOf(exception: Exception, { policy }: StandingCircumstances): string {
  const latest = lastDay(exception.created, policy.longest);
  return endOf(exception.expires <= latest ? exception : { ...exception, expires: latest });
}

function isOverBroad({ purl, digest, path }: Exception["scope"]): boolean {
  return purl === undefined && digest === undefined && (path === undefined || matchesAnything(path));
}

function selfApproval({ exception, author }: Subject): Pick<ExceptionProblem, "found" | "remedy"> | undefined {
  const { approvedBy, owner } = exception;
  const remedy = "Have somebody else approve it (exceptions.fourEyes).";
  const roles = [
    { role: "its owner", principal: owner },
    { role: "its author", principal: exception.author },
    { role: "the author of this change to it", principal: author === undefined ? undefined : `user:${author}` },
  ];
  const same = roles.find(({ principal }) => principal !== undefined && isSame(principal, approvedBy));
  return same && { found: `is approved by ${approvedBy}, who is ${same.role} too`, remedy };
}

/** GitHub tells no logins apart by case. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Whether a person is an approver, or of a team of approvers; undefined where nobody says who is in the team. */
function speaksFor(person: string, approver: string, members: TeamMembers): boolean | undefined {
  if (!isTeam(approver)) return isSame(person, approver);
  const known = Object.hasOwn(members, approver) ? members[approver] : undefined;
  return known?.some((login) => isSame(`user:${login}`, person));
}

/** The teams of which the approver must be a member, where only that allows the approval and nobody says who is in them. */
export function teamsToCheck(
  { approvedBy }: Exception,
  { approvers, members = {} }: Pick<StandingCircumstances, "approvers" | "members">,
): string[] {
  const answers = approvers.map((approver) => ({ approver, speaks: speaksFor(approvedBy, approver, members) }));
  if (answers.some(({ speaks }) => speaks)) return [];
  return answers.filter(({ speaks }) => speaks === undefined).map(({ approver }) => approver);
}

function isTeam(principal: string): boolean {
  return principalParts(principal).kind === "team";
}

function isGiven(exception: Exception, field: ExceptionsPolicy["required"][number]): boolean {
  if (field === "endsOn") return exception.endsOn.length > 0;
  const scope: Readonly<Record<string, unknown>> = exception.scope;
  const whole: Readonly<Record<string, unknown>> = exception;
  return scope[field] !== undefined || whole[field] !== undefined;
}
