import { expect, test } from "vitest";
import { complaints, conflicts, policyWith, warnings } from "../support.ts";

const secrets = { vault: { address: "https://vault.example" } };

test.each([
  ["bandit", {}, { languages: ["python"] }],
  ["clair", { url: "https://clair.example" }, { images: [{ name: "api" }] }],
  ["codeql", {}, { languages: ["go"] }],
  ["dependencyCheck", {}, { manifests: ["pom.xml"] }],
  ["dockerScout", {}, { images: [{ name: "api" }] }],
  ["kubeScore", {}, { kubernetes: ["deploy/"] }],
  ["zap", {}, { staging: { url: "https://staging.example" } }],
])("%s needs something to look at, in one repository at least", (scanner, options, target) => {
  const scanning = { scanners: { [scanner]: options } };
  const repositories = [{ name: "docs", id: 3, languages: scanner === "bandit" ? ["go"] : [] }];

  expect(conflicts({ scanning, secrets, repositories })).toEqual([`scanning.scanners.${scanner} <-> repositories`]);
  expect(() =>
    policyWith({ scanning, secrets, repositories: [...repositories, { name: "api", id: 4, ...target }] }),
  ).not.toThrow();
});

test("says what to set", () => {
  expect(complaints({ scanning: { scanners: { zap: {} } } })).toEqual([
    expect.stringMatching(
      /^scanning\.scanners\.zap has nothing to look at: no repository sets staging\.url .* Set repositories\[\]\.staging\.url, or remove zap\.$/,
    ),
  ]);
});

test.each(["gitleaks", "semgrep", "sonarqube", "checkov", "snyk"])(
  "%s finds something in any repository",
  (scanner) => {
    expect(() => policyWith({ secrets, scanning: { scanners: { [scanner]: {} } } })).not.toThrow();
  },
);

const repositories = [{ name: "api", id: 3, images: [{ name: "api" }], manifests: ["pom.xml"] }];

test.each([
  ["snyk", {}],
  ["dockerScout", {}],
  ["sonarqube", {}],
  ["clair", { url: "https://clair.example", registry: "registry.example/scans" }],
  ["dependencyCheck", { nvdApiKey: true }],
])("%s with %j needs Vault, because it needs a secret", (scanner, options) => {
  const policy = { repositories, scanning: { scanners: { [scanner]: options } } };

  expect(complaints(policy)).toEqual([
    expect.stringMatching(
      new RegExp(`^scanning\\.scanners\\.${scanner} needs a secret, .* Add \`secrets: .*, or remove ${scanner}\\.$`),
    ),
  ]);
  expect(() => policyWith({ ...policy, secrets })).not.toThrow();
});

test.each([
  ["gitleaks", {}],
  ["clair", { url: "https://clair.example" }],
  ["dependencyCheck", {}],
])("%s with %j needs no secret", (scanner, options) => {
  expect(() => policyWith({ repositories, scanning: { scanners: { [scanner]: options } } })).not.toThrow();
});

test("warns when Trivy is to scan images and there are none", () => {
  const warning = "scanning.scanners.trivy.scanType <-> repositories";

  expect(warnings({})).toContain(warning);
  expect(warnings({ scanning: { scanners: { trivy: { scanType: "filesystem" } } } })).not.toContain(warning);
  expect(warnings({ repositories: [{ name: "api", id: 3, images: [{ name: "api" }] }] })).not.toContain(warning);
});

test("warns of each severity that Trivy leaves out though the gate would stop it", () => {
  const severityFilter = ["CRITICAL", "LOW"];
  const filter = "scanning.scanners.trivy.severityFilter";

  expect(warnings({ scanning: { scanners: { trivy: { severityFilter } } } })).toEqual(
    expect.arrayContaining([`${filter} <-> gate.ladder.high`, `${filter} <-> gate.ladder.unscored`]),
  );
  expect(
    warnings({
      scanning: { scanners: { trivy: { severityFilter: ["CRITICAL", "HIGH", "UNKNOWN"] } } },
      gate: { ladder: { medium: "warn" } },
    }).filter((warning) => warning.startsWith(filter)),
  ).toEqual([]);
});

test("warns when Trivy leaves out what has no fix", () => {
  const path = "scanning.scanners.trivy.ignoreUnfixed";

  expect(warnings({ scanning: { scanners: { trivy: { ignoreUnfixed: true } } } })).toContain(path);
  expect(warnings({ scanning: { scanners: { trivy: { ignoreUnfixed: false } } } })).not.toContain(path);
});

test("some scanner must run", () => {
  const without = ["scanning.scanners.trivy"];

  expect(complaints({ without })).toEqual([expect.stringContaining("scanning.scanners names no scanner")]);
  expect(() => policyWith({ without, scanning: { scanners: { gitleaks: {} } } })).not.toThrow();
});
