import { codeOwnersFile, pathsWithoutOwner } from "@sallyport/github";
import { authorship } from "@sallyport/github-api";
import { expect, test } from "vitest";
import { repositories, sample } from "../sample.ts";

const linesOf = (settings: Record<string, unknown>, policyPath?: string) =>
  codeOwnersFile({ ...sample(settings), ...(policyPath !== undefined && { policyPath }) })
    .content.split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

test("names the owners for everything, and after them the approvers for what steers the gate", () => {
  const owned = repositories({ owners: ["team:payments", "user:mona"] });

  expect(linesOf({ ...owned, gate: { approvers: "team:security" } })).toEqual([
    "* @acme/payments @mona",
    "/.github/ @acme/security",
    "/sallyport.yaml @acme/security",
    "/.sallyport/ @acme/security",
    "/sallyport-exceptions.yaml @acme/security",
  ]);
});

test("names nobody for everything when the policy names no owner", () => {
  expect(linesOf({})[0]).toBe("/.github/ @acme/security");
});

test("gives the exceptions to their own approvers, whatever else locks their path", () => {
  const exceptions = { approvers: ["user:mona", "team:payments"], file: "risk/excuses.yaml" };
  const lines = linesOf({ exceptions, protection: { lockedPaths: ["risk/excuses.yaml", "risk/**"] } });

  expect(lines.at(-1)).toBe("/risk/excuses.yaml @mona @acme/payments");
  expect(lines.filter((line) => line.startsWith("/risk/excuses.yaml"))).toHaveLength(1);
  expect(lines).toContain("/risk/ @acme/security");
});

test("guards the policy where it lies, and the exceptions beside it", () => {
  expect(linesOf({}, "security/policy.yaml")).toEqual(
    expect.arrayContaining([
      "/security/policy.yaml @acme/security",
      "/security/sallyport-exceptions.yaml @acme/security",
    ]),
  );
});

test("escapes spaces, which end a path, and leaves out what no line can say", () => {
  const settings = { protection: { lockedPaths: ["a b/**", "!x", "[ab].txt", "a#b", "a\\b", "ok?"] } };

  expect(linesOf(settings)).toEqual(expect.arrayContaining(["/a\\ b/ @acme/security", "/ok? @acme/security"]));
  expect(pathsWithoutOwner(sample(settings).policy)).toEqual(["!x", "[ab].txt", "a#b", "a\\b"]);
  expect(linesOf(settings).join("\n")).not.toMatch(/[!#[\]]/);
});

test("adds to somebody else's file the guarded paths alone: who owns the rest is theirs", () => {
  const file = codeOwnersFile(sample(repositories({ owners: ["team:payments"] })));

  expect(authorship(file.content)).toBe("ours");
  expect(file).toMatchObject({ path: ".github/CODEOWNERS", ifForeign: "merge" });
  expect(file.block).toContain("/.github/ @acme/security\n");
  expect(file.block).not.toContain("@acme/payments");
  expect(file.elsewhere).toEqual(["CODEOWNERS", "docs/CODEOWNERS"]);
});
