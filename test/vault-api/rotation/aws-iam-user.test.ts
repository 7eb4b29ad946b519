import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AwsIamUserRotator, awsAccess } from "@sallyport/vault-api";
import { describe, expect, onTestFinished, test } from "vitest";

const keys = { AWS_ACCESS_KEY_ID: "AKIAFAKEFAKEFAKEFAKE", AWS_SECRET_ACCESS_KEY: "fake-canary-of-the-tests" };
const made = { id: "AKIAFAKENEW", fields: { access_key_id: "AKIAFAKENEW", secret_access_key: "fake-canary-new" } };

/** What AWS answers, one after the other, the last one again and again. */
async function answering(...answers: [status: number, body: string][]) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const [status, body] = answers[Math.min(bodies.length, answers.length - 1)] ?? [500, ""];
    request.resume();
    request.on("end", () => response.writeHead(status, { "content-type": "text/xml" }).end(body));
    bodies.push(request.headers.authorization ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  const rotator = new AwsIamUserRotator(awsAccess({ ...keys, AWS_ENDPOINT_URL: url }), "ci", pause);
  return { rotator, bodies, pauses };
}

const error = (code: string): [number, string] => [
  403,
  `<ErrorResponse><Error><Code>${code}</Code><Message>fake-canary-of-the-tests ::error::x</Message></Error></ErrorResponse>`,
];
const identity: [number, string] = [
  200,
  "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/ci</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>",
];
const page = (id: string, more: string): [number, string] => [
  200,
  `<R><ListAccessKeysResult><AccessKeyMetadata><member><AccessKeyId>${id}</AccessKeyId><CreateDate>2026-01-01T00:00:00Z</CreateDate></member></AccessKeyMetadata>${more}</ListAccessKeysResult></R>`,
];

describe("access", () => {
  test("is the one of AWS's own variables", () => {
    expect(awsAccess({ ...keys, AWS_REGION: "eu-west-1" })).toMatchObject({
      region: "eu-west-1",
      iamUrl: new URL("https://iam.amazonaws.com"),
      stsUrl: new URL("https://sts.eu-west-1.amazonaws.com"),
    });
    const own = { AWS_ENDPOINT_URL: "https://a.example", AWS_ENDPOINT_URL_IAM: "https://b.example" };
    expect(awsAccess({ ...keys, ...own })).toMatchObject({
      iamUrl: new URL("https://b.example"),
      stsUrl: new URL("https://a.example"),
    });
  });

  test.each([
    ["cn-north-1", "https://iam.cn-north-1.amazonaws.com.cn/", "https://sts.cn-north-1.amazonaws.com.cn/"],
    ["us-gov-east-1", "https://iam.us-gov.amazonaws.com/", "https://sts.us-gov-east-1.amazonaws.com/"],
  ])("goes to the endpoints of the partition of %s", (region, iam, sts) => {
    const { iamUrl, stsUrl } = awsAccess({ ...keys, AWS_REGION: region });
    expect([iamUrl.href, stsUrl.href]).toEqual([iam, sts]);
  });

  test.each([
    [{ AWS_SECRET_ACCESS_KEY: "fake" }, "AWS_ACCESS_KEY_ID is not set"],
    [{ AWS_ACCESS_KEY_ID: "fake" }, "AWS_SECRET_ACCESS_KEY is not set"],
    [{ ...keys, AWS_ENDPOINT_URL: "http://aws.example" }, "AWS_ENDPOINT_URL must be an https:// address"],
    [{ ...keys, AWS_ENDPOINT_URL_STS: "nowhere" }, "AWS_ENDPOINT_URL_STS must be an https:// address"],
  ])("is refused without what it takes: %j", (environment, message) => {
    expect(() => awsAccess(environment)).toThrow(message);
  });
});

test("reads every page of the list", async () => {
  const { rotator } = await answering(
    page("AKIAONE", "<IsTruncated>true</IsTruncated><Marker>m</Marker>"),
    page("AKIATWO", "<IsTruncated>false</IsTruncated>"),
  );
  expect((await rotator.list()).map(({ id }) => id)).toEqual(["AKIAONE", "AKIATWO"]);
});

describe("a new key", () => {
  test("is tried until AWS knows it everywhere", async () => {
    const { rotator, pauses } = await answering(error("InvalidClientTokenId"), error("InvalidClientTokenId"), identity);
    await rotator.verify(made);
    expect(pauses).toEqual([500, 1000]);
  });

  test("that AWS never knows does not work, after half a minute", async () => {
    const { rotator, pauses } = await answering(error("InvalidClientTokenId"));
    await expect(rotator.verify(made)).rejects.toThrow("sts:GetCallerIdentity is refused by AWS: InvalidClientTokenId");
    expect(pauses.reduce((sum, each) => sum + each, 0)).toBe(30_500);
  });

  test("is signed for by itself, without the session of the one who made it", async () => {
    const { rotator, bodies } = await answering(identity);
    await rotator.verify(made);
    expect(bodies).toEqual([expect.stringContaining("Credential=AKIAFAKENEW/")]);
  });

  test("of another user does not count", async () => {
    const [status, body] = identity;
    const { rotator } = await answering([status, body.replace("user/ci", "user/somebody-ci")]);
    await expect(rotator.verify(made)).rejects.toThrow("has a new key that is somebody else's");
  });
});

describe("an answer that is none", () => {
  test.each<[string, [number, string]]>([
    ["no XML", [200, "not found"]],
    ["a declaration of entities", [200, '<!DOCTYPE a [<!ENTITY x "y">]><R><AccessKeyMetadata/></R>']],
    ["another answer", [200, "<R><Other/></R>"]],
    ["a failure without a code", [500, "<html>fake-canary-of-the-tests</html>"]],
  ])("is an error, never an empty list: %s", async (_, answer) => {
    const { rotator } = await answering(answer);
    await expect(rotator.list()).rejects.toThrow(/Check AWS_ENDPOINT_URL/);
  });

  test("is sent once: a repetition could make a second key", async () => {
    const { rotator, bodies } = await answering([503, "<html/>"]);
    await expect(rotator.create()).rejects.toThrow("ends with HTTP 503");
    expect(bodies).toHaveLength(1);
  });

  test("holds no words of the answer and no secret", async () => {
    const { rotator } = await answering(error("Throttling"));
    const said = await rotator.create().catch((thrown: Error) => `${thrown.message} ${thrown.stack}`);
    expect(said).toContain("iam:CreateAccessKey is refused by AWS: Throttling");
    expect(said).not.toMatch(/canary|::error/);
  });
});

test("ends a key that is gone already without a word, and says what else goes wrong", async () => {
  await (await answering(error("NoSuchEntity"))).rotator.revoke("AKIAGONE");
  await expect((await answering(error("AccessDenied"))).rotator.revoke("AKIA")).rejects.toThrow(
    "iam:DeleteAccessKey is refused by AWS: AccessDenied. Allow iam:ListAccessKeys",
  );
});
