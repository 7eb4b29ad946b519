import { describe, expect, test } from "vitest";
import {
  type ComparedPlan,
  type ComparedResource,
  isSamePlan,
  planDifference,
} from "../../packages/cli/src/plan-difference.ts";
import { maximumDifferenceBytes, renderPlanDifference } from "../../packages/cli/src/render-plan-difference.ts";

const resource = (name: string, inputs: Record<string, unknown> = {}, more: Partial<ComparedResource> = {}) => ({
  urn: `urn:${name}`,
  type: "github:index/repositoryRuleset:RepositoryRuleset",
  name,
  custom: true,
  inputs,
  ...more,
});
const file = (path: string, content: string) => ({ repository: "api", path, content });
const plan = (parts: Partial<ComparedPlan> = {}): ComparedPlan => ({ resources: [], files: [], notes: [], ...parts });
const withResources = (...resources: ComparedResource[]) => plan({ resources });
const inputsChanged = (before: ComparedResource, after: ComparedResource) =>
  planDifference(withResources(before), withResources(after)).resources.changed.flatMap(({ inputs }) => inputs);

describe("resources", () => {
  test("are new one way and removed the other", () => {
    const [one, both] = [withResources(resource("a")), withResources(resource("b"), resource("a"))];

    expect(planDifference(one, both).resources).toMatchObject({ added: [{ name: "b" }], removed: [], changed: [] });
    expect(planDifference(both, one).resources).toMatchObject({ added: [], removed: [{ name: "b" }], changed: [] });
  });

  test("change input by input", () => {
    const before = resource("a", { rules: { reviews: 1, queue: true }, enforcement: "active" });
    const after = resource("a", { rules: { reviews: 2 }, enforcement: "active", target: "branch" });

    expect(inputsChanged(before, after)).toEqual([
      { path: "rules.queue", before: true, after: undefined, secret: false },
      { path: "rules.reviews", before: 1, after: 2, secret: false },
      { path: "target", before: undefined, after: "branch", secret: false },
    ]);
  });

  test("change entry by entry in lists of one length, as a whole in others", () => {
    expect(inputsChanged(resource("a", { teams: [1, 2] }), resource("a", { teams: [1, 3] }))).toMatchObject([
      { path: "teams.1", before: 2, after: 3 },
    ]);
    expect(inputsChanged(resource("a", { teams: [1] }), resource("a", { teams: [1, 3] }))).toMatchObject([
      { path: "teams", before: [1], after: [1, 3] },
    ]);
  });

  test("change inside of a document in JSON, and not by its layout", () => {
    const document = (value: object, space?: number) => resource("a", { policy: JSON.stringify(value, null, space) });

    expect(inputsChanged(document({ keep: 50, days: 1 }), document({ keep: 40, days: 1 }))).toMatchObject([
      { path: "policy.keep", before: 50, after: 40 },
    ]);
    expect(inputsChanged(document({ keep: 50 }), document({ keep: 50 }, 2))).toEqual([]);
  });

  test("change when they are no longer protected", () => {
    const change = inputsChanged(resource("a", {}, { protect: true }), resource("a"));

    expect(change).toMatchObject([{ path: "(protect)", before: true, after: undefined }]);
  });

  test.each([
    ["the secret itself", ["token"], "token"],
    ["what lies in a secret", ["token"], "token.value"],
    ["what has a secret in it", ["token.value"], "token"],
  ])("never show %s", (_, secretInputs, path) => {
    const inputs = (value: unknown) => (path === "token.value" ? { token: { value } } : { token: value });
    const [change] = inputsChanged(
      resource("a", inputs("s3cret"), { secretInputs }),
      resource("a", inputs("0ther"), { secretInputs }),
    );
    const text = renderPlanDifference(
      planDifference(
        withResources(resource("a", inputs("s3cret"), { secretInputs })),
        withResources(resource("a", inputs("0ther"), { secretInputs })),
      ),
    );

    expect(change).toMatchObject({ path, secret: true });
    expect(text).toContain("a secret value");
    expect(text).not.toMatch(/s3cret|0ther/);
  });

  test("that are components are left out", () => {
    const component = resource("c", {}, { custom: false });

    expect(isSamePlan(planDifference(plan(), withResources(component)))).toBe(true);
  });
});

