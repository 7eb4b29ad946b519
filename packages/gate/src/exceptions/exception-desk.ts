import { type Evidence, endedBy, unseenEvents } from "./ending.js";
import type { Opinion } from "./excuse.js";
import { type ExceptionCircumstances, type LiveException, liveException, rememberRefusal } from "./live-exception.js";
import { comparableId } from "./names-finding.js";
import type { Exceptions } from "./parse-exception-file.js";
import { refusalOf } from "./refusal.js";

/** The exceptions that concern a repository, asked about one sighting after the other. Keeps in mind what came of each. */
export class ExceptionDesk {
  /** Each exception and what came of it; complete after the last question. */
  readonly exceptions: readonly LiveException[];
  readonly #path: string;
  readonly #circumstances: ExceptionCircumstances;
  readonly #byFinding: ReadonlyMap<string, readonly LiveException[]>;

  constructor({ path, file }: Exceptions, circumstances: ExceptionCircumstances) {
    this.#path = path;
    this.#circumstances = circumstances;
    this.exceptions = file.exceptions
      .filter(({ scope: { repository } }) => repository === undefined || repository === circumstances.repository)
      .map((exception) => liveException(exception, circumstances));
    this.#byFinding = Map.groupBy(this.exceptions, ({ exception }) => comparableId(exception.finding));
  }

  /**
   * What the exceptions say about a sighting: the one that excuses it longest, else why the first one does not; undefined
   * when none is about it.
   */
  ask(evidence: Evidence): Opinion | undefined {
    const { finding } = evidence;
    const about = [...new Set(finding.ids.map(comparableId))]
      .flatMap((id) => this.#byFinding.get(id) ?? [])
      .filter(({ matches }) => matches(finding))
      .toSorted(longestFirst);
    const opinions = about.map((live) => this.#opinionOf(live, evidence));
    return opinions.find(({ excuses }) => excuses) ?? opinions[0];
  }

  #opinionOf(live: LiveException, evidence: Evidence): Opinion {
    const { exception, standing } = live;
    const { id } = exception;
    live.needed = true;
    if (!standing.excuses) return { excuses: false, because: `${id} does not excuse it: it ${whyNot(live)}.` };
    const unseen = unseenEvents(exception, this.#circumstances.facts);
    if (unseen.length > 0) {
      const missing = unseen.map(({ facts }) => facts).join(" and ");
      return { excuses: false, because: `${id} does not excuse it: without ${missing} nobody knows if it ended.` };
    }
    const ended = endedBy(exception, evidence);
    const reason = ended ?? refusalOf(exception, evidence, this.#circumstances);
    if (reason === undefined) return this.#excuse(live);
    rememberRefusal(live, reason, evidence.finding.ids[0] ?? "", ended !== undefined);
    const verb = ended === undefined ? "does not excuse" : "no longer excuses";
    return { excuses: false, because: `${id} ${verb} it: ${reason}.` };
  }

  #excuse(live: LiveException): Opinion {
    const { id, status, justification, reason, approvedBy, ticket } = live.exception;
    const { until } = live.standing;
    live.excused = true;
    return {
      excuses: true,
      rule: `exceptions.${id}`,
      because: `${id} (${justification ?? status}, approved by ${approvedBy}) excuses it until ${until.slice(0, 10)}.`,
      exception: {
        id,
        source: this.#path,
        statement: reason,
        approvedBy,
        ...(ticket !== undefined && { ticket }),
        expiresAt: until,
      },
    };
  }
}

function longestFirst(a: LiveException, b: LiveException): number {
  if (a.standing.until !== b.standing.until) return a.standing.until > b.standing.until ? -1 : 1;
  return a.exception.id < b.exception.id ? -1 : 1;
}

function whyNot({ standing: { problems, state } }: LiveException): string {
  const decisive = problems.find(({ kind, level }) => level === "error" || (kind === "expired" && state === "expired"));
  return decisive?.found ?? "is not in force yet";
}
