import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { accessOf, apiPath, GitHubClient } from "@sallyport/github-api";
import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { approvedState, bob, headCommit, runnerEnvironment } from "../support/github-api/approved-run.ts";
import * as faults from "../support/github-api/faults.ts";
import { github } from "../support/github-api/for-test.ts";
import type { GitHubApi } from "../support/github-api/server.ts";
import { actionsBot, jobToken } from "../support/github-api/state.ts";

const comments = "/repos/acme/payments-api/issues/12/comments";
const run = "/repos/acme/payments-api/actions/runs/77";
const Entry = z.array(z.object({ id: z.int(), body: z.string() }));
const Run = z.object({ id: z.int() });

const commentingState = (count = 0) =>
  approvedState({
    tokens: [jobToken({ actions: "read", "pull-requests": "write" })],
    pulls: [{ number: 12, author: bob, headSha: headCommit }],
    comments: Array.from({ length: count }, (_, index) => ({
      id: index + 1,
      issue: 12,
      author: actionsBot,
      body: `comment ${index}`,
    })),
  });

/** A client that does not really wait, and the pauses that it would have made, in milliseconds. */
function clientOf(api: Pick<GitHubApi, "url">, timeoutMilliseconds = 5_000) {
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  const patience = { timeoutMilliseconds, tries: 3, longestPauseSeconds: 60, pause };
  return { client: new GitHubClient(accessOf(runnerEnvironment(api.url)), patience), pauses };
}

describe("a request that reads", () => {
  test.each<[string, faults.Fault, number[]]>([
    ["HTTP 500", faults.page(500), [250, 500]],
    ["HTTP 502", faults.page(502), [250, 500]],
    ["no answer", faults.hungUp, [250, 500]],
    ["a torn answer", faults.torn, [250, 500]],
    ["half an answer", faults.cutOff, [250, 500]],
    ["HTML with the right text", faults.asHtml, [250, 500]],
    ["a secondary limit of a second", faults.secondaryLimit(1), [1_000, 1_000]],
    ["a secondary limit with 429", faults.secondaryLimit(2, 429), [2_000, 2_000]],
    ["a secondary limit that does not say how long", faults.secondaryLimit(undefined), [60_000, 60_000]],
    ["429 without more", faults.refusal(429, "slow down"), [60_000, 60_000]],
  ])("is tried three times with pauses on %s", async (_, fault, expected) => {
    const api = await github(approvedState());
    const { client, pauses } = clientOf(api);
    api.fail("actions/get-workflow-run", fault);

    await expect(client.get(run, Run)).rejects.toThrow(/, 3 times\. Try again later/);
    expect(api.requests).toHaveLength(3);
    expect(pauses).toEqual(expected);
  });

  test.each<[string, faults.Fault]>([
    ["HTTP 502", faults.page(502)],
    ["a secondary limit", faults.secondaryLimit(1)],
    ["half an answer", faults.cutOff],
  ])("succeeds after %s", async (_, fault) => {
    const api = await github(approvedState());
    api.fail("actions/get-workflow-run", fault, 2);

    expect(await clientOf(api).client.get(run, Run)).toEqual({ id: 77 });
  });

  test.each<[string, faults.Fault, string]>([
    ["HTTP 401", faults.refusal(401, "Bad credentials"), "HTTP 401: Bad credentials. The token is not valid"],
    ["HTTP 403", faults.refusal(403, "Resource not accessible by integration"), "`permissions` do not suffice"],
    ["HTTP 404", faults.refusal(404, "Not Found"), "or the token may not read it"],
    ["a limit of an hour", faults.secondaryLimit(3600), "asks to wait 3600 seconds"],
    [
      "an hourly limit that ends late",
      faults.primaryLimit(new Date(Date.now() + 1_800_000)),
      "API rate limit exceeded",
    ],
    ["something else", faults.instead({ id: "77" }), "is not what GitHub describes: id"],
    ["nothing", faults.instead(null), "is not what GitHub describes"],
    ["more than anybody needs", faults.endless(17 * 1024 * 1024), "16777216 bytes"],
  ])("is not tried again on %s", async (_, fault, says) => {
    const api = await github(approvedState());
    const { client, pauses } = clientOf(api);
    api.fail("actions/get-workflow-run", fault);

    await expect(client.get(run, Run)).rejects.toThrow(says);
    expect(api.requests).toHaveLength(1);
    expect(pauses).toEqual([]);
  });

  test("waits until the hourly limit ends, when that is soon", async () => {
    const api = await github(approvedState());
    const { client, pauses } = clientOf(api);
    api.fail("actions/get-workflow-run", faults.primaryLimit(new Date(Date.now() + 10_000)), 1);

    expect(await client.get(run, Run)).toEqual({ id: 77 });
    expect(pauses[0]).toBeGreaterThan(5_000);
    expect(pauses[0]).toBeLessThan(15_000);
  });

  test("gives up on an answer that does not come", async () => {
    const api = await github(approvedState());
    api.fail("actions/get-workflow-run", faults.slow(60_000));

    await expect(clientOf(api, 50).client.get(run, Run)).rejects.toThrow("gives no answer within 50 ms, 3 times");
  });

  test("says that nobody listens", async () => {
    const { client } = clientOf({ url: "http://127.0.0.1:9" });

    await expect(client.get(run, Run)).rejects.toThrow(`GET ${run} cannot be reached`);
  });

  test("is not sent on for ever", async () => {
    const api = await github(approvedState());
    api.fail("actions/get-workflow-run", faults.redirect(`${api.url}${run}`));

    await expect(clientOf(api).client.get(run, Run)).rejects.toThrow("is sent on and on");
    expect(api.requests).toHaveLength(4);
  });

  test.each(["https://api.github.example/x", "//other.example/x", "ftp://127.0.0.1/", "http://127.0.0.1:1/"])(
    "is not sent to %j",
    async (location) => {
      const api = await github(approvedState());
      api.fail("actions/get-workflow-run", faults.redirect(location));

      await expect(clientOf(api).client.get(run, Run)).rejects.toThrow("is sent to ");
      expect(api.requests).toHaveLength(1);
    },
  );
});

