import { accessOf, deliver, GitHubClient, generatedFile, WritePace, writePause } from "@sallyport/github-api";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { deliveryEnvironment, deliveryState, otherRepository, writesOf } from "../support/github-api/delivering.ts";
import { github } from "../support/github-api/for-test.ts";

const every = (milliseconds: number, count: number) =>
  Array.from({ length: count }, (_, index) => index * milliseconds);

describe("the pause before a write", () => {
  test.each<[string, readonly number[], number, number]>([
    ["nothing was written", [], 0, 0],
    ["79 were written in this moment", every(0, 79), 0, 0],
    ["80 were written in this moment", every(0, 80), 0, 60_000],
    ["80 were written a second ago", every(0, 80), 1_000, 59_000],
    ["80 were written a minute ago", every(0, 80), 60_000, 0],
    ["one a second was written for two minutes", every(1_000, 120), 120_000, 0],
    ["two a second were written for a minute", every(500, 120), 60_000, 20_000],
  ])("when %s", (_, earlier, now, pause) => {
    expect(writePause(earlier, now)).toBe(pause);
  });
});

test("a client that writes a lot keeps below 80 in any minute, with as little waiting as that takes", async () => {
  const api = await github(deliveryState());
  let clock = 0;
  const pause = async (milliseconds: number) => {
    clock += milliseconds;
  };
  const patience = { timeoutMilliseconds: 5_000, tries: 1, longestPauseSeconds: 60, pause };
  const client = new GitHubClient(accessOf(deliveryEnvironment(api)), patience, new WritePace(() => clock));
  const times: number[] = [];
  for (let count = 0; count < 250; count++) {
    await client.send("POST", "/repos/acme/payments-api/git/blobs", { content: `${count}` }, z.unknown());
    times.push(clock);
    clock += 100;
  }
  const busiest = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length));

  expect(busiest).toBe(80);
  expect(clock).toBeLessThan(3 * 60_000 + 20_000);
});

test("a delivery to forty repositories keeps below it, too", async () => {
  const names = Array.from({ length: 40 }, (_, index) => `service-${index}`);
  const api = await github(deliveryState({ others: names.map((name, index) => otherRepository(name, 1000 + index)) }));
  let clock = 0;
  const pause = async (milliseconds: number) => {
    clock += milliseconds;
  };
  const patience = { timeoutMilliseconds: 5_000, tries: 1, longestPauseSeconds: 60, pause };
  const client = new GitHubClient(accessOf(deliveryEnvironment(api)), patience, new WritePace(() => clock));
  const times: number[] = [];
  for (const repository of names) {
    const before = writesOf(api).length;
    await deliver(client, {
      owner: "acme",
      repository,
      branch: "update",
      title: "Update",
      body: "",
      files: [{ path: ".github/workflows/a.yml", content: generatedFile("name: a\n") }],
    });
    times.push(
      ...writesOf(api)
        .slice(before)
        .map(() => clock),
    );
  }

  // Four writes for each: half of them at once, the others a minute later.
  expect(times.filter((at) => at === 0)).toHaveLength(80);
  expect(times.filter((at) => at === 60_000)).toHaveLength(80);
});

test("writes that go out at the same time wait in turn", async () => {
  const pauses: number[] = [];
  const pace = new WritePace(() => 0);
  await Promise.all(every(0, 161).map(() => pace.turn(async (milliseconds) => void pauses.push(milliseconds))));

  expect(pauses.filter((pause) => pause === 60_000)).toHaveLength(80);
  expect(pauses.filter((pause) => pause === 120_000)).toHaveLength(1);
});
