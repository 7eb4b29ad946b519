/** How long the client is patient. */
export interface Patience {
  /** Longest time for one answer, in milliseconds. */
  timeoutMilliseconds: number;
  /** Most tries of one request. */
  tries: number;
  /** Longest pause that GitHub may ask for, in seconds; it asks for up to an hour. */
  longestPauseSeconds: number;
  /** Waits so many milliseconds. */
  pause(milliseconds: number): Promise<void>;
}

/** Enough for a busy minute of GitHub, little enough for a job of five. */
export const jobPatience: Patience = {
  timeoutMilliseconds: 20_000,
  tries: 3,
  longestPauseSeconds: 60,
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** For work on many repositories, which outlasts a limit rather than ends without an answer. */
export const bulkPatience: Patience = { ...jobPatience, tries: 6, longestPauseSeconds: 15 * 60 };

/** What a limit asks for, without more words: GitHub's advice for a secondary limit. */
const unsaidPauseSeconds = 60;

/**
 * The pause that a rate limit asks for, in seconds; undefined for an answer that is no rate limit.
 *
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
export function limitPause(status: number, headers: Headers, message: string, nowSeconds: number): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const after = headers.get("retry-after");
  if (after !== null) return /^\d{1,9}$/.test(after) ? Number(after) : unsaidPauseSeconds;
  if (headers.get("x-ratelimit-remaining") === "0") {
    const reset = Number(headers.get("x-ratelimit-reset"));
    return Number.isFinite(reset) && reset > 0 ? Math.max(1, reset - nowSeconds + 1) : unsaidPauseSeconds;
  }
  return status === 429 || /rate limit/i.test(message) ? unsaidPauseSeconds : undefined;
}

/** The pause before a request that failed is tried again, in milliseconds. */
export function failurePause(tried: number): number {
  return 250 * 2 ** (tried - 1);
}
