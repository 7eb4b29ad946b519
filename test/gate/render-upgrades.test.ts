import { type Outcome, upgradesIn } from "@sallyport/gate";
import { expect, test } from "vitest";
import { outcome } from "../support/verdicts.ts";

/** One finding of a package, by the versions that fix it. */
function need(purl: string, fixedVersions: string[], fields: Partial<Outcome> = {}): Outcome {
  const [, name = "", version = ""] = /\/([^/@]+)@(.+)$/.exec(purl) ?? [];
  return outcome({ package: { name, version, purl }, fixedVersions, ...fields });
}

test("one bump of a package is named with all that it fixes, and what it leaves", () => {
  const list = upgradesIn([
    need("pkg:npm/a@1.0.0", ["1.0.9"], { ids: ["CVE-1"], severity: "low" }),
    need("pkg:npm/a@1.0.0", ["1.0.10"], { ids: ["CVE-2"], severity: "high" }),
    need("pkg:npm/a@1.0.0", [], { ids: ["CVE-3"] }),
    need("pkg:npm/b@2.0.0", [], { ids: ["CVE-4"] }),
  ]);

  expect(list.upgrades).toEqual([
    { name: "a", from: "1.0.0", to: ["1.0.10"], fixes: 2, remaining: 1, ids: ["CVE-1", "CVE-2"], worst: "high" },
  ]);
});

test.each<[string, string, string[][], string[]]>([
  ["numbers are no texts", "pkg:npm/a@1.9.0", [["1.10.0"], ["1.9.5"]], ["1.10.0"]],
  ["the line in use, where it was mended", "pkg:npm/a@1.2.0", [["1.2.5", "2.0.3"]], ["1.2.5"]],
  ["the next line, where it was not", "pkg:npm/a@1.2.0", [["1.2.5", "2.0.3"], ["2.0.1"]], ["2.0.3"]],
  ["a fix below is none", "pkg:npm/a@2.0.0", [["1.2.5", "2.0.3"]], ["2.0.3"]],
  ["a minor line without its own fix", "pkg:npm/a@1.3.0", [["1.2.5", "1.3.4"]], ["1.3.4"]],
  ["a release before a preview", "pkg:npm/a@1.0.0", [["2.0.0-rc.1", "2.0.0"]], ["2.0.0"]],
  ["Python's own rules", "pkg:pypi/a@1.0", [["1.0.post1"], ["1.0rc1", "1.1.dev1", "1.1"]], ["1.1"]],
  ["Python's epochs", "pkg:pypi/a@1.0", [["1!0.5"], ["2.0"]], ["1!0.5"]],
  ["Go's leading v", "pkg:golang/a@v1.2.3", [["1.2.4"], ["v1.2.10"]], ["v1.2.10"]],
  ["plain numbers of any ecosystem", "pkg:maven/a@2.14.0", [["2.17.1"], ["2.15.0"]], ["2.17.1"]],
  [
    "one version that nobody needs to compare",
    "pkg:deb/a@1.0-1",
    [["1.0-1+deb12u2"], ["1.0-1+deb12u2"]],
    ["1.0-1+deb12u2"],
  ],
  [
    "a choice where nobody here can compare",
    "pkg:deb/a@1.0-1",
    [["1.0-1+deb12u2"], ["1.0-1~bpo"]],
    ["1.0-1+deb12u2", "1.0-1~bpo"],
  ],
])("the smallest version that fixes all: %s", (_, purl, needs, to) => {
  const { upgrades } = upgradesIn(needs.map((versions) => need(purl, versions)));

  expect(upgrades.map((upgrade) => upgrade.to)).toEqual([to]);
});

test("versions of a package that are in use side by side are upgrades of their own", () => {
  const { upgrades } = upgradesIn([need("pkg:npm/a@1.0.0", ["1.0.1"]), need("pkg:npm/a@2.0.0", ["2.0.1"])]);

  expect(upgrades.map(({ from, to }) => [from, to])).toEqual([
    ["1.0.0", ["1.0.1"]],
    ["2.0.0", ["2.0.1"]],
  ]);
});

test("a finding that is no vulnerability of a package leads to no upgrade", () => {
  expect(upgradesIn([outcome({ category: "licence" }), outcome({ package: undefined })]).upgrades).toEqual([]);
});
