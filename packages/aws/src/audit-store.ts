import { Key } from "@pulumi/aws/kms/key.js";
import { Bucket } from "@pulumi/aws/s3/bucket.js";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration.js";
import { BucketObjectLockConfiguration } from "@pulumi/aws/s3/bucketObjectLockConfiguration.js";
import { BucketOwnershipControls } from "@pulumi/aws/s3/bucketOwnershipControls.js";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy.js";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock.js";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration.js";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning.js";
import * as pulumi from "@pulumi/pulumi";
import type { AuditPolicy } from "@sallyport/policy";
import { auditBucketPolicy } from "./audit-bucket-policy.js";
import {
  coldStorage,
  defaultRetention,
  encryption,
  evidenceKey,
  noPublicAccess,
  safeguards,
} from "./audit-settings.js";

export interface AuditStoreArgs {
  /** The `audit` section of the policy. */
  policy: AuditPolicy;
}

/**
 * An S3 bucket whose objects nobody can change or delete before their retention ends.
 *
 * With mode COMPLIANCE all of it is protected: `pulumi destroy` refuses, and once the protection is taken off it leaves
 * the bucket and its key in the account. With GOVERNANCE an empty bucket can be destroyed, one with evidence cannot.
 *
 * @example
 * const store = new AuditStore("acme-evidence", { policy: policy.audit });
 * export const evidence = store.bucketName;
 */
export class AuditStore extends pulumi.ComponentResource {
  /** Name of the bucket. */
  readonly bucketName: pulumi.Output<string>;

  /** ARN of the bucket. */
  readonly bucketArn: pulumi.Output<string>;

  /** ARN of the key that encrypts the evidence. */
  readonly keyArn: pulumi.Output<string>;

  /** The underlying bucket, for anything this component does not cover. */
  readonly bucket: Bucket;

  constructor(name: string, args: AuditStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:AuditStore", name, {}, opts);
    const { policy } = args;
    const kept = { parent: this, ...safeguards(policy) };

    const key = new Key(name, evidenceKey(policy), kept);
    // Waiting for the key also deletes it after the bucket: not at all, that is, while the bucket holds evidence.
    this.bucket = new Bucket(name, { objectLockEnabled: true, forceDestroy: false }, { ...kept, dependsOn: key });
    this.bucketName = this.bucket.id;
    this.bucketArn = this.bucket.arn;
    this.keyArn = key.arn;

    this.lock(name, policy);
    this.close(name, policy);
    this.registerOutputs({ bucketName: this.bucketName, bucketArn: this.bucketArn, keyArn: this.keyArn });
  }

  /** What makes an object last. */
  private lock(name: string, policy: AuditPolicy): void {
    const bucket = this.bucketName;
    const versioning = new BucketVersioning(
      name,
      { bucket, versioningConfiguration: { status: "Enabled" } },
      this.setting(policy),
    );
    const afterVersioning = this.setting(policy, versioning);
    new BucketObjectLockConfiguration(name, { bucket, rule: defaultRetention(policy) }, afterVersioning);
    new BucketLifecycleConfiguration(name, { bucket, rules: coldStorage(policy) }, afterVersioning);
  }

  /** What keeps others out. */
  private close(name: string, policy: AuditPolicy): void {
    const bucket = this.bucketName;
    const setting = this.setting(policy);
    new BucketServerSideEncryptionConfiguration(name, { bucket, rules: encryption(this.keyArn) }, setting);
    new BucketOwnershipControls(name, { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } }, setting);
    const publicAccess = new BucketPublicAccessBlock(name, { bucket, ...noPublicAccess }, setting);
    const bucketPolicy = pulumi
      .all([this.bucketArn, this.keyArn])
      .apply(([bucketArn, keyArn]) => JSON.stringify(auditBucketPolicy({ policy, bucketArn, keyArn })));
    new BucketPolicy(name, { bucket, policy: bucketPolicy }, this.setting(policy, publicAccess));
  }

  /**
   * Options of a setting of the bucket. It goes with the bucket, so a destroy that S3 refuses, because there is evidence,
   * does not leave the bucket without its lock and its policy.
   */
  private setting(policy: AuditPolicy, after?: pulumi.Resource): pulumi.CustomResourceOptions {
    return {
      parent: this,
      ...safeguards(policy),
      deletedWith: this.bucket,
      ...(after ? { dependsOn: after } : {}),
    };
  }
}
