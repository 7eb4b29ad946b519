import { expect, test } from "vitest";
import { complaints, policyWith } from "./support.ts";

test.each([
  "https://vault.acme.example",
  "https://vault",
  "https://vault.acme.example:8200",
  "https://10.0.0.1:8200/v1",
  "https://[2001:db8::1]:8200",
  "https://acme.example/vault/",
])("takes %s", (address) => {
  expect(policyWith({ secrets: { vault: { address } } }).secrets?.vault.address).toBe(address);
});

test.each([
  "http://vault.acme.example",
  "vault.acme.example",
  "https://",
  "https://user@vault.example",
  "https://vault.example?x=1",
  "https://vault.example#top",
  "https://vault.example:0",
  "https://vault example",
  "https://vault.example/a b",
  "HTTPS://vault.example",
  "https://-vault.example",
  "",
])("refuses %j", (address) => {
  expect(complaints({ secrets: { vault: { address } } })).toEqual([
    expect.stringMatching(
      /^secrets\.vault\.address must be an https URL without user name, query and fragment, got ".*"\. Write it as https:\/\/HOST or https:\/\/HOST\/PATH\.$/,
    ),
  ]);
});
