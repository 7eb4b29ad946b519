import { expect, test } from "vitest";
import { complaints, conflicts, policyWith } from "../support.ts";

const vault = { address: "https://vault.acme.example" };
const engines = (kv: string, pki: string) => ({
  secrets: { vault, engines: { kv: { path: kv }, pki: { path: pki, domains: ["a"] } } },
});
const auth = (jwt: string, kubernetes: string) => ({
  secrets: { vault, auth: { jwt: { path: jwt }, kubernetes: { path: kubernetes } } },
});

test.each([
  ["the same path", engines("team", "team"), "secrets.engines.pki.path <-> secrets.engines.kv.path"],
  ["a path inside the other", engines("team/kv", "team"), "secrets.engines.kv.path <-> secrets.engines.pki.path"],
  ["the same path of logins", auth("ci", "ci"), "secrets.auth.kubernetes.path <-> secrets.auth.jwt.path"],
  [
    "a path inside the other of logins",
    auth("ci", "ci/pods"),
    "secrets.auth.kubernetes.path <-> secrets.auth.jwt.path",
  ],
  [
    "the path of the root authority",
    { secrets: { vault, engines: { kv: { path: "pki-root" }, pki: { domains: ["a"] } } } },
    "secrets.engines.pki.rootPath <-> secrets.engines.kv.path",
  ],
])("two mounts cannot have %s", (_, sections, conflict) => {
  expect(conflicts(sections)).toEqual([conflict]);
});

test("says which paths", () => {
  expect(complaints(engines("team/kv", "team"))).toEqual([
    expect.stringContaining("secrets.engines.kv.path (team/kv) lies in another mount (team)"),
  ]);
});

test.each([
  ["side by side", engines("team/kv", "team/pki")],
  ["with a common beginning", engines("team", "team-pki")],
  [
    "one a login and one an engine",
    { secrets: { vault, auth: { jwt: { path: "ci" } }, engines: { kv: { path: "ci" } } } },
  ],
])("two mounts may be %s", (_, sections) => {
  expect(() => policyWith(sections)).not.toThrow();
});
