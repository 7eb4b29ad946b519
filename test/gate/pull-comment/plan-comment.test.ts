import { commentBody, planComment } from "@sallyport/gate";
import { expect, test } from "vitest";

const us = "github-actions[bot]";
const body = commentBody("text", { run: 77, attempt: 1 });
const of = (id: number, run: number, author: string | undefined = us, attempt = 1, text = "old") => ({
  id,
  author,
  body: commentBody(text, { run, attempt }),
});
const plan = (...comments: Parameters<typeof planComment>[0]) => planComment(comments, us, body);

test("a pull request without a comment of ours gets one", () => {
  expect(plan()).toEqual({ action: "create" });
  expect(plan({ id: 1, author: us, body: "what another workflow says" })).toEqual({ action: "create" });
});

test("the comment of an earlier run is updated", () => {
  expect(plan(of(5, 76))).toEqual({ action: "update", id: 5, remove: [] });
});

test("the comment of an earlier attempt, or of an earlier step of this one, is updated", () => {
  expect(planComment([of(5, 77, us, 1)], us, commentBody("text", { run: 77, attempt: 2 }))).toMatchObject({
    action: "update",
  });
  expect(plan(of(5, 77))).toMatchObject({ action: "update", id: 5 });
});

test("what already stands there is left alone", () => {
  expect(plan({ id: 5, author: us, body })).toEqual({ action: "current", id: 5 });
});

test("the comment of a later run or attempt stays", () => {
  expect(plan(of(5, 78))).toEqual({ action: "superseded", id: 5, by: { run: 78, attempt: 1 } });
  expect(plan(of(5, 77, us, 2))).toMatchObject({ action: "superseded", by: { run: 77, attempt: 2 } });
});

test.each(["mallory", "github-actions", "GitHub-Actions[bot]", undefined])(
  "a comment of %s that says to be ours is not",
  (author) => {
    expect(
      planComment(
        [
          { ...of(5, 78), author },
          { ...of(6, 1), author },
        ],
        us,
        body,
      ),
    ).toEqual({ action: "create" });
  },
);

test("of several comments of ours the oldest stays, and the others go", () => {
  expect(plan(of(9, 70), of(5, 76), of(7, 60))).toEqual({ action: "update", id: 5, remove: [7, 9] });
  expect(plan(of(9, 70), { id: 5, author: us, body })).toEqual({ action: "update", id: 5, remove: [9] });
});

test("of several comments the one of a later run decides", () => {
  expect(plan(of(5, 70), of(9, 78))).toMatchObject({ action: "superseded", id: 9 });
});

test("each topic has a comment of its own", () => {
  const verdict = of(5, 76);
  const onPlan = (run: number) => ({ id: 6, author: us, body: commentBody("old", { run, attempt: 1, topic: "plan" }) });
  const planBody = commentBody("text", { run: 77, attempt: 1, topic: "plan" });

  expect(plan(onPlan(76))).toEqual({ action: "create" });
  expect(plan(verdict, onPlan(78))).toEqual({ action: "update", id: 5, remove: [] });
  expect(planComment([verdict], us, planBody)).toEqual({ action: "create" });
  expect(planComment([verdict, onPlan(76)], us, planBody)).toEqual({ action: "update", id: 6, remove: [] });
  expect(planComment([verdict, onPlan(78)], us, planBody)).toMatchObject({ action: "superseded", id: 6 });
});
