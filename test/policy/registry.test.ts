import { expect, test } from "vitest";
import { complaints, policyWith } from "./support.ts";

test("images are scanned on push and tags stay where they are, without a word of the policy", () => {
  expect(policyWith().registry).toEqual({
    scanOnPush: true,
    scanType: "basic",
    immutableTags: true,
    mutableTags: [],
    keepImages: 50,
    expireUntagged: "14d",
    encryption: { keyRotation: "365d", deletionWindow: "30d" },
    replication: [],
    pullThrough: [],
    baseImages: { approved: [], maxAge: "30d", maxMegabytes: 200, review: "90d", updates: true },
  });
});

test.each(["latest", "dev-*", "*-snapshot-*", "a.b/c_d"])("takes the mutable tag %s", (tag) => {
  expect(() => policyWith({ registry: { mutableTags: [tag] } })).not.toThrow();
});

test.each(["*-*-*", "a b", "x".repeat(129), "a+b", ""])("refuses the mutable tag %j", (tag) => {
  expect(complaints({ registry: { mutableTags: [tag] } })).toHaveLength(1);
});

test.each(["eu-west-1", "us-gov-west-1", "ap-southeast-2"])("takes the region %s", (region) => {
  expect(() => policyWith({ registry: { replication: [region] } })).not.toThrow();
});

test.each(["europe", "eu-west", "EU-WEST-1", "eu-west-10", ""])("refuses the region %j", (region) => {
  expect(complaints({ registry: { replication: [region] } })).toHaveLength(1);
});

test.each(["Docker", "-hub", "hub/", ""])("refuses the pull-through prefix %j", (prefix) => {
  expect(complaints({ registry: { pullThrough: [{ prefix, upstream: "quay.io" }] } })).toHaveLength(1);
});
