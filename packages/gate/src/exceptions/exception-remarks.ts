import type { Doubt, Note } from "../verdict.js";
import { unseenEvents } from "./ending.js";
import { beginningOf } from "./exception.js";
import { approversOf, type ExceptionCircumstances, type LiveException } from "./live-exception.js";
import type { Exceptions } from "./parse-exception-file.js";
import { type ExceptionProblem, teamsToCheck } from "./standing.js";

/** Days before its end from which an exception that is in use is worth a word. */
const soonDays = 14;

/** What there is to say about exceptions after every finding was met. */
export interface Remarks {
  doubts: Doubt[];
  notes: Note[];
}

/** What is wrong with the exceptions of a file, and what is worth knowing about them. */
export function remarksOn(
  exceptions: readonly LiveException[],
  file: Exceptions,
  circumstances: ExceptionCircumstances,
): Remarks {
  const nameOf = ({ exception: { id } }: LiveException) => `${file.path}:${file.places.get(id)?.line ?? 1}: ${id}`;
  const problems = exceptions.flatMap((live) =>
    problemsOf(live, circumstances).map((problem) => ({ name: nameOf(live), ...problem })),
  );
  const notes = exceptions.flatMap((live) =>
    remarks.flatMap((remark) => remark(live, circumstances, file.path)).map((text) => `${nameOf(live)} ${text}`),
  );
  return {
    doubts: [
      ...problems
        .filter(({ level }) => level === "error")
        .map(({ name, found, remedy }) => ({ about: name, found, remedy })),
      ...exceptions.flatMap((live) => missingFacts(live, circumstances, nameOf(live))),
    ],
    notes: [
      ...problems
        .filter(({ level }) => level === "warning")
        .map(({ name, found, remedy }) => warning(`${name} ${found}. ${remedy}`)),
      ...notes.map(warning),
      ...unknownMembership(exceptions, circumstances, file.path),
      ...unknownExploitation(exceptions, circumstances),
    ],
  };
}

/** Everything wrong with an exception, after every finding was met. */
export function problemsOf(live: LiveException, circumstances: ExceptionCircumstances): ExceptionProblem[] {
  const { policy } = circumstances;
  const ended = [...live.refusals.values()].filter(({ ended: byEvent }) => byEvent);
  return [
    ...live.standing.problems,
    ...ended.map(({ reason, example, count }) => ({
      kind: "expired" as const,
      level: policy.expired,
      found: `no longer excuses ${example}${andMore(count)}: ${reason}`,
      remedy: "Fix it, or have the exception approved anew for what is known now.",
    })),
    ...(isUnused(live, circumstances)
      ? [
          {
            kind: "unused" as const,
            level: policy.unused,
            found: "excuses nothing that was found",
            remedy: "Remove it, or correct its scope.",
          },
        ]
      : []),
  ];
}

function isUnused({ needed, standing: { state }, exception }: LiveException, { deferred }: ExceptionCircumstances) {
  const { scanner } = exception;
  const mayComeLater = scanner === undefined ? deferred.length > 0 : deferred.includes(scanner);
  return !needed && state === "active" && !mayComeLater;
}

function missingFacts(live: LiveException, { facts }: ExceptionCircumstances, name: string): Doubt[] {
  if (!live.needed || !live.standing.excuses) return [];
  return unseenEvents(live.exception, facts).map(({ event, facts: missing }) => ({
    about: name,
    found: `ends on ${event}, which needs ${missing}, and that was not given`,
    remedy: "Give it with --facts, or remove the event from endsOn.",
  }));
}

/** What is said about one exception, each the rest of a sentence. */
type Remark = (live: LiveException, circumstances: ExceptionCircumstances, path: string) => string[];

const refused: Remark = ({ refusals }) =>
  [...refusals.values()]
    .filter(({ ended }) => !ended)
    .map(({ reason, example, count }) => `does not excuse ${example}${andMore(count)}: ${reason}.`);

const pending: Remark = ({ standing: { state }, exception }) =>
  state === "pending" ? [`excuses nothing before ${beginningOf(exception)}.`] : [];

const endsSoon: Remark = ({ excused, standing: { until }, exception: { owner } }, { now }) => {
  const days = Math.floor((Date.parse(until) - Date.parse(now)) / 86_400_000);
  if (!excused || days >= soonDays) return [];
  const when = days === 0 ? "in less than a day" : `in ${days} day${days === 1 ? "" : "s"}`;
  return [`ends ${when} (${until}); ${owner} has to act.`];
};

const remarks: readonly Remark[] = [refused, pending, endsSoon];

function unknownMembership(
  exceptions: readonly LiveException[],
  circumstances: ExceptionCircumstances,
  path: string,
): Note[] {
  const approvers = approversOf(circumstances);
  const { members } = circumstances;
  const claims = exceptions
    .filter(({ excused }) => excused)
    .flatMap(({ exception }) =>
      teamsToCheck(exception, { approvers, members }).map((team) => `${exception.approvedBy} in ${team}`),
    );
  if (claims.length === 0) return [];
  const message = `Nobody looked up who is in a team (${[...new Set(claims)].toSorted().join(", ")}): give its members with --members, or let it be code owner of ${path}.`;
  return [{ level: "info", message }];
}

function unknownExploitation(exceptions: readonly LiveException[], { facts }: ExceptionCircumstances): Note[] {
  const isBlind = exceptions.some(({ excused, exception: { despite } }) => excused && !despite.includes("exploited"));
  if (!isBlind || facts.kev) return [];
  const message =
    "Exceptions apply without CISA's KEV catalogue: nobody knows whether what they excuse is exploited (--facts).";
  return [warning(message)];
}

function andMore(count: number): string {
  return count === 1 ? "" : ` and ${count - 1} more`;
}

function warning(message: string): Note {
  return { level: "warning", message };
}
