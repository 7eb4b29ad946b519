import { expect, test } from "vitest";
import { complaints, conflicts, policyWith } from "../support.ts";

test.each([
  ["registry.encryption.keyRotation", { registry: { encryption: { keyRotation: "89d" } } }],
  ["registry.encryption.keyRotation", { registry: { encryption: { keyRotation: "2561d" } } }],
  ["registry.encryption.deletionWindow", { registry: { encryption: { deletionWindow: "6d" } } }],
  ["registry.encryption.deletionWindow", { registry: { encryption: { deletionWindow: "31d" } } }],
  ["audit.keyRotation", { audit: { keyRotation: "1d" } }],
])("%s stays within what KMS takes: %j", (path, sections) => {
  expect(conflicts(sections)).toEqual([path]);
});

test("says what KMS takes", () => {
  expect(complaints({ audit: { keyRotation: "10d" } })).toEqual([
    "audit.keyRotation (10d) is outside what AWS KMS accepts. Set 90d to 2560d.",
  ]);
});

test.each([
  { registry: { encryption: { keyRotation: "90d", deletionWindow: "7d" } } },
  { registry: { encryption: { keyRotation: "2560d", deletionWindow: "30d" } } },
  { audit: { keyRotation: "52w" } },
])("%j is what KMS takes", (sections) => {
  expect(() => policyWith(sections)).not.toThrow();
});

test("exceptions to immutable tags need immutable tags", () => {
  expect(conflicts({ registry: { immutableTags: false, mutableTags: ["latest"] } })).toEqual([
    "registry.mutableTags <-> registry.immutableTags",
  ]);
  expect(() => policyWith({ registry: { immutableTags: false } })).not.toThrow();
  expect(() => policyWith({ registry: { mutableTags: ["latest"] } })).not.toThrow();
});
