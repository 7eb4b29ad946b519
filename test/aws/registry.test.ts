import { ContainerRegistry } from "@sallyport/aws";
import { RegistryPolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import { deploy } from "../support/deploy.ts";

const policy = RegistryPolicy.parse({});

test("locks tags, scans on push and encrypts by default", async () => {
  const deployed = await deploy(() => new ContainerRegistry("api", { policy, image: "api" }));

  expect(deployed.only("aws:ecr/repository:Repository")).toMatchObject({
    name: "api",
    imageTagMutability: "IMMUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
    encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: "arn:api" }],
  });
});

test("uses the caller's key instead of creating one", async () => {
  const deployed = await deploy(() => new ContainerRegistry("api", { policy, image: "api", kmsKeyArn: "arn:mine" }));

  expect(deployed.types()).not.toContain("aws:kms/key:Key");
});
