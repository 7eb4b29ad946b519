import { expect, test } from "vitest";
import { complaints, policyWith } from "../support.ts";

const keys = (rotation: string) => ({
  secrets: {
    vault: { address: "https://vault.acme.example" },
    engines: { transit: { keys: { releases: { rotation } } } },
  },
});

test("a key changes no oftener than Vault allows", () => {
  expect(complaints(keys("59m"))).toEqual([
    expect.stringContaining("secrets.engines.transit.keys.releases.rotation (59m) is shorter than Vault allows (1h)"),
  ]);
});

test("a key may change every hour", () => {
  expect(() => policyWith(keys("1h"))).not.toThrow();
});
