import { expect, test } from "vitest";
import { actProfile } from "./act/act-profile.ts";
import { mergeGroupEvent, pullRequestEvent, pushEvent, scheduleEvent } from "./act/event-payloads.ts";
import { outsideWorld } from "./act/outside-world.ts";
import { startsOn } from "./act/workflow-triggers.ts";

const history = { base: "1".repeat(40), head: "2".repeat(40), merge: "3".repeat(40) };

test("act gets the same file without the scopes that it refuses", () => {
  const rest = "jobs:\n  a:\n    permissions:\n      contents: read\n";
  const refused = "      artifact-metadata: write # links it\n      vulnerability-alerts: read\n";

  expect(actProfile(rest + refused)).toBe(rest);
  expect(actProfile(rest)).toBe(rest);
});

test.each([
  ["a pull request, any", "pull_request:", pullRequestEvent(history), true],
  ["a pull request to main", "pull_request: { branches: [main] }", pullRequestEvent(history), true],
  ["a pull request to another branch", "pull_request: { branches: [release/*] }", pullRequestEvent(history), false],
  ["a change of a path", "pull_request: { paths: [sallyport.yaml] }", pullRequestEvent(history), true],
  ["a change of another path", "pull_request: { paths: [docs/**] }", pullRequestEvent(history), false],
  ["a push to main", "push: { branches: [main] }", pushEvent(history), true],
  ["a push to a branch that is not named", "push: { branches: [main] }", pushEvent(history, "feature"), false],
  ["a group of the merge queue", "merge_group:", mergeGroupEvent(history), true],
  ["its own schedule", 'schedule: [{ cron: "0 2 * * *" }]', scheduleEvent("0 2 * * *"), true],
  ["another schedule", 'schedule: [{ cron: "0 2 * * *" }]', scheduleEvent("0 3 * * *"), false],
  ["another event", "workflow_dispatch:", pushEvent(history), false],
])("a workflow and its filters: %s", (_, trigger, event, starts) => {
  expect(startsOn(`on:\n  ${trigger}\njobs: {}\n`, event, ["sallyport.yaml"])).toBe(starts);
});

test("who asks for something outside is seen", async () => {
  await using outside = await outsideWorld();
  const proxy = outside.env.http_proxy ?? "";
  const answer = await fetch(proxy, { headers: { host: "example.com" } });

  expect(answer.status).toBe(403);
  expect(outside.asked).toEqual(["GET /"]);
});
