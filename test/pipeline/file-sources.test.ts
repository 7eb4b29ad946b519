import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deliveryOf, type RepositoryFile } from "@sallyport/github";
import { DeliveryError } from "@sallyport/github-api";
import { parsePolicy } from "@sallyport/policy";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withSources } from "../../packages/pipeline/src/file-sources.ts";

const text = `version: 1
organization: { login: acme, id: 1042, teams: { security: 4203 } }
repositories: [{ name: docs, id: 7 }]
scanning: { scanners: { trivy: { scanType: filesystem } } }
environments: { production: { reviewers: [team:security] } }
exceptions: { file: excuses.yaml }
`;
const { policy } = parsePolicy(text);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-sources-"));
  writeFileSync(join(folder, "sallyport.yaml"), text);
  writeFileSync(join(folder, "bundle.js"), "// Sallyport\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (source?: RepositoryFile["source"]): RepositoryFile => ({
  repository: "docs",
  path: source ?? "plain",
  content: "stand-in\n",
  sha256: "0".repeat(64),
  purpose: "A test.",
  ...(source && { source }),
});
const all = [file(), file("policy"), file("exceptions"), file("gate-bundle")];
const sources = (bundle = join(folder, "bundle.js")) =>
  withSources(all, policy, join(folder, "sallyport.yaml"), bundle);

test("the policy, its exceptions and Sallyport take the place of their stand-ins, with their digests", () => {
  writeFileSync(join(folder, "excuses.yaml"), "version: 1\n");
  const files = sources();
  rmSync(join(folder, "excuses.yaml"));

  expect(files.map(({ path, content }) => [path, content])).toEqual([
    ["plain", "stand-in\n"],
    ["policy", text],
    ["exceptions", "version: 1\n"],
    ["gate-bundle", "// Sallyport\n"],
  ]);
  expect(new Set(files.map(({ sha256 }) => sha256)).size).toBe(4);
  expect(files.every(({ source }) => source === undefined)).toBe(true);
});

test("exceptions that are not there are left out", () => {
  expect(sources().map(({ path }) => path)).toEqual(["plain", "policy", "gate-bundle"]);
});

test("a stand-in of Sallyport is never delivered", () => {
  const delivery = { owner: "acme", repository: "docs", repositoryId: 7, branch: "b", files: sources("/nowhere") };

  expect(() => deliveryOf(delivery)).toThrow(DeliveryError);
  expect(() => deliveryOf(delivery)).toThrow("acme/docs: gate-bundle needs the gate-bundle. Install @sallyport/cli");
});
