import { expect, test } from "vitest";
import { complaints, complaintsOf, conflicts, minimal, problemsOf, withSections } from "./support.ts";

const [api] = minimal.repositories;
const repository = (settings: Record<string, unknown>) => ({ repositories: [{ ...api, ...settings }] });

test("all problems of all sections are told at once, in the order of the file", () => {
  const paths = conflicts({ registry: { keepImages: 0 }, gate: { lader: {} }, audit: { mode: "NONE" }, extends: "x" });

  expect(paths).toEqual(["registry.keepImages", "gate.lader", "audit.mode", "extends"]);
});

test.each([
  ["version", "Add `version: 1`."],
  ["organization", "Add `organization`, a map of settings. The GitHub organisation and the numeric ids of its people."],
  ["repositories", "Add `repositories`, a list. The repositories under this policy, and what is in them."],
])("a policy without %s is told what to add", (name, remedy) => {
  const policy: Record<string, unknown> = { ...minimal };
  delete policy[name];

  expect(complaintsOf(JSON.stringify(policy))).toEqual([`${name} is missing. ${remedy}`]);
});

test.each([
  [
    "an id",
    { repositories: [{ name: "api" }] },
    "repositories[0].id is missing. Add `id`, a whole number. Numeric id of the repository (`gh api repos/OWNER/NAME --jq .id`).",
  ],
  [
    "a choice",
    repository({ manifests: [{ path: "a.lock" }] }),
    "repositories[0].manifests[0].kind is missing. Add `kind`, one of npm, python, maven, golang, docker, kubernetes. What the file is.",
  ],
  [
    "a duration",
    { gate: { grace: {} } },
    "gate.grace.period is missing. Add `period`, a duration. How long after its publication a vulnerability is young.",
  ],
])("%s that is missing is told what to add", (_, sections, said) => {
  expect(complaints(sections)).toEqual([said]);
});

test.each([
  ["a near one", { gate: { lader: {} } }, "gate.lader is not a known setting. Did you mean ladder?"],
  [
    "another case",
    { registry: { keepimages: 5 } },
    "registry.keepimages is not a known setting. Did you mean keepImages?",
  ],
  ["one of another section", { keepImages: 5 }, "keepImages is not a known setting. Did you mean registry.keepImages?"],
  [
    "one of two other sections",
    { trivy: {} },
    "trivy is not a known setting. Did you mean scanning.scanners.trivy or gate.scanners.trivy?",
  ],
  [
    "one that is nowhere",
    { audit: { colour: "red" } },
    "audit.colour is not a known setting. Known here: mode, retentionDays, coldAfter, keyRotation, logIntegrity, siem.",
  ],
  [
    "one inside a list",
    repository({ images: [{ name: "web", dockerFile: "x" }] }),
    "repositories[0].images[0].dockerFile is not a known setting. Did you mean dockerfile?",
  ],
  [
    "one inside a map of free names",
    { environments: { production: { reviewer: [] } } },
    "environments.production.reviewer is not a known setting. Did you mean reviewers?",
  ],
  [
    "one inside a choice",
    { protection: { mergeQueue: { methods: "MERGE" } } },
    "protection.mergeQueue.methods is not a known setting. Did you mean method?",
  ],
])("an unknown setting is told the right one: %s", (_, sections, said) => {
  expect(complaints(sections)).toEqual([said]);
});

test("every unknown setting is told of", () => {
  expect(conflicts({ gate: { one: 1, two: 2, ladder: { three: 3 } } })).toEqual([
    "gate.one",
    "gate.two",
    "gate.ladder.three",
  ]);
});

test.each([
  "organization",
  "repositories",
  "protection",
  "environments",
  "scanning",
  "gate",
  "secrets",
  "registry",
  "audit",
  "runtime",
  "network",
])("%s that is no map is one problem, whatever it is", (section) => {
  for (const value of [5, "yes", true, null, section === "repositories" ? {} : []]) {
    expect(problemsOf(withSections({ [section]: value })).map(({ path }) => path)).toEqual([section]);
  }
});

test.each([
  ["strikt", "Did you mean strict?"],
  ["Regulated", "Did you mean regulated?"],
  ["none", "Choose one of these."],
  [{ a: 1 }, "Choose one of these."],
])("an unknown preset, %j, is one problem", (name, remedy) => {
  expect(complaints({ extends: name })).toEqual([
    `extends must be one of baseline, strict, regulated, or a path of a policy file, got ${JSON.stringify(name)}. ${remedy}`,
  ]);
});

test("a version that does not exist is one problem", () => {
  expect(complaintsOf(withSections({ version: 2 }))).toEqual([
    "version must be 1, the only version there is, got 2. Write 1.",
  ]);
  expect(complaintsOf(withSections({ version: "1" }))).toEqual([
    'version must be 1, the only version there is, got "1". Write 1.',
  ]);
});

test("an empty text is one problem, though it is too short and of the wrong form", () => {
  expect(complaints(repository({ infrastructure: [""] }))).toEqual([
    'repositories[0].infrastructure[0] must not be empty, got "". Give it a value.',
  ]);
});

test("of a choice, the problems of the kind that was meant are told", () => {
  expect(complaints({ protection: { mergeQueue: { method: "squash" } } })).toEqual([
    'protection.mergeQueue.method must be one of MERGE, SQUASH, REBASE, got "squash". Did you mean SQUASH?',
  ]);
  expect(complaints(repository({ manifests: ["/etc/passwd"] }))).toEqual([
    'repositories[0].manifests[0] must be a path inside the repository, without .. and without a leading / or -, got "/etc/passwd". Correct the text.',
  ]);
});

test("of a choice that was not met at all, both kinds are named", () => {
  expect(complaints({ protection: { mergeQueue: "on" } })).toEqual([
    'protection.mergeQueue must be true or false, or a map of settings, got "on". Write true.',
  ]);
});

test("a name that cannot be used says why", () => {
  expect(complaints({ organization: { ...minimal.organization, users: { "no spaces": 5 } } })).toEqual([
    'organization.users["no spaces"] cannot have this name: it must be a GitHub login: letters, digits and single hyphens, at most 39 characters. Rename it.',
  ]);
  expect(complaints({ network: { namespaces: { a: { ingress: [{ labels: { "": "x" }, ports: [1] }] } } } })).toEqual([
    'network.namespaces.a.ingress[0].labels[""] cannot have this name: it must not be empty. Rename it.',
  ]);
});

test("settings that ended with their tool say what replaced them", () => {
  expect(complaints({ scanning: { scanners: { snyk: { enablePatchMerge: true } } } })).toEqual([
    "scanning.scanners.snyk.enablePatchMerge is gone: the Snyk CLI no longer applies patches. Set scanning.automediateEnabled, which opens pull requests with fixes.",
  ]);
  expect(complaints({ runtime: { grpcPort: 5060 } })).toEqual([
    "runtime.grpcPort is gone: Falco 0.44 removed its gRPC output. Remove it, and choose syslog or file as runtime.logDriver.",
  ]);
  expect(complaints({ runtime: { logDriver: "grpc" } })).toEqual([
    'runtime.logDriver must be syslog or file: Falco 0.44 removed its gRPC output, got "grpc". Choose one of them.',
  ]);
});
