import * as pulumi from "@pulumi/pulumi";
import { AuditStore, coldStorage } from "@sallyport/aws";
import { AuditPolicy } from "@sallyport/policy";
import { describe, expect, test } from "vitest";
import { type Deployed, deploy } from "../support/deploy.ts";

const bucketType = "aws:s3/bucket:Bucket";
const keyType = "aws:kms/key:Key";
const setting = (name: string) => `aws:s3/bucket${name}:Bucket${name}`;
const settingNames = [
  "LifecycleConfiguration",
  "ObjectLockConfiguration",
  "OwnershipControls",
  "Policy",
  "PublicAccessBlock",
  "ServerSideEncryptionConfiguration",
  "Versioning",
];

const store = (settings: object = {}, options = {}): Promise<Deployed> =>
  deploy(() => new AuditStore("evidence", { policy: AuditPolicy.parse(settings) }), options);

describe("the bucket", () => {
  test("is made for Object Lock, keeps its objects when destroyed, and gets its name from Pulumi", async () => {
    const deployed = await store();

    expect(deployed.only(bucketType)).toEqual({ objectLockEnabled: true, forceDestroy: false });
  });

  test("locks every object for as long as the policy says", async () => {
    const governed = await store();
    const compliant = await store({ mode: "COMPLIANCE", retentionDays: 2555 });
    const type = setting("ObjectLockConfiguration");

    expect(governed.only(type).rule).toEqual({ defaultRetention: { mode: "GOVERNANCE", days: 365 } });
    expect(compliant.only(type).rule).toEqual({ defaultRetention: { mode: "COMPLIANCE", days: 2555 } });
  });

  test("keeps versions, before it locks them", async () => {
    const deployed = await store();
    const versioning = deployed.resource(setting("Versioning"));

    expect(versioning.inputs.versioningConfiguration).toEqual({ status: "Enabled" });
    expect(deployed.resource(setting("ObjectLockConfiguration")).dependencies).toContain(versioning.urn);
    expect(deployed.resource(setting("LifecycleConfiguration")).dependencies).toContain(versioning.urn);
  });

  test("is closed to the public, before it gets its policy", async () => {
    const deployed = await store();
    const publicAccess = deployed.resource(setting("PublicAccessBlock"));

    expect(publicAccess.inputs).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(deployed.resource(setting("Policy")).dependencies).toContain(publicAccess.urn);
  });

  test("owns every object, whoever wrote it", async () => {
    const deployed = await store();

    expect(deployed.only(setting("OwnershipControls")).rule).toEqual({ objectOwnership: "BucketOwnerEnforced" });
  });
});

describe("encryption", () => {
  test("uses the store's own key, and no key that only the uploader has", async () => {
    const deployed = await store();

    expect(deployed.only(setting("ServerSideEncryptionConfiguration")).rules).toEqual([
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "arn:evidence" },
        bucketKeyEnabled: true,
        blockedEncryptionTypes: ["SSE-C"],
      },
    ]);
  });

  test("rotates the key as the policy says, and gives the longest time to save it", async () => {
    const yearly = await store();
    const quarterly = await store({ keyRotation: "90d" });

    expect(yearly.only(keyType)).toMatchObject({
      enableKeyRotation: true,
      rotationPeriodInDays: 365,
      deletionWindowInDays: 30,
    });
    expect(quarterly.only(keyType)).toMatchObject({ enableKeyRotation: true, rotationPeriodInDays: 90 });
  });
});

describe("cold storage", () => {
  test("takes evidence, replaced versions too, at the age of the policy", () => {
    const [rule] = coldStorage(AuditPolicy.parse({ coldAfter: "30d" }));

    expect(rule).toMatchObject({
      status: "Enabled",
      filter: { prefix: "" },
      transitions: [{ days: 30, storageClass: "GLACIER_IR" }],
      noncurrentVersionTransitions: [{ noncurrentDays: 30, storageClass: "GLACIER_IR" }],
    });
  });

  test("deletes nothing but uploads that never ended", () => {
    const [rule] = coldStorage(AuditPolicy.parse({}));

    expect(Object.keys(rule ?? {}).filter((key) => /expiration/i.test(key))).toEqual([]);
    expect(rule?.abortIncompleteMultipartUpload).toEqual({ daysAfterInitiation: 7 });
  });
});

describe("destroying it", () => {
  test("is refused in COMPLIANCE, and leaves all of it where it is even without the protection", async () => {
    const deployed = await store({ mode: "COMPLIANCE" });
    const children = deployed.resources.filter(({ type }) => type.startsWith("aws:"));

    expect(children.filter(({ protect, retainOnDelete }) => !protect || !retainOnDelete)).toEqual([]);
  });

  test("is possible in GOVERNANCE, while it is empty", async () => {
    const deployed = await store({ mode: "GOVERNANCE" });

    expect(deployed.resources.filter(({ protect, retainOnDelete }) => protect || retainOnDelete)).toEqual([]);
  });

  test("is refused in GOVERNANCE too when the caller wants it", async () => {
    const deployed = await deploy(
      () => new AuditStore("evidence", { policy: AuditPolicy.parse({}) }, { protect: true }),
    );

    expect(deployed.resource(bucketType).protect).toBe(true);
  });

  test("never takes the lock or the policy off a bucket that S3 keeps", async () => {
    const deployed = await store();
    const { urn } = deployed.resource(bucketType);
    const goWithIt = deployed.resources.filter(({ deletedWith }) => deletedWith === urn).map(({ type }) => type);

    expect(goWithIt.toSorted()).toEqual(settingNames.map(setting));
  });

  test("comes to the key after the bucket", async () => {
    const deployed = await store();

    expect(deployed.resource(bucketType).dependencies).toEqual([deployed.resource(keyType).urn]);
  });
});

test("gives out the bucket and the key", async () => {
  let given: unknown;
  await deploy(() => {
    const { bucketName, bucketArn, keyArn } = new AuditStore("evidence", { policy: AuditPolicy.parse({}) });
    pulumi.all({ bucketName, bucketArn, keyArn }).apply((outputs) => {
      given = outputs;
    });
  });

  expect(given).toEqual({ bucketName: "evidence-id", bucketArn: "arn:evidence", keyArn: "arn:evidence" });
});

test("names its resources after itself, also in a preview", async () => {
  const deployed = await store({}, { preview: true });
  const children = deployed.resources.filter(({ type }) => type.startsWith("aws:"));

  expect(children.map(({ type }) => type)).toEqual([keyType, bucketType, ...settingNames.map(setting)].toSorted());
  expect(new Set(children.map(({ name }) => name))).toEqual(new Set(["evidence"]));
});
