import { type ActionFacts, actionFacts, pinnedAction, uses, WorkflowError } from "@sallyport/github";
import { expect, test } from "vitest";

const facts: [string, ActionFacts][] = Object.entries(actionFacts);

test.each(facts)("%s is pinned to a full commit and a full version", (_, { commitSha, tag }) => {
  expect(commitSha).toMatch(/^[0-9a-f]{40}$/);
  expect(tag).toMatch(/^v\d+\.\d+\.\d+$/);
});

test("a step runs the action at its commit, with the inputs given", () => {
  const step = uses("actions/checkout", { path: "source" }, { name: "Check out", id: "code", if: "always()" });

  expect(step).toEqual({
    name: "Check out",
    id: "code",
    if: "always()",
    uses: `actions/checkout@${actionFacts["actions/checkout"].commitSha}`,
    with: { path: "source" },
  });
});

test("a step without inputs has no `with`", () => {
  expect(uses("actions/checkout", {}, { name: "Check out" })).not.toHaveProperty("with");
});

test("refuses an action that is not in the catalogue", () => {
  // @ts-expect-error It does not compile either.
  const unknown = () => uses("actions/unknown", {}, { name: "Unknown" });

  expect(unknown).toThrow(WorkflowError);
  expect(unknown).toThrow("actions/unknown: not in the catalogue of actions, which has actions/checkout,");
});

test("refuses an input that the action does not have", () => {
  // @ts-expect-error It does not compile either.
  const misspelt = () => uses("actions/checkout", { "persist-credential": false }, { name: "Check out" });

  expect(misspelt).toThrow('actions/checkout: has no input "persist-credential". It has repository, ref,');
});

test("refuses to leave out an input that the action needs", () => {
  // @ts-expect-error It does not compile either.
  const incomplete = () => uses("actions/upload-artifact", { name: "reports" }, { name: "Upload" });

  expect(incomplete).toThrow('actions/upload-artifact: needs the input "path". Give it.');
});

test("refuses the input that would run a fork's code with the rights of the repository", () => {
  // @ts-expect-error It does not compile either.
  const unsafe = () => uses("actions/checkout", { "allow-unsafe-pr-checkout": true }, { name: "Check out" });

  expect(unsafe).toThrow('actions/checkout: the input "allow-unsafe-pr-checkout" is refused');
});

test("names every problem at once", () => {
  // @ts-expect-error Two inputs are wrong, and one is missing.
  const wrong = () => uses("actions/upload-artifact", { one: 1, two: 2 }, { name: "Upload" });

  expect(wrong).toThrow(expect.objectContaining({ problems: expect.objectContaining({ length: 3 }) }));
});

test("setting up Trivy needs a version, because its default is no pin", () => {
  // @ts-expect-error It does not compile either.
  expect(() => uses("aquasecurity/setup-trivy", {}, { name: "Set up Trivy" })).toThrow('needs the input "version"');
});

test("knows an action by its reference", () => {
  const { commitSha, tag } = actionFacts["actions/setup-node"];

  expect(pinnedAction(`actions/setup-node@${commitSha}`).tag).toBe(tag);
});

test.each([
  ["a tag", "actions/setup-node@v7.0.0", "Use that."],
  ["another commit", `actions/setup-node@${"0".repeat(40)}`, "the catalogue has actions/setup-node at"],
  ["no commit", "actions/setup-node", "Use that."],
  ["a name that every object has", `constructor@${"0".repeat(40)}`, "not in the catalogue"],
])("refuses a reference with %s", (_, reference, message) => {
  expect(() => pinnedAction(reference)).toThrow(message);
});
