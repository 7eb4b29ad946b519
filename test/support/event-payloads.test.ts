import { expect, test } from "vitest";
import { mergeGroupEvent, pullRequestEvent, pushEvent } from "./act/event-payloads.ts";
import { webhookPayload } from "./github-api/description.ts";

const history = { base: "1".repeat(40), head: "2".repeat(40), merge: "3".repeat(40) };

test("events are as GitHub describes them, and what a test leaves out is there", () => {
  expect(pushEvent(history).payload).toMatchObject({ after: history.merge, repository: { archived: false } });
  expect(mergeGroupEvent(history).payload).toMatchObject({ merge_group: { head_sha: history.merge } });
  expect(pullRequestEvent(history).payload).toMatchObject({
    number: 12,
    pull_request: { _links: expect.any(Object) },
  });
});

test("a pull request from a fork has its head there, and its base here", () => {
  expect(pullRequestEvent(history, "fork").payload).toMatchObject({
    pull_request: {
      head: { repo: { full_name: "mallory/payments-api" } },
      base: { repo: { full_name: "acme/payments-api" } },
    },
  });
});

test.each([
  ["a field of another type", { ref: 7 }],
  ["a field that must be there, and is null", { before: null }],
])("an event with %s is none", (_, field) => {
  expect(() => webhookPayload("push", { ...pushEvent(history).payload, ...field })).toThrow("no payload of push");
});
