import type { AuditPolicy } from "@sallyport/policy";

/** One statement of an IAM policy document. */
export interface Denial {
  Sid: string;
  Effect: "Deny";
  Principal: "*";
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, string>>;
}

/**
 * The bucket policy: it allows nothing, and denies what would get round the lock. Rights to read and write come from the
 * identities that need them.
 *
 * Nobody may use `s3:BypassGovernanceRetention`, which administrators hold through `s3:*`: whoever really must delete
 * governed evidence has to change this policy first, and CloudTrail shows it. An upload may choose a longer retention,
 * not a shorter one, and in COMPLIANCE not the weaker mode. An upload that names no retention and no key gets those of
 * the bucket: a condition on something that the request does not carry does not match, so no denial reaches it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export function auditBucketPolicy(store: { policy: AuditPolicy; bucketArn: string; keyArn: string }) {
  const { policy, bucketArn, keyArn } = store;
  const objects = `${bucketArn}/*`;
  const deny = (Sid: string, Action: string[], Condition?: Denial["Condition"], Resource = [objects]): Denial => ({
    Sid,
    Effect: "Deny",
    Principal: "*",
    Action,
    Resource,
    ...(Condition ? { Condition } : {}),
  });

  const statements = [
    deny("PlainHttp", ["s3:*"], { Bool: { "aws:SecureTransport": "false" } }, [bucketArn, objects]),
    deny("BypassOfRetention", ["s3:BypassGovernanceRetention"]),
    deny("ShorterRetention", ["s3:PutObject"], {
      NumericLessThan: { "s3:object-lock-remaining-retention-days": String(policy.retentionDays) },
    }),
    deny("OtherEncryption", ["s3:PutObject"], {
      StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" },
      Null: { "s3:x-amz-server-side-encryption": "false" },
    }),
    deny("OtherKey", ["s3:PutObject"], {
      StringNotEquals: { "s3:x-amz-server-side-encryption-aws-kms-key-id": keyArn },
      Null: { "s3:x-amz-server-side-encryption-aws-kms-key-id": "false" },
    }),
  ];
  if (policy.mode === "COMPLIANCE") {
    statements.push(
      deny("WeakerMode", ["s3:PutObject", "s3:PutObjectRetention"], {
        StringEquals: { "s3:object-lock-mode": "GOVERNANCE" },
      }),
    );
  }
  return { Version: "2012-10-17", Statement: statements };
}
