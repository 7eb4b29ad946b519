/** CISA's Known Exploited Vulnerabilities (https://www.cisa.gov/known-exploited-vulnerabilities-catalog), as of a date. */
export interface KevFacts {
  /** Date of the catalogue (RFC 3339 date or time). */
  date: string;
  /** CVE ids. */
  ids: readonly string[];
}

/** EPSS probabilities (https://www.first.org/epss/), as of a date. */
export interface EpssFacts {
  /** Date of the scores (RFC 3339 date or time). */
  date: string;
  /** Version of the model. */
  model?: string;
  /** Probability from 0 to 1 by CVE id. */
  scores: Readonly<Record<string, number>>;
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
}

/** Facts in a form that is fast to ask. */
export class FactIndex {
  readonly #kev: ReadonlySet<string> | undefined;
  readonly #epss: ReadonlyMap<string, number> | undefined;

  constructor({ kev, epss }: Facts) {
    this.#kev = kev && new Set(kev.ids.map(upperCase));
    this.#epss = epss && new Map(Object.entries(epss.scores).map(([id, score]) => [upperCase(id), score]));
  }

  /** What is known under any of the ids of a finding; the highest probability counts. */
  about(ids: readonly string[]): KnownFacts {
    if (!this.#kev && !this.#epss) return {};
    const keys = ids.map(upperCase);
    const scores = keys.flatMap((key) => this.#epss?.get(key) ?? []);
    return {
      ...(this.#kev && { exploited: keys.some((key) => this.#kev?.has(key)) }),
      ...(scores.length > 0 && { epss: Math.max(...scores) }),
    };
  }
}

function upperCase(id: string): string {
  return id.toUpperCase();
}
