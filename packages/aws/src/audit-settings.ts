import type * as pulumi from "@pulumi/pulumi";
import { type AuditPolicy, days } from "@sallyport/policy";

/**
 * Keeps evidence out of the reach of `pulumi destroy` when the policy says COMPLIANCE: `protect` refuses, and
 * `retainOnDelete` leaves everything where it is even after someone has taken the protection off. S3 would refuse to
 * delete the bucket anyway, but nothing would keep KMS from deleting the key that the evidence is read with. In
 * GOVERNANCE the caller decides, with the options of the component.
 */
export function safeguards({ mode }: AuditPolicy): pulumi.CustomResourceOptions {
  return mode === "COMPLIANCE" ? { protect: true, retainOnDelete: true } : {};
}

/** The key has the longest waiting time that KMS knows: without it, the evidence is unreadable. */
export function evidenceKey({ keyRotation }: AuditPolicy) {
  return {
    description: "Audit evidence",
    enableKeyRotation: true,
    rotationPeriodInDays: days(keyRotation),
    deletionWindowInDays: 30,
  };
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html */
export function defaultRetention({ mode, retentionDays }: AuditPolicy) {
  return { defaultRetention: { mode, days: retentionDays } };
}

/**
 * Moves evidence to cheaper storage, replaced versions too, and deletes none of it. Objects under 128 KB stay: moving
 * them would cost more than it saves.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
export function coldStorage({ coldAfter }: AuditPolicy) {
  const storageClass = "GLACIER_IR";
  return [
    {
      id: "cold-storage",
      status: "Enabled",
      filter: { prefix: "" },
      transitions: [{ days: days(coldAfter), storageClass }],
      noncurrentVersionTransitions: [{ noncurrentDays: days(coldAfter), storageClass }],
      abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
    },
  ];
}

/**
 * Encrypts with the given key, and not with keys that only the uploader has (SSE-C).
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html
 */
export function encryption(keyArn: pulumi.Input<string>) {
  return [
    {
      applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
      bucketKeyEnabled: true,
      blockedEncryptionTypes: ["SSE-C"],
    },
  ];
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
export const noPublicAccess = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};