describe("a list", () => {
  test.each([0, 1, 99, 100, 101, 250])("of %i comes whole, over all its pages", async (count) => {
    const api = await github(commentingState(count));
    const found = await clientOf(api).client.list(comments, Entry);

    expect(found.map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    expect(api.requests).toHaveLength(Math.max(1, Math.ceil(count / 100)));
  });

  test("is not half a list when a later page fails", async () => {
    const api = await github(commentingState(150));
    api.meanwhile("issues/list-comments", () => api.fail("issues/list-comments", faults.refusal(404, "Not Found")));
    const reading = clientOf(api).client.list(comments, Entry);

    await expect(reading).rejects.toThrow("HTTP 404");
  });

  test.each([
    ["on another host", "https://other.example/page2", "goes on at other.example"],
    ["at no address", "page2", "goes on at no address"],
  ])("does not go on %s", async (_, address, says) => {
    const server = createServer((__, response) => {
      response.writeHead(200, { "content-type": "application/json", link: `<${address}>; rel="next"` }).end("[]");
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    await expect(clientOf({ url }).client.list(comments, Entry)).rejects.toThrow(says);
  });

  test("that goes round in a circle ends", async () => {
    const server = createServer(({ headers: { host } }, response) => {
      const link = `<http://${host}${comments}?per_page=100>; rel="next"`;
      response.writeHead(200, { "content-type": "application/json", link }).end("[]");
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    await expect(clientOf({ url }).client.list(comments, Entry)).rejects.toThrow("more than 100 pages");
  });
});

describe("a request that writes", () => {
  const Created = z.object({ id: z.int() });

  test("is not repeated after an error that may have come too late", async () => {
    const api = await github(commentingState());
    api.fail("issues/create-comment", faults.page(502), 1);

    await expect(clientOf(api).client.send("POST", comments, { body: "x" }, Created)).rejects.toThrow("HTTP 502");
    expect(api.state.comments).toHaveLength(1); // the answer was lost, not the comment
  });

  test("is repeated after a limit, for which GitHub did nothing", async () => {
    const api = await github(commentingState());
    const { client, pauses } = clientOf(api);
    api.fail("issues/create-comment", faults.secondaryLimit(1), 1);
    await client.send("POST", comments, { body: "x" }, Created);

    expect(pauses).toEqual([1_000]);
  });

  test("is sent nowhere else", async () => {
    const api = await github(commentingState());
    api.fail("issues/create-comment", faults.redirect(`${api.url}${comments}`, 307));

    await expect(clientOf(api).client.send("POST", comments, { body: "x" }, Created)).rejects.toThrow("is sent ");
    expect(api.requests).toHaveLength(1);
  });
});

describe("the access", () => {
  test.each(["http://api.github.example", "ftp://api.github.com", "api.github.com", "http://127.0.0.1.example"])(
    "does not send a token to %s",
    (url) => {
      expect(() => accessOf({ GITHUB_TOKEN: "made-up", GITHUB_API_URL: url })).toThrow("GITHUB_API_URL is");
    },
  );

  test("goes to github.com unless the runner says otherwise, also to a path", async () => {
    expect(accessOf({ GITHUB_TOKEN: "made-up" }).url.href).toBe("https://api.github.com/");
    expect(accessOf({ GITHUB_TOKEN: "made-up", GITHUB_API_URL: "https://ghes.example/api/v3" }).url.pathname).toBe(
      "/api/v3",
    );
  });

  test.each(["https://other.example/graphql", "graphql"])("does not send a token to a GraphQL API at %s", (url) => {
    expect(() => accessOf({ GITHUB_TOKEN: "made-up", GITHUB_GRAPHQL_URL: url })).toThrow("GITHUB_GRAPHQL_URL is");
  });

  test("never repeats a token that cannot be used", () => {
    expect(() => accessOf({ GITHUB_TOKEN: "made up\n" })).toThrow(/^(?!.*made up).*GITHUB_TOKEN/);
  });
});

test("a path keeps what it is given in its place", () => {
  expect(apiPath`/repos/${"a/../b"}/x/${12}?${"c&d"}`).toBe("/repos/a%2F..%2Fb/x/12?c%26d");
});

describe("requests side by side", () => {
  test("wait together when one of them is told to", async () => {
    const api = await github(approvedState());
    const pauses: number[] = [];
    let go = () => {};
    const pause = (milliseconds: number) => {
      pauses.push(milliseconds);
      return new Promise<void>((resolve) => {
        const before = go;
        go = () => {
          before();
          resolve();
        };
      });
    };
    const patience = { timeoutMilliseconds: 5_000, tries: 3, longestPauseSeconds: 60, pause };
    const client = new GitHubClient(accessOf(runnerEnvironment(api.url)), patience);
    api.fail("actions/get-workflow-run", faults.secondaryLimit(30), 1);
    const told = client.get(run, Run);
    await expect.poll(() => pauses.length).toBe(1);
    const other = client.get(run, Run);
    await expect.poll(() => pauses.length).toBe(2);

    expect(api.requests).toHaveLength(1);
    expect(pauses[1]).toBeGreaterThan(20_000);
    go();
    expect(await Promise.all([told, other])).toEqual([{ id: 77 }, { id: 77 }]);
    expect(client.usage.requests).toBe(3);
  });

  test("are not sent at all when the wait is longer than the patience", async () => {
    const api = await github(approvedState());
    const { client } = clientOf(api);
    api.fail("actions/get-workflow-run", faults.primaryLimit(new Date(Date.now() + 600_000)));

    await expect(client.get(run, Run)).rejects.toThrow("asks to wait 60");
    await expect(client.get(run, Run)).rejects.toThrow("is not asked: an earlier answer asks to wait longer");
    expect(api.requests).toHaveLength(1);
  });
});

describe("a list under a name", () => {
  const environments = "/repos/acme/payments-api/environments";
  const Named = z.array(z.object({ name: z.string() }));

  test("is read over all its pages", async () => {
    const state = approvedState();
    const [sample] = state.environments;
    const names = Array.from({ length: 230 }, (_, index) => `environment-${index}`);
    state.environments = names.map((name) => ({ ...(sample as (typeof state.environments)[number]), name }));
    const api = await github(state);
    const found = await clientOf(api).client.listIn(environments, "environments", Named);

    expect(found.map(({ name }) => name)).toEqual(names);
    expect(api.requests).toHaveLength(3);
  });

  test("that does not have the name is no empty list", async () => {
    const api = await github(approvedState());
    api.fail("repos/get-all-environments", faults.instead({ total_count: 0 }));

    await expect(clientOf(api).client.listIn(environments, "environments", Named)).rejects.toThrow(
      "is not what GitHub describes: environments",
    );
  });

  test("takes a query beside the size of its pages", async () => {
    const api = await github(commentingState(150));
    await clientOf(api).client.list(`${comments}?since=2020-01-01T00%3A00%3A00Z`, Entry);

    expect(api.requests.map(({ query }) => query.get("since"))).toEqual([
      "2020-01-01T00:00:00Z",
      "2020-01-01T00:00:00Z",
    ]);
  });
});
