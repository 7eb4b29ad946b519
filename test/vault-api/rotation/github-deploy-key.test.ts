import { accessOf, GitHubClient } from "@sallyport/github-api";
import { GitHubDeployKeyRotator } from "@sallyport/vault-api";
import { expect, test } from "vitest";
import { github } from "../../support/github-api/for-test.ts";
import type { GitHubApi } from "../../support/github-api/server.ts";
import { emptyState, jobToken } from "../../support/github-api/state.ts";

const token = jobToken({ administration: "write" });

function rotator(api: GitHubApi, readOnly = true) {
  const client = new GitHubClient(accessOf({ GITHUB_API_URL: api.url, GITHUB_TOKEN: token.value }));
  const place = { owner: "acme", repository: "payments-api", readOnly, secret: "payments-api/production/deploy" };
  return new GitHubDeployKeyRotator(client, place);
}

const start = (permissions: Parameters<typeof jobToken>[0] = { administration: "write" }) =>
  github(emptyState({ tokens: [{ ...token, permissions }] }));

test.each([true, false])("a key reads alone, or writes too, as it was asked for (%s)", async (readOnly) => {
  const api = await start();
  const made = await rotator(api, readOnly).create();

  await rotator(api, readOnly).verify(made);
  expect(api.state.deployKeys).toMatchObject([{ readOnly, title: "sallyport payments-api/production/deploy" }]);
  expect(JSON.stringify(api.requests.map(({ body }) => body))).not.toContain("PRIVATE KEY");
});

test("a key with other rights than were asked for does not count", async () => {
  const api = await start();
  const made = await rotator(api).create();
  for (const key of api.state.deployKeys) key.readOnly = false;

  await expect(rotator(api).verify(made)).rejects.toThrow("keeps another deploy key than the one that was sent");
});

test("lists its own keys alone, and ends one that is gone already without a word", async () => {
  const api = await start();
  const other = {
    id: 77,
    title: "by hand",
    key: "ssh-ed25519 fake",
    readOnly: true,
    createdAt: "2026-01-01T00:00:00Z",
  };
  api.state.deployKeys.push(other);
  const { id } = await rotator(api).create();

  expect((await rotator(api).list()).map((key) => key.id)).toEqual([id]);
  await rotator(api).revoke(id);
  await rotator(api).revoke(id);
  expect(api.state.deployKeys).toEqual([other]);
});

test("a token that may not administer the repository is told so", async () => {
  const api = await start({ contents: "write" });
  await expect(rotator(api).list()).rejects.toThrow(/HTTP 403.*The token may not do this/);
});
