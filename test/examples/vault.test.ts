import { readFileSync } from "node:fs";
import { PipelineFoundation } from "@sallyport/pipeline";
import { readPolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import { deploy } from "../support/deploy.ts";

const file = "examples/vault/sallyport.yaml";

test("the example of secret engines is a policy without a warning about secrets", () => {
  const { warnings } = readPolicy(file, undefined, "2026-11-25T00:00:00Z");

  expect(warnings.filter(({ path }) => path.startsWith("secrets"))).toEqual([]);
});

test("the example makes what the page says", async () => {
  const { all } = await deploy(() => new PipelineFoundation("acme", { policyFile: file }));

  expect(all("vault:database/secretBackendRole:SecretBackendRole").map(({ name }) => name)).toEqual([
    "payments-db-payments-read",
    "payments-db-payments-write",
  ]);
  expect(all("vault:database/secretBackendStaticRole:SecretBackendStaticRole").map(({ name }) => name)).toEqual([
    "legacy-db-orders-app",
    "payments-db-payments-report",
  ]);
  expect(all("vault:pkiSecret/secretBackendRole:SecretBackendRole").map(({ name }) => name)).toEqual([
    "acme-payments",
    "acme-server",
  ]);
  expect(all("vault:transit/secretBackendKey:SecretBackendKey").map(({ name }) => name)).toEqual([
    "acme-cards",
    "acme-releases",
  ]);
});

test("the page about secret engines shows the example word for word", () => {
  expect(readFileSync("docs/vault/engines.md", "utf8")).toContain(readFileSync(file, "utf8").trim());
});
