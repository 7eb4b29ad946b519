import { workflowNotes } from "@sallyport/github";
import { expect, test } from "vitest";
import { repositories, sample, sampleWith, sampleWithTrivy } from "../sample.ts";

const notesOn = (inputs: ReturnType<typeof sample>, about: string) =>
  workflowNotes(inputs).filter(({ message }) => message.startsWith(about));

test("always says what a workflow in the judged repository does not guard against", () => {
  expect(workflowNotes(sample())[0]).toMatchObject({
    level: "warning",
    message: expect.stringContaining("nothing guards them from those on protection.bypass"),
  });
});

test("says who enforces cacheTTL", () => {
  expect(notesOn(sampleWithTrivy({ cacheTTL: "6h" }), "scanning.scanners.trivy.cacheTTL")).toMatchObject([
    { level: "info", message: expect.stringContaining("older than 6h") },
  ]);
});

test.each([
  ["a required scanner", {}, "warning", "the gate stays undecided without its report"],
  ["an optional scanner", { required: false }, "info", "the gate judges without it"],
])("names %s that has nothing to scan here", (_, kubeScore, level, effect) => {
  const elsewhere = { name: "platform", id: 4, kubernetes: ["deploy"] };
  const { repositories: here } = repositories({});
  const inputs = sample({ repositories: [...here, elsewhere], scanning: { scanners: { kubeScore } } });
  const { policy } = inputs;
  const [, platform] = policy.repositories;
  if (!platform) throw new Error("the policy lost a repository");

  expect(notesOn(inputs, "scanning.scanners.kubeScore")).toMatchObject([
    { level, message: expect.stringMatching(new RegExp(`nothing to scan in payments-api.* kubernetes,.*${effect}`)) },
  ]);
  expect(notesOn({ policy, repository: platform }, "scanning.scanners.kubeScore")).toEqual([]);
});

test.each([
  ["scanType", sample(repositories({ images: [] })), "info"],
  ["scope", sampleWithTrivy({ scope: "all-clusters" }), "warning"],
  ["frequency", sampleWithTrivy({ frequency: "weekly" }), "info"],
  ["fork", sampleWithTrivy({ fork: "defer" }), "info"],
  ["skipUpdate", sampleWithTrivy({ skipUpdate: true }), "warning"],
])("says where scanning.scanners.trivy.%s means something else than one may expect", (option, inputs, level) => {
  expect(notesOn(inputs, `scanning.scanners.trivy.${option}:`)).toMatchObject([{ level }]);
  expect(notesOn(sample(), `scanning.scanners.trivy.${option}:`)).toEqual([]);
});

test("says when GitHub keeps reports for a shorter time than the policy wants", () => {
  const scanning = { retentionDays: 365 };

  expect(
    notesOn(sample({ scanning, ...repositories({ visibility: "public" }) }), "scanning.retentionDays"),
  ).toHaveLength(1);
  expect(notesOn(sample({ scanning }), "scanning.retentionDays")).toEqual([]);
});

const central = (visibility: string) => ({ mode: "central", central: { repository: "pipelines", id: 5, visibility } });

test("says what central delivery needs from GitHub, in place of what the other mode does not guard against", () => {
  const notes = workflowNotes(sample({ delivery: central("internal") }));

  expect(notes[0]).toMatchObject({
    level: "info",
    message: expect.stringContaining(
      "an organisation ruleset must require .github/workflows/sallyport-payments-api.yml of it",
    ),
  });
  expect(notes[0]?.message).toContain("access_level=organization");
  expect(notes.map(({ message }) => message).join()).not.toContain("nothing guards them");
});

test.each([
  ["public", "public", true],
  ["public", "private", true],
  ["internal", "private", true],
  ["internal", "public", false],
  ["private", "private", true],
  ["private", "internal", false],
])("a %s central repository is seen by a %s one: %s", (place, visibility, seen) => {
  const inputs = sample({
    delivery: central(place),
    protection: { lockedPaths: [] },
    ...repositories({ visibility }),
  });

  expect(notesOn(inputs, "delivery.central.visibility")).toHaveLength(seen ? 0 : 1);
});

test.each([
  ["public", "private", ["info"]],
  ["all", "private", ["warning"]],
  ["none", "private", []],
  ["all", "public", []],
])("scanning.codeScanning: %s of a %s repository is said: %j", (codeScanning, visibility, levels) => {
  const inputs = sample({
    scanning: { codeScanning },
    protection: { lockedPaths: [] },
    ...repositories({ visibility }),
  });

  expect(notesOn(inputs, "scanning.codeScanning").map(({ level }) => level)).toEqual(levels);
});

test.each([
  ["gate.newOnly", { gate: { newOnly: true } }],
  ["slas.overdue", { slas: { overdue: { any: "block" } } }],
  ["registry.baseImages.updates", repositories({ images: [{ name: "api", base: "python:3.13-slim" }] })],
])("says what %s rests on", (setting, settings) => {
  expect(notesOn(sample(settings), setting)).toMatchObject([{ level: "info" }]);
  expect(notesOn(sample(), setting)).toEqual([]);
});

test.each<[string, Record<string, unknown>, string | undefined]>([
  ["fork: run with a secret", { sonarqube: {} }, "warning"],
  ["fork: defer with a secret", { sonarqube: { fork: "defer" } }, undefined],
  ["fork: defer without a secret", { bandit: { fork: "defer" } }, "info"],
  ["fork: run without a secret", { bandit: {} }, undefined],
  ["fork: run with the key of a database", { dependencyCheck: { nvdApiKey: true } }, "warning"],
])("says what a pull request from a fork gets where it is not what one may expect: %s", (_, scanners, level) => {
  const [name] = Object.keys(scanners);

  expect(notesOn(sampleWith(scanners), `scanning.scanners.${name}.fork:`)).toMatchObject(level ? [{ level }] : []);
});

test.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
  ["codeql", { codeql: {} }, { languages: ["python", "swift"] }, "does not read swift in payments-api"],
  ["snyk", { snyk: {} }, {}, "for maven and golang it runs the build tool"],
  ["dependencyCheck.nvdApiKey", { dependencyCheck: {} }, {}, "without a key"],
  ["gitleaks.config", { gitleaks: { config: "leaks.toml" } }, {}, "leaks.toml lies in the repository that it judges"],
  ["clair", { clair: { url: "https://clair.example" } }, {}, "it has no job; the gate stays undecided"],
])("says what one should know of %s", (about, scanners, repository, message) => {
  const [note] = notesOn(sampleWith(scanners, { repository }), `scanning.scanners.${about}:`);

  expect(note?.message).toContain(message);
});

test("says nothing of scanners that do what one expects", () => {
  const inputs = sampleWith(
    { bandit: {}, codeql: {}, dependencyCheck: { nvdApiKey: true, fork: "defer" }, gitleaks: {} },
    { repository: { manifests: ["web/package.json"], languages: ["python"], visibility: "public" } },
  );
  const about = workflowNotes(inputs).filter(({ message }) =>
    /bandit|codeql|dependencyCheck|gitleaks|Dependency/.test(message),
  );

  expect(about).toEqual([]);
});
