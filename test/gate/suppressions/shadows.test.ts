import { type DecisionInputs, type Suppression, shadowsOf } from "@sallyport/gate";
import { ExceptionsPolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import { exception, exceptionsOf } from "../../support/exceptions.ts";
import { now, policyOf, reportOf, verdictOn } from "../../support/findings.ts";

const nosec: Suppression = {
  scanner: "bandit",
  ids: ["B101"],
  path: "app/a.py",
  line: 3,
  marker: "nosec",
  paths: ["app/a.py"],
};
const ignored: Suppression = {
  scanner: "trivy",
  ids: ["CVE-2026-1000"],
  path: ".trivyignore",
  marker: "ids",
  paths: [],
};
const accepted = (fields: Record<string, unknown>) =>
  exceptionsOf(exception({ finding: "B101", scope: { path: "app/**" }, ...fields }));

/** The suppressions among these that are in the shadow. */
function shadows(exceptions: DecisionInputs["exceptions"], ...found: Suppression[]): Suppression[] {
  return shadowsOf({ policy: policyOf(), exceptions, suppressions: { found, unsearched: [] }, now });
}

test("an exception for the rule and the file stands behind a suppression", () => {
  expect(shadows(accepted({}), nosec)).toEqual([]);
  expect(shadows(accepted({ scanner: "bandit" }), nosec)).toEqual([]);
});

test("nothing else does", () => {
  expect(shadows(undefined, nosec)).toEqual([nosec]);
  expect(shadows(accepted({ finding: "B102" }), nosec)).toEqual([nosec]);
  expect(shadows(accepted({ scope: { path: "lib/**" } }), nosec)).toEqual([nosec]);
  expect(shadows(accepted({ scope: { purl: "pkg:npm/left-pad" } }), nosec)).toEqual([nosec]);
  expect(shadows(accepted({ scanner: "semgrep" }), nosec)).toEqual([nosec]);
  expect(shadows(accepted({ expires: "2026-05-02" }), nosec)).toEqual([nosec]);
  expect(shadows(accepted({ approvedBy: "user:alice" }), nosec)).toEqual([nosec]);
  expect(shadows(accepted({ scope: { path: "app/**", repository: "other" } }), nosec)).toEqual([nosec]);
});

test("a suppression of everything is always in the shadow", () => {
  const everything = { ...nosec, ids: [] };

  expect(shadows(accepted({}), everything)).toEqual([everything]);
});

test("of several ids every one needs an exception", () => {
  const both = { ...nosec, ids: ["B101", "B102"] };

  expect(shadows(accepted({}), both)).toEqual([both]);
  const exceptions = exceptionsOf(
    exception({ finding: "B101", scope: { path: "app/a.py" } }),
    exception({ id: "EX-2", finding: "B102", scope: { path: "app/*.py" } }),
  );
  expect(shadows(exceptions, both)).toEqual([]);
});

test("an entry of an ignore file needs an exception with the same files", () => {
  const everywhere = exceptionsOf(exception());
  const inOneFolder = exceptionsOf(exception({ scope: { purl: "pkg:npm/left-pad", path: "app/**" } }));
  const entry = (path: string) => ({ ...ignored, paths: [path] });

  expect(shadows(everywhere, ignored)).toEqual([]);
  expect(shadows(inOneFolder, ignored)).toEqual([ignored]);
  expect(shadows(inOneFolder, entry("app/**"), entry("/app/package-lock.json"))).toEqual([]);
  expect(shadows(inOneFolder, entry("**"), entry("a*/x"))).toHaveLength(2);
});

const source = { found: [nosec], unsearched: [] };
const strict = { ...policyOf(), exceptions: ExceptionsPolicy.parse({ shadow: "error" }) };

test("a shadow is a note, and doubt where the policy calls it an error", () => {
  const said = expect.stringContaining("app/a.py:3 tells bandit to leave out B101 (nosec)");

  expect(verdictOn([reportOf()], { suppressions: source })).toMatchObject({
    decision: "pass",
    notes: expect.arrayContaining([{ level: "warning", message: said }]),
    inputs: { suppressions: { entries: 1 } },
  });
  expect(verdictOn([reportOf()], { suppressions: source, policy: strict })).toMatchObject({
    decision: "undecided",
    doubts: [{ about: "app/a.py:3" }],
  });
});

test("a suppression with an exception in force is not spoken of", () => {
  const verdict = verdictOn([reportOf()], { suppressions: source, policy: strict, exceptions: accepted({}) });

  expect(verdict).toMatchObject({ decision: "pass", doubts: [] });
});

test("many shadows are told in few words", () => {
  const found = Array.from({ length: 100 }, (_, index) => ({ ...nosec, path: `app/${index}.py` }));
  const { doubts } = verdictOn([reportOf()], { suppressions: { found, unsearched: [] }, policy: strict });

  expect(doubts).toHaveLength(26);
  expect(doubts).toContainEqual(expect.objectContaining({ found: "holds suppressions like these in 75 more places" }));
});

test("says which files were too large to be searched", () => {
  const { notes } = verdictOn([reportOf()], { suppressions: { found: [], unsearched: ["a.js", "b.js"] } });

  expect(notes.map(({ message }) => message)).toContain("a.js and 1 more: too large to be searched for suppressions.");
});

test("without a look through the source the verdict says nothing about it", () => {
  expect(verdictOn([reportOf()]).inputs.suppressions).toBeUndefined();
});
