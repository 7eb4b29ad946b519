import { decideWith } from "../decide.js";
import type { DecisionInputs } from "../decision-inputs.js";
import { FactIndex } from "../facts.js";
import { endedBy } from "./ending.js";
import type { Exception } from "./exception.js";
import { problemsOf } from "./exception-remarks.js";
import { Excuses } from "./excuses.js";
import { type LiveException, liveException, rememberRefusal } from "./live-exception.js";
import { ExceptionFileError } from "./parse-exception-file.js";
import type { ExceptionProblem } from "./standing.js";

/** What an exception is worth now. */
export interface ExceptionReview {
  exception: Exception;
  /** `ended`: an event ended it for everything that it is about. */
  state: "active" | "pending" | "expired" | "ended";
  /** True when it may excuse something. */
  excuses: boolean;
  /** Last moment at which it excuses (RFC 3339). */
  until: string;
  /** Whole days left; 0 on the last one, below 0 after it. */
  daysLeft: number;
  /** Whether a finding needs it; absent without reports, and where it is for another repository. */
  needed?: boolean;
  problems: ExceptionProblem[];
}

/**
 * What each exception of a file is worth. With reports it is also seen which are needed and which ended for what was found;
 * with nothing but facts, which ended for the vulnerability that they name.
 */
export function reviewExceptions(inputs: DecisionInputs): ExceptionReview[] {
  const { exceptions } = inputs;
  if (!exceptions || exceptions instanceof ExceptionFileError) return [];
  const excuses = new Excuses(inputs);
  const isJudged = inputs.reports.length > 0;
  if (isJudged) decideWith(inputs, excuses);
  const atWork = new Map(excuses.exceptions.map((live) => [live.exception.id, live]));
  const facts = new FactIndex(inputs.facts ?? {});
  return exceptions.file.exceptions.map((exception) => {
    const mine = atWork.get(exception.id);
    const live = mine ?? liveException(exception, excuses.circumstances);
    if (!isJudged) lookUp(live, facts);
    return review(live, excuses, isJudged && mine !== undefined);
  });
}

function review(live: LiveException, { circumstances }: Excuses, isJudged: boolean): ExceptionReview {
  const { exception, standing, needed, excused } = live;
  const left = (Date.parse(standing.until) - Date.parse(circumstances.now)) / 86_400_000;
  const hasEnded = !excused && [...live.refusals.values()].some(({ ended }) => ended);
  return {
    exception,
    state: hasEnded && standing.state === "active" ? "ended" : standing.state,
    excuses: standing.excuses && !hasEnded,
    until: standing.until,
    daysLeft: Math.floor(left),
    ...(isJudged && { needed }),
    problems: problemsOf(live, circumstances).filter(({ kind }) => isJudged || kind !== "unused"),
  };
}

/** What the facts say about the vulnerability that an exception names, where no report shows a finding. */
function lookUp(live: LiveException, facts: FactIndex): void {
  const { exception } = live;
  const { finding, severity = "info" } = exception;
  const reason = endedBy(exception, { finding: { fixedVersions: [] }, severity, known: facts.about([finding]) });
  if (reason !== undefined) rememberRefusal(live, reason, finding, true);
}
