import { EpssTable } from "./epss-table.js";

/** CISA's Known Exploited Vulnerabilities (https://www.cisa.gov/known-exploited-vulnerabilities-catalog), as of a date. */
export interface KevFacts {
  /** Date of the catalogue (RFC 3339 date or time). */
  date: string;
  /** CVE ids. */
  ids: readonly string[];
  /** Day by which CISA wants it fixed (`2026-05-25`), by CVE id. */
  dueDates?: Readonly<Record<string, string>>;
}

/** EPSS probabilities (https://www.first.org/epss/), as of a date. */
export interface EpssFacts {
  /** Date of the scores (RFC 3339 date or time). */
  date: string;
  /** Version of the model. */
  model?: string;
  /** Probability from 0 to 1 by CVE id; a table where there are many. */
  scores: Readonly<Record<string, number>> | EpssTable;
}

/** What is known about vulnerabilities beyond the reports. */
export interface Facts {
  kev?: KevFacts;
  epss?: EpssFacts;
}

/** What the facts say about one finding. */
export interface KnownFacts {
  /** Absent without the catalogue. */
  exploited?: boolean;
  /** Absent where EPSS was not given or has no value. */
  epss?: number;
  /** Day by which CISA wants it fixed; absent where the catalogue does not say. */
  dueDate?: string;
}

/** Facts in a form that is fast to ask. */
export class FactIndex {
  readonly #kev: ReadonlyMap<string, string | undefined> | undefined;
  readonly #epss: Pick<ReadonlyMap<string, number>, "get"> | undefined;

  constructor({ kev, epss }: Facts) {
    const dueDates = new Map(Object.entries(kev?.dueDates ?? {}).map(([id, date]) => [upperCase(id), date]));
    this.#kev = kev && new Map(kev.ids.map((id) => [upperCase(id), dueDates.get(upperCase(id))]));
    this.#epss = epss && byId(epss.scores);
  }

  /** What is known under any of the ids of a finding; the highest probability and the earliest date count. */
  about(ids: readonly string[]): KnownFacts {
    if (!this.#kev && !this.#epss) return {};
    const keys = ids.map(upperCase);
    const scores = keys.flatMap((key) => this.#epss?.get(key) ?? []);
    const [dueDate] = keys.flatMap((key) => this.#kev?.get(key) ?? []).toSorted();
    return {
      ...(dueDate !== undefined && { dueDate }),
      ...(this.#kev && { exploited: keys.some((key) => this.#kev?.has(key)) }),
      ...(scores.length > 0 && { epss: Math.max(...scores) }),
    };
  }
}

function byId(scores: EpssFacts["scores"]): Pick<ReadonlyMap<string, number>, "get"> {
  if (scores instanceof EpssTable) return scores;
  return new Map(Object.entries(scores).map(([id, score]) => [upperCase(id), score]));
}

function upperCase(id: string): string {
  return id.toUpperCase();
}
