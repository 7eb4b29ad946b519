import { expect, onTestFinished } from "vitest";
import { type GitHubApi, startGitHubApi } from "./server.ts";
import type { GitHubState } from "./state.ts";

/** The server, for one test: gone after it, and the test fails when a client asked for what GitHub does not have. */
export async function github(state: GitHubState): Promise<GitHubApi> {
  const api = await startGitHubApi(state);
  onTestFinished(async () => {
    await api.close();
    expect(api.problems).toEqual([]);
  });
  return api;
}
