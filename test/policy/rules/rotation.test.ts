import { describe, expect, test } from "vitest";
import { complaints, conflicts, policyWith } from "../support.ts";

const vault = { address: "https://vault.acme.example" };
const stored = (secrets: object, rotation: object = {}) => ({ secrets: { vault, stored: secrets, rotation } });
const aws = "api/production/aws";
const other = "api/staging/aws";

describe("a stored secret", () => {
  test("has one rotator", () => {
    const [awsIamUser, githubDeployKey] = [{ user: "ci" }, { repository: "api" }];
    expect(conflicts(stored({ [aws]: { awsIamUser, githubDeployKey } }))).toEqual([
      `secrets.stored["${aws}"].awsIamUser <-> secrets.stored["${aws}"].githubDeployKey`,
    ]);
    expect(() =>
      policyWith(stored({ [aws]: { awsIamUser }, "api/production/deploy": { githubDeployKey } })),
    ).not.toThrow();
  });

  test("has an IAM user of its own", () => {
    const user = (name: string) => ({ awsIamUser: { user: name } });
    expect(conflicts(stored({ [aws]: user("ci"), [other]: user("ci") }))).toEqual([
      `secrets.stored["${other}"].awsIamUser.user <-> secrets.stored["${aws}"].awsIamUser.user`,
    ]);
    expect(() => policyWith(stored({ [aws]: user("ci"), [other]: user("ci-staging") }))).not.toThrow();
  });

  test.each([
    ["apiKey", "91d", "secrets.rotation.apiKeys"],
    ["databasePassword", "31d", "secrets.rotation.databasePasswords"],
    ["certificate", "366d", "secrets.rotation.certificates"],
  ])("of class %s lives no longer than its class: not %s", (kind, rotation, limit) => {
    expect(conflicts(stored({ [aws]: { class: kind, rotation } }))).toEqual([
      `secrets.stored["${aws}"].rotation <-> ${limit}`,
    ]);
  });

  test("may live as long as its class, or shorter", () => {
    expect(() => policyWith(stored({ [aws]: { rotation: "90d" }, [other]: { rotation: "30d" } }))).not.toThrow();
  });
});

describe("ahead", () => {
  test.each([
    ["a class", { apiKeys: "7d" }, {}, "secrets.rotation.apiKeys"],
    ["a secret", {}, { [aws]: { rotation: "5d" } }, `secrets.stored["${aws}"].rotation`],
  ])("is shorter than the life of %s: else it is always due", (_, rotation, secrets, place) => {
    expect(conflicts(stored(secrets, rotation))).toEqual([`secrets.rotation.ahead <-> ${place}`]);
  });

  test("may be a moment shorter", () => {
    expect(() => policyWith(stored({}, { ahead: "29d", overlap: "1d" }))).not.toThrow();
  });
});

describe("overlap", () => {
  test("ends before the next key is made", () => {
    expect(conflicts(stored({}, { apiKeys: "30d", overlap: "23d" }))).toEqual([
      "secrets.rotation.overlap <-> secrets.rotation.apiKeys",
    ]);
    expect(complaints(stored({}, { apiKeys: "30d", overlap: "23d" }))[0]).toContain(
      "secrets.rotation.overlap (23d) has not ended when the next key is made, 7d before the end of a life of 30d",
    );
    expect(() => policyWith(stored({}, { apiKeys: "30d", overlap: "22d" }))).not.toThrow();
  });

  test("is measured against secrets with a rotator alone", () => {
    const short = (rotator: object) => stored({ [aws]: { rotation: "10d", ...rotator } }, { overlap: "3d" });
    expect(conflicts(short({ awsIamUser: { user: "ci" } }))).toEqual([
      `secrets.rotation.overlap <-> secrets.stored["${aws}"].rotation`,
    ]);
    expect(() => policyWith(short({}))).not.toThrow();
  });
});
