import type { Read } from "@sallyport/gate";
import { GitHubError } from "@sallyport/github-api";

/** What is read, or why GitHub did not give it. */
export async function attempt<T>(read: () => Promise<T>): Promise<Read<T>> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return { unreadable: error.message };
  }
}

/** What is read; undefined when GitHub refuses with one of these. */
export async function unlessRefused<T>(statuses: readonly number[], read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GitHubError && error.status !== undefined && statuses.includes(error.status)) return undefined;
    throw error;
  }
}
