import { notProvisioned } from "@sallyport/github";
import { expect, test } from "vitest";
import { repositories, sample } from "../sample.ts";

const organization = (governance?: Record<string, unknown>) => ({
  organization: { login: "acme", id: 1042, teams: { payments: 4201, security: 4203 }, governance },
});
const listed = (sections: Record<string, unknown>) => notProvisioned(sample(sections).policy);
const paths = (sections: Record<string, unknown>) => listed(sections).map(({ path }) => path);

test("a policy that asks for nothing of the kind has nothing listed", () => {
  expect(listed({})).toEqual([]);
  expect(listed(organization({ requireTwoFactor: false }))).toEqual([]);
});

test("says where to require two factors, which a governed organisation does unless its policy says otherwise", () => {
  expect(listed(organization({}))).toEqual([
    {
      path: "organization.governance.requireTwoFactor",
      message:
        "not provisioned, because GitHub's API cannot set it. Do this: https://github.com/organizations/acme/settings/security",
    },
  ]);
});

test.each([
  [{ verifiedDomains: ["acme.example"] }, "verifiedDomains", "acme.example"],
  [{ codeSecurityConfiguration: "Strict" }, "codeSecurityConfiguration", '.name == "Strict"'],
])("lists %j of the organisation with what to do", (governance, name, part) => {
  const [entry, ...others] = listed(organization({ requireTwoFactor: false, ...governance }));

  expect(others).toEqual([]);
  expect(entry?.path).toBe(`organization.governance.${name}`);
  expect(entry?.message).toContain(part);
  expect(entry?.message).toMatch(/^not provisioned, because .+\. Do this: .+acme/);
});

test("secret scanning is listed for repositories that are not adopted, with the command of each state", () => {
  const [on, off] = listed({ settings: { secretScanning: true, pushProtection: false } });

  expect(on?.message).toContain("security_and_analysis[secret_scanning][status]=enabled");
  expect(off?.message).toContain("security_and_analysis[secret_scanning_push_protection][status]=disabled");
  expect(off?.message).toMatch(/ for payments-api$/);
  expect(paths({ ...repositories({ adopt: true }), settings: { secretScanning: true } })).toEqual([]);
});

test("lists immutable releases, in both directions", () => {
  const command = (immutableReleases: boolean) => listed({ settings: { immutableReleases } })[0]?.message;

  expect(command(true)).toContain("gh api -X PUT repos/acme/NAME/immutable-releases for payments-api");
  expect(command(false)).toContain("gh api -X DELETE");
});

test("lists each app whose rule must agree to a deployment", () => {
  const environments = { production: { reviewers: ["team:payments"], protectionApps: [15, 16] } };

  expect(paths({ environments })).toEqual(Array(2).fill("environments.production.protectionApps"));
  expect(listed({ environments })[1]?.message).toContain("integration_id=16");
});
