import { ContainerRegistry, lifecyclePolicy, tagMutability } from "@sallyport/aws";
import { RegistryPolicy } from "@sallyport/policy";
import { describe, expect, test } from "vitest";
import { type Deployed, deploy } from "../support/deploy.ts";

const repositoryType = "aws:ecr/repository:Repository";
const keyType = "aws:kms/key:Key";
const policy = RegistryPolicy.parse({});

const registry = (settings: object = {}): Promise<Deployed> =>
  deploy(() => new ContainerRegistry("api", { policy: RegistryPolicy.parse(settings), image: "team/api" }));

test("locks tags, scans on push and encrypts by default", async () => {
  const deployed = await registry();

  expect(deployed.only(repositoryType)).toMatchObject({
    name: "team/api",
    imageTagMutability: "IMMUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
    encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: "arn:api" }],
  });
});

test("leaves scanning to others when the policy says so", async () => {
  const deployed = await registry({ scanOnPush: false });

  expect(deployed.only(repositoryType).imageScanningConfiguration).toEqual({ scanOnPush: false });
});

describe("tags", () => {
  test("may move when the policy says so", () => {
    expect(tagMutability(RegistryPolicy.parse({ immutableTags: false }))).toEqual({ imageTagMutability: "MUTABLE" });
  });

  test("may move only where the policy makes an exception", () => {
    expect(tagMutability(RegistryPolicy.parse({ mutableTags: ["latest", "pr-*"] }))).toEqual({
      imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
      imageTagMutabilityExclusionFilters: [
        { filter: "latest", filterType: "WILDCARD" },
        { filter: "pr-*", filterType: "WILDCARD" },
      ],
    });
  });
});

describe("the key", () => {
  test("rotates every year and can be saved for thirty days", async () => {
    const deployed = await registry();

    expect(deployed.only(keyType)).toMatchObject({
      enableKeyRotation: true,
      rotationPeriodInDays: 365,
      deletionWindowInDays: 30,
    });
  });

  test("rotates and ends as the policy says", async () => {
    const deployed = await registry({ encryption: { keyRotation: "90d", deletionWindow: "1w" } });

    expect(deployed.only(keyType)).toMatchObject({ rotationPeriodInDays: 90, deletionWindowInDays: 7 });
  });

  test("is the caller's when one is given", async () => {
    const deployed = await deploy(
      () => new ContainerRegistry("api", { policy, image: "team/api", kmsKeyArn: "arn:mine" }),
    );

    expect(deployed.types()).not.toContain(keyType);
    expect(deployed.only(repositoryType).encryptionConfigurations).toEqual([
      { encryptionType: "KMS", kmsKey: "arn:mine" },
    ]);
  });
});

describe("old images", () => {
  test("go by age without a tag, and by number with one", () => {
    const [untagged, tagged] = lifecyclePolicy(policy).rules;

    expect(untagged?.selection).toEqual({
      tagStatus: "untagged",
      countType: "sinceImagePushed",
      countUnit: "days",
      countNumber: 14,
    });
    expect(tagged?.selection).toEqual({
      tagStatus: "tagged",
      tagPatternList: ["*"],
      countType: "imageCountMoreThan",
      countNumber: 50,
    });
  });

  test("are as many and as old as the policy says, in whole days", () => {
    const { rules } = lifecyclePolicy(RegistryPolicy.parse({ keepImages: 7, expireUntagged: "36h" }));

    expect(rules.map(({ selection }) => selection.countNumber)).toEqual([2, 7]);
  });

  test("are deleted from that repository", async () => {
    const deployed = await registry();
    const lifecycle = deployed.resource("aws:ecr/lifecyclePolicy:LifecyclePolicy");

    expect(lifecycle.inputs.repository).toBe("team/api");
    expect(JSON.parse(String(lifecycle.inputs.policy))).toEqual(lifecyclePolicy(policy));
  });
});

test("names its resources after itself, also in a preview", async () => {
  const deployed = await deploy(() => new ContainerRegistry("api", { policy, image: "team/api" }), { preview: true });
  const children = deployed.resources.filter(({ type }) => type.startsWith("aws:"));

  expect(children.map(({ type, name }) => `${type} ${name}`)).toEqual([
    "aws:ecr/lifecyclePolicy:LifecyclePolicy api",
    `${repositoryType} api`,
    `${keyType} api`,
  ]);
});
