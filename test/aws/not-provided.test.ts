import { notProvided } from "@sallyport/aws";
import { AuditPolicy, RegistryPolicy } from "@sallyport/policy";
import { expect, test } from "vitest";

const nothingAsked = { baseImages: { updates: false } };
const pathsOf = (registry: object, audit?: object) =>
  notProvided({
    registry: RegistryPolicy.parse({ ...nothingAsked, ...registry }),
    audit: audit && AuditPolicy.parse({ logIntegrity: false, ...audit }),
  }).map(({ path }) => path);

test("a policy that asks for a repository and a locked bucket misses nothing", () => {
  expect(pathsOf({}, {})).toEqual([]);
  expect(pathsOf({})).toEqual([]);
  expect(pathsOf({ baseImages: { updates: false, approved: ["python"] } })).toEqual([]);
});

test.each([
  ["registry.scanType", { scanType: "enhanced" }],
  ["registry.replication", { replication: ["eu-west-1"] }],
  ["registry.pullThrough", { pullThrough: [{ prefix: "hub", upstream: "registry-1.docker.io" }] }],
  ["registry.baseImages.updates", { baseImages: { updates: true } }],
])("%s is said to be missing when the policy asks for it", (path, registry) => {
  expect(pathsOf(registry)).toEqual([path]);
});

test.each([
  ["audit.logIntegrity", { logIntegrity: true }],
  ["audit.siem", { siem: { destination: "arn:aws:kinesis:eu-central-1:123456789012:stream/siem" } }],
])("%s is said to be missing when the policy asks for it", (path, audit) => {
  expect(pathsOf({}, audit)).toEqual([path]);
});
