import {
  type ActionFacts,
  actionFacts,
  neededPermissions,
  pinnedAction,
  refusedActions,
  uses,
  WorkflowError,
} from "@sallyport/github";
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

test.each([
  ["semgrep/semgrep-action", "never used, because it is archived. Run `semgrep scan`"],
  ["actions/attest-sbom", "never used, because it is deprecated. Use actions/attest"],
  ["snyk/actions/python", "never used, because it runs an image whose tag moves"],
])("refuses %s, and says what to use instead", (action, message) => {
  // @ts-expect-error It does not compile either.
  expect(() => uses(action, {}, { name: "Refused" })).toThrow(`${action}: ${message}`);
  expect(() => pinnedAction(`${action}@${"0".repeat(40)}`)).toThrow(message);
});

test("the catalogue has no action that is refused", () => {
  const repositories = Object.keys(actionFacts).map((action) => action.split("/", 2).join("/"));

  expect(repositories.filter((repository) => Object.hasOwn(refusedActions, repository))).toEqual([]);
});

test("actions that must be of one commit are", () => {
  const { "github/codeql-action/init": init, "github/codeql-action/analyze": analyze } = actionFacts;
  const { "actions/cache/restore": restore, "actions/cache/save": save } = actionFacts;

  expect(init.commitSha).toBe(analyze.commitSha);
  expect(restore.commitSha).toBe(save.commitSha);
});

test.each([
  ["uploads, as it does by default", {}, ["security-events"]],
  ["uploads nothing", { upload: "never" }, []],
])("CodeQL that %s needs the rights for it", (_, inputs, scopes) => {
  const step = uses("github/codeql-action/analyze", inputs, { name: "Analyse" });
  const [always, ...besides] = neededPermissions(step);

  expect(always).toEqual({ contents: "read" });
  expect(besides.flatMap((permissions) => Object.keys(permissions))).toEqual(scopes);
});
