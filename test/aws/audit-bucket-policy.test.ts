import { AuditStore, auditBucketPolicy, type Denial } from "@sallyport/aws";
import { AuditPolicy } from "@sallyport/policy";
import { describe, expect, test } from "vitest";
import { deploy } from "../support/deploy.ts";

const bucketArn = "arn:aws:s3:::evidence";
const keyArn = "arn:aws:kms:eu-central-1:123456789012:key/1";

function statements(settings: object = {}): Denial[] {
  return auditBucketPolicy({ policy: AuditPolicy.parse(settings), bucketArn, keyArn }).Statement;
}

interface S3Request {
  action: string;
  /** What the request carries. A key that is not there is not there for the condition either. */
  context?: Record<string, string>;
}

/** What IAM does with the operators that the policy uses. An operator that it does not know fails the test. */
function matches(condition: NonNullable<Denial["Condition"]>, context: Record<string, string>): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, value]) => {
      const given = context[key];
      if (operator === "Null") return (given === undefined) === (value === "true");
      if (operator === "StringNotEquals") return given !== value;
      if (given === undefined) return false;
      if (operator === "Bool" || operator === "StringEquals") return given === value;
      if (operator === "NumericLessThan") return Number(given) < Number(value);
      throw new Error(`the test does not know the operator ${operator}`);
    }),
  );
}

/** The statements that refuse a request to an object of the bucket, over TLS unless said otherwise. */
function refusals({ action, context = {} }: S3Request, settings: object = {}): string[] {
  const carried = { "aws:SecureTransport": "true", ...context };
  return statements(settings)
    .filter(({ Action }) => Action.includes(action) || Action.includes("s3:*"))
    .filter(({ Condition }) => Condition === undefined || matches(Condition, carried))
    .map(({ Sid }) => Sid);
}

describe.each(["GOVERNANCE", "COMPLIANCE"])("in %s", (mode) => {
  test("an upload that names neither retention nor key goes through", () => {
    expect(refusals({ action: "s3:PutObject" }, { mode })).toEqual([]);
  });

  test("reading goes through", () => {
    expect(refusals({ action: "s3:GetObject" }, { mode })).toEqual([]);
  });

  test("plain HTTP is refused for everything, for the bucket and its objects", () => {
    const plain = { "aws:SecureTransport": "false" };

    expect(refusals({ action: "s3:GetObject", context: plain }, { mode })).toEqual(["PlainHttp"]);
    expect(statements({ mode }).find(({ Sid }) => Sid === "PlainHttp")?.Resource).toEqual([
      bucketArn,
      `${bucketArn}/*`,
    ]);
  });

  test("nobody gets round the retention", () => {
    expect(refusals({ action: "s3:BypassGovernanceRetention" }, { mode })).toEqual(["BypassOfRetention"]);
  });
});

describe("an upload", () => {
  const upload = (context: Record<string, string>) => ({ action: "s3:PutObject", context });

  test.each([
    ["shorter than the policy says is refused", "364", ["ShorterRetention"]],
    ["as long as the policy says goes through", "365", []],
    ["longer goes through", "4000", []],
  ])("with a retention %s", (_, days, refused) => {
    expect(refusals(upload({ "s3:object-lock-remaining-retention-days": days }))).toEqual(refused);
  });

  test("with the store's key goes through, with another one it is refused", () => {
    const withKey = (key: string) =>
      upload({
        "s3:x-amz-server-side-encryption": "aws:kms",
        "s3:x-amz-server-side-encryption-aws-kms-key-id": key,
      });

    expect(refusals(withKey(keyArn))).toEqual([]);
    expect(refusals(withKey("arn:aws:kms:eu-central-1:666:key/1"))).toEqual(["OtherKey"]);
  });

  test("with encryption that is not by KMS is refused", () => {
    expect(refusals(upload({ "s3:x-amz-server-side-encryption": "AES256" }))).toEqual(["OtherEncryption"]);
  });

  test("with the weaker mode is refused where the policy says COMPLIANCE", () => {
    const weaker = upload({ "s3:object-lock-mode": "GOVERNANCE" });

    expect(refusals(weaker, { mode: "COMPLIANCE" })).toEqual(["WeakerMode"]);
    expect(refusals(weaker, { mode: "GOVERNANCE" })).toEqual([]);
  });
});

test("only refuses: rights come from elsewhere", () => {
  expect(new Set(statements().map(({ Effect }) => Effect))).toEqual(new Set(["Deny"]));
});

test("stands on the bucket, about that bucket and its key", async () => {
  const policy = AuditPolicy.parse({});
  const deployed = await deploy(() => new AuditStore("evidence", { policy }));
  const { bucket, policy: document } = deployed.only("aws:s3/bucketPolicy:BucketPolicy");

  expect(bucket).toBe("evidence-id");
  expect(JSON.parse(String(document))).toEqual(
    auditBucketPolicy({ policy, bucketArn: "arn:evidence", keyArn: "arn:evidence" }),
  );
});
