/**
 * What GitHub lets one account write in a minute before it sends it away.
 *
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const writesPerMinute = 80;
const minute = 60_000;

/**
 * How long to wait before the next write, in milliseconds.
 *
 * @param earlier Times of the writes so far, oldest first.
 */
export function writePause(earlier: readonly number[], now: number): number {
  const blocking = earlier.at(-writesPerMinute);
  return blocking === undefined ? 0 : Math.max(0, blocking + minute - now);
}

/** Keeps the writes of a client below GitHub's limit, whatever it writes where. */
export class WritePace {
  readonly #now: () => number;
  #times: number[] = [];

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Comes back when the next write may go out. */
  async turn(pause: (milliseconds: number) => Promise<void>): Promise<void> {
    const now = this.#now();
    const wait = writePause(this.#times, now);
    // Noted before the wait: whoever asks meanwhile comes after this one.
    this.#times = [...this.#times, now + wait].slice(-writesPerMinute);
    if (wait > 0) await pause(wait);
  }
}
