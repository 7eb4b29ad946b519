/** How much content GitHub lets one account create. */
const limits = [
  { within: 60_000, most: 80 },
  { within: 3_600_000, most: 500 },
] as const;

/**
 * Keeps what one process writes within GitHub's limits for content: 80 a minute, 500 an hour.
 *
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
export class ContentPace {
  /** When something was written, oldest first, in milliseconds. */
  readonly #written: number[] = [];
  readonly #pause: (milliseconds: number) => Promise<void>;
  readonly #now: () => number;

  /**
   * @param pause Waits so many milliseconds.
   * @param now The time in milliseconds.
   */
  constructor(pause: (milliseconds: number) => Promise<void>, now: () => number = Date.now) {
    this.#pause = pause;
    this.#now = now;
  }

  /** Waits until something more may be written, and counts it. */
  async turn(): Promise<void> {
    for (let wait = this.#wait(); wait > 0; wait = this.#wait()) await this.#pause(wait);
    this.#written.push(this.#now());
  }

  #wait(): number {
    const now = this.#now();
    const waits = limits.map(({ within, most }) => {
      const first = this.#written.at(-most);
      return first === undefined ? 0 : first + within - now;
    });
    return Math.max(...waits);
  }
}