describe("files and notes", () => {
  test("are new, changed and removed", () => {
    const before = plan({ files: [file("a.yml", "one\ntwo\n"), file("b.yml", "x\n")] });
    const after = plan({ files: [file("a.yml", "one\n2\nthree\n"), file("c.yml", "x\n")] });

    expect(planDifference(before, after).files).toMatchObject({
      added: [{ path: "c.yml" }],
      removed: [{ path: "b.yml" }],
      changed: [{ file: { path: "a.yml" }, linesAdded: 2, linesRemoved: 1 }],
    });
  });

  test("do not count the digest in the header of a file", () => {
    const before = plan({ files: [file("a.yml", "# sha256: 11\none\n")] });
    const after = plan({ files: [file("a.yml", "# sha256: 22\ntwo\n")] });

    expect(planDifference(before, after).files.changed).toMatchObject([{ linesAdded: 1, linesRemoved: 1 }]);
  });

  test("come and go as notes", () => {
    const noted = plan({ notes: [{ level: "warning", message: "weak" }] });

    expect(planDifference(plan(), noted).notes).toMatchObject({ added: [{ message: "weak" }], removed: [] });
    expect(planDifference(noted, plan()).notes).toMatchObject({ added: [], removed: [{ message: "weak" }] });
  });

  test("are the same notes wherever the policy lies, and on whatever line", () => {
    const at = (place: string, setting = "gate.newOnly") =>
      plan({ notes: [{ level: "warning", message: `${place}: ${setting} is weak (see ${place}).` }] });
    const [before, after] = [at("base/sallyport.yaml:4:1"), at("source/sallyport.yaml:9:3")];

    expect(planDifference(before, after).notes).toMatchObject({ added: [], removed: [] });
    expect(planDifference(before, at("base/sallyport.yaml:4:1", "gate.grace")).notes.added).toHaveLength(1);
  });
});

describe("the Markdown", () => {
  test("says when nothing changes", () => {
    const same = withResources(resource("a", { one: 1 }));

    expect(renderPlanDifference(planDifference(same, same))).toBe(
      "### The policy changes, and what it leads to does not\n",
    );
  });

  test("counts, and names what is removed first", () => {
    const text = renderPlanDifference(
      planDifference(
        withResources(resource("old"), resource("a", { reviews: 1 })),
        withResources(resource("a", { reviews: 2 }), resource("new")),
      ),
    );

    expect(text.split("\n")).toEqual([
      "### What this change of the policy leads to",
      "",
      "- Resources: 1 new, 1 changed, 1 removed",
      "- Files: 0 new, 0 changed, 0 removed",
      "",
      "#### Removed resources (1)",
      "",
      "- `RepositoryRuleset` `old`",
      "",
      "#### Changed resources (1)",
      "",
      "- `RepositoryRuleset` `a`",
      "  - `reviews`: `1` → `2`",
      "",
      "#### New resources (1)",
      "",
      "- `RepositoryRuleset` `new`",
      "",
    ]);
  });

  test("is the same whatever the order of the two plans' lists", () => {
    const resources = ["a", "b", "c"].map((name) => resource(name));
    const [one, other] = [withResources(...resources), withResources(...resources.toReversed())];

    expect(renderPlanDifference(planDifference(plan(), one))).toBe(renderPlanDifference(planDifference(plan(), other)));
  });

  test("fits into a comment, and says how much is left out", () => {
    const many = withResources(...Array.from({ length: 5000 }, (_, index) => resource(`resource-${index}`)));
    const text = renderPlanDifference(planDifference(plan(), many));

    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maximumDifferenceBytes);
    expect(Buffer.byteLength(text)).toBeGreaterThan(maximumDifferenceBytes * 0.9);
    expect(text).toMatch(/\n_\d+ more lines are not shown: `sallyport plan` shows all\._\n$/);
  });

  test("shows twenty inputs of a resource, and counts the rest", () => {
    const inputs = (value: number) =>
      Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`i${index}`, value]));
    const text = renderPlanDifference(
      planDifference(withResources(resource("a", inputs(1))), withResources(resource("a", inputs(2)))),
    );

    expect(text.match(/`1` → `2`/g)).toHaveLength(20);
    expect(text).toContain("  - and 5 more\n");
  });

  test("takes no markup from the policy", () => {
    const before = withResources(resource("a", { description: "x" }));
    const after = plan({
      resources: [resource("a", { description: "`</details>` @acme/security" })],
      notes: [{ level: "info", message: "[click](https://evil.example) <img src=x>" }],
    });

    expect(renderPlanDifference(planDifference(before, after))).not.toMatch(/<|\[click\]|@acme/);
  });
});
