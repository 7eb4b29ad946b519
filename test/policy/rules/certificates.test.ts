import { expect, test } from "vitest";
import { complaints, policyWith } from "../support.ts";

const vault = { address: "https://vault.acme.example" };
const pki = (settings: object, rotation: object = {}) => ({
  secrets: { vault, engines: { pki: { domains: ["acme.example"], ...settings } }, rotation },
});
const role = (settings: object) => pki({ roles: { web: settings } });
const at = "secrets.engines.pki";

test.each([
  ["a strange domain", role({ domains: ["other.example"] }), `${at}.roles.web.domains[0] (other.example) is none of`],
  ["a domain that only ends alike", role({ domains: ["notacme.example"] }), `${at}.roles.web.domains[0]`],
  ["a domain above", role({ domains: ["example"] }), `${at}.roles.web.domains[0] (example)`],
  ["no name at all", role({ subdomains: false }), `${at}.roles.web.subdomains (false) leaves no name`],
  [
    "a longer life than any certificate",
    role({ ttl: "366d" }),
    `${at}.roles.web.ttl (366d) is longer than secrets.rotation.certificates (365d)`,
  ],
])("a role cannot have %s", (_, sections, complaint) => {
  expect(complaints(sections)).toEqual([expect.stringContaining(complaint)]);
});

test.each([
  ["the domain itself", role({ domains: ["acme.example"], subdomains: false })],
  ["a domain below", role({ domains: ["pay.acme.example"] })],
  ["all of the engine's", role({})],
  ["the longest life", role({ ttl: "365d" })],
])("a role may have %s", (_, sections) => {
  expect(() => policyWith(sections)).not.toThrow();
});

test("what is signed cannot outlive its signer", () => {
  expect(complaints(pki({ intermediate: { ttl: "364d" }, root: { ttl: "363d" } }))).toEqual([
    expect.stringContaining(`${at}.intermediate.ttl (364d) is longer than ${at}.root.ttl (363d)`),
    expect.stringContaining(`secrets.rotation.certificates (365d) is longer than ${at}.intermediate.ttl (364d)`),
  ]);
});

test("ACME needs a role for servers", () => {
  expect(complaints(pki({ acme: true, roles: { web: { usage: ["client"] } } }))).toEqual([
    expect.stringContaining(`${at}.acme has no role for servers`),
  ]);
  expect(() => policyWith(pki({ acme: true }))).not.toThrow();
});
