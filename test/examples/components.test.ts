import { readFileSync } from "node:fs";
import "@sallyport/aws";
import "@sallyport/github";
import "@sallyport/kubernetes";
import "@sallyport/vault"; // Loaded before the recording, which does not wait for long.
import { expect, test } from "vitest";
import { deploy } from "../support/deploy.ts";

test("the example with every component alone makes each of them", async () => {
  const deployed = await deploy(() => import("../../examples/components/index.ts"));
  const components = deployed.types().filter((type) => type.startsWith("sallyport:index:"));

  expect(components.map((type) => type.replace("sallyport:index:", "")).toSorted()).toEqual([
    "AdoptedRepository",
    "AuditStore",
    "CertificateAuthority",
    "ContainerRegistry",
    "DatabaseConnection",
    "DatabaseEngine",
    "DeploymentEnvironment",
    "GitHubLogin",
    "OrganizationGovernance",
    "OrganizationProtection",
    "PeopleLogin",
    "RepositoryLogin",
    "RepositoryProtection",
    "RepositorySettings",
    "RuntimeDetection",
    "SecretStore",
    "SecureNamespace",
    "TeamAccess",
    "TransitEngine",
    "VaultAudit",
    "VaultLimits",
    "WorkflowDelivery",
    "WorkloadAccess",
    "WorkloadLogin",
  ]);
});

test("the README shows that example word for word", () => {
  expect(readFileSync("README.md", "utf8")).toContain(readFileSync("examples/components/index.ts", "utf8").trim());
});
