import { isInRange } from "@sallyport/gate";
import { expect, test } from "vitest";

test.each([
  ["pkg:npm/left-pad", ">=1.0.0 <2.0.0", "1.9.9", true],
  ["pkg:npm/left-pad", ">=1.0.0 <2.0.0", "2.0.0", false],
  ["pkg:npm/left-pad", "^1.2.0 || ^3.0.0", "3.4.5", true],
  ["pkg:npm/left-pad", ">=1.0.0 <2.0.0", "2.0.0-rc.1", false],
  ["pkg:golang/github.com/acme/pad", "<1.4.0", "v1.3.9", true],
  ["pkg:golang/github.com/acme/pad", "<1.4.0", "v1.4.0", false],
  ["pkg:pypi/requests", ">=2.0,<2.32", "2.31.0", true],
  ["pkg:pypi/requests", ">=2.0 <2.32", "2.31.0", true],
  ["pkg:pypi/requests", ">=2.0 <2.32", "2.32.0", false],
  ["pkg:pypi/requests", "<2.32", "2.32.post1", false],
  ["pkg:cargo/serde", "~1.0.3", "1.0.9", true],
])("%s %s covers %s: %s", (purl, range, version, covered) => {
  expect(isInRange(purl, range, version)).toBe(covered);
});

test.each([
  ["a version that is none", "pkg:npm/left-pad", ">=1.0.0", "latest"],
  ["a version with four numbers where three are known", "pkg:npm/left-pad", ">=1.0.0", "1.2.3.4"],
  ["an empty version", "pkg:npm/left-pad", "*", ""],
  ["a range that is none", "pkg:npm/left-pad", "old", "1.0.0"],
  ["an ecosystem whose versions nobody here compares", "pkg:deb/debian/zlib1g", ">=1.0", "1.2"],
  ["a text that is no package URL", "left-pad", "*", "1.0.0"],
  ["an odd PyPI version", "pkg:pypi/requests", ">=0", "banana"],
])("%s is not covered", (_, purl, range, version) => {
  expect(isInRange(purl, range, version)).toBe(false);
});
