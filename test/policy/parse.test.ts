import { Policy, parsePolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import { minimal, minimalYaml, policyWith, problemsOf, quickstart, withSections } from "./support.ts";

test("reads the quickstart policy without a warning", () => {
  const { policy, warnings } = parsePolicy(quickstart);

  expect(policy.organization.login).toBe("acme");
  expect(warnings).toEqual([]);
});

test("a policy without an error comes with its warnings, in the order of the file", () => {
  const { warnings } = parsePolicy(`${minimalYaml}protection: { enforcement: disabled }\n`, "p.yaml");

  expect(warnings.map(({ file, path, line, level }) => [file, path, line, level])).toEqual([
    ["p.yaml", "environments.production", 1, "warning"],
    ["p.yaml", "scanning.scanners.trivy.scanType", 1, "warning"],
    ["p.yaml", "protection.enforcement", 5, "warning"],
  ]);
});

test("a policy with an error is told of the errors alone", () => {
  expect(
    problemsOf(withSections({ protection: { enforcement: "disabled" }, registry: { keepImages: 0 } })),
  ).toMatchObject([{ path: "registry.keepImages" }]);
});

test("rules do not judge a section that is broken, but the sound ones", () => {
  const broken = { environments: { production: { after: "nowhere" } }, gate: { approvers: "nobody" } };

  expect(problemsOf(withSections(broken)).map(({ path }) => path)).toEqual([
    "environments.production.after",
    "gate.approvers",
  ]);
});

test("sections that neither the file nor the preset names are left out", () => {
  expect(Object.keys(policyWith())).toEqual([
    "version",
    "extends",
    "without",
    "organization",
    "repositories",
    "protection",
    "settings",
    "delivery",
    "environments",
    "scanning",
    "gate",
    "exceptions",
    "slas",
    "issues",
    "registry",
    "audit",
  ]);
});

const everySection = {
  ...minimal,
  repositories: [
    {
      name: "api",
      id: 3,
      owners: ["team:security"],
      languages: ["python"],
      manifests: ["package.json", { path: "deps.lock", kind: "python" }],
      images: [{ name: "api", base: "python:3.13-slim" }],
      staging: { url: "https://staging.acme.example" },
    },
  ],
  protection: { mergeQueue: { method: "REBASE" } },
  environments: { preview: { branches: ["**"], tags: ["v*"] } },
  scanning: { scanners: { codeql: {}, zap: {}, snyk: { severity: "high" } } },
  gate: { categories: { code: { any: "warn" } }, likelihood: { epss: 0.5 }, grace: { period: "3d" } },
  secrets: {
    vault: { address: "https://vault.acme.example" },
    engines: { pki: { domains: ["acme.example"] } },
    audit: {},
  },
  registry: { pullThrough: [{ prefix: "hub", upstream: "registry-1.docker.io" }] },
  audit: { siem: { destination: "arn:aws:firehose:eu-west-1:1:deliverystream/events" } },
  runtime: {},
  network: {
    namespaces: { api: { egress: [{ cidr: "10.0.0.0/8", ports: [443] }] } },
    mesh: {},
    waf: {},
    firewall: {},
    access: {},
  },
};

test.each([
  ["the quickstart policy", quickstart],
  ["a policy with every section", JSON.stringify(everySection)],
  ["a minimal policy", minimalYaml],
  ["a minimal strict policy", withSections({ extends: "strict" })],
  ["a minimal regulated policy", withSections({ extends: "regulated" })],
])("%s is complete after parsing: printed, it parses to itself", (_, content) => {
  const { policy } = parsePolicy(content);
  const printed = JSON.stringify(policy);

  expect(JSON.stringify(parsePolicy(printed).policy)).toBe(printed);
  expect(JSON.stringify(Policy.parse(policy))).toBe(printed);
});

test("parsing changes nothing outside the policy it gives", () => {
  const { policy } = parsePolicy(minimalYaml);
  policy.protection.branches.push("changed");

  expect(parsePolicy(minimalYaml).policy.protection.branches).toEqual(["main"]);
});

test("a root that is no map is one problem", () => {
  expect(problemsOf("- version: 1\n")).toMatchObject([
    {
      path: "",
      message: "a policy is a map of settings",
      found: '[{"version":1}]',
      remedy: "Begin with `version: 1`.",
    },
  ]);
  expect(problemsOf("hello")).toHaveLength(1);
});

test("what reading finds and what the schema finds is told together", () => {
  const text = `${minimalYaml}gate:\n  approvers: team:security\n  approvers: team:security\n  lader: {}\nregistry: { keepImages: 0 }\n`;

  expect(problemsOf(text).map(({ path }) => path)).toEqual(["gate.approvers", "gate.lader", "registry.keepImages"]);
});

test.each([
  [
    "a number in an odd notation",
    "registry: { keepImages: 0x10, keepImage: 1 }",
    ["registry.keepImages", "registry.keepImage"],
  ],
  ["an anchored section", "audit: &a { mode: NONE }\ngate: 5", ["audit", "gate"]],
  ["a refused key", "gate: { __proto__: 1, lader: 2 }\naudit: 1", ["gate", "audit"]],
  [
    "a refused entry of a list",
    "protection: { branches: [*a, 5] }",
    ["protection.branches[0]", "protection.branches[1]"],
  ],
])("what follows from %s is not told again", (_, lines, paths) => {
  expect(problemsOf(minimalYaml + lines).map(({ path }) => path)).toEqual(paths);
});
