import { deliveryOf, filesDigest, partsCommit, repositoryFiles } from "@sallyport/github";
import { describe, expect, test } from "vitest";
import { sample } from "../sample.ts";

const files = repositoryFiles(sample());
const [first, ...others] = files;
if (!first) throw new Error("the sample has no file");

describe("the digest of the files", () => {
  const digest = filesDigest({ files });

  test("does not depend on their order", () => {
    expect(filesDigest({ files: files.toReversed() })).toBe(digest);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ["a content", { files: [{ ...first, sha256: "0".repeat(64) }, ...others] }],
    ["a path", { files: [{ ...first, path: "other" }, ...others] }],
    ["the number of files", { files: others }],
    ["what they call", { files, parts: { repository: "central", branch: "b", files: [first] } }],
  ])("is another one when %s is another one", (_, changed) => {
    expect(filesDigest(changed)).not.toBe(digest);
  });
});

test("a delivery knows what stands for the commit of the parts, and speaks of the policy", () => {
  const delivery = deliveryOf({ owner: "acme", repository: "payments-api", repositoryId: 900123, branch: "b", files });

  expect(delivery).toMatchObject({ placeholder: partsCommit, files, repositoryId: 900123 });
  expect(delivery.body).toContain("`sallyport.yaml`");
});
