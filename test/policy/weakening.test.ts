import { expect, test } from "vitest";
import {
  complaintsOfFiles,
  orgFile,
  parseFiles,
  problemsOfFiles,
  repositoryFile,
  teamFile,
  weakenedIn,
} from "./layers.ts";

const reviews = (required: number) => ({ protection: { reviews: { required } } });

test("a lower file may be stronger, and what it says holds", () => {
  const { policy } = parseFiles([orgFile(reviews(1)), teamFile(reviews(2)), repositoryFile(reviews(3))]);

  expect(policy.protection.reviews.required).toBe(3);
});

test("what a lower file leaves out, the ones above say", () => {
  const { policy } = parseFiles([
    orgFile({ ...reviews(2), extends: "strict" }),
    teamFile({ audit: {} }),
    repositoryFile(),
  ]);

  expect(policy.protection).toMatchObject({ reviews: { required: 2 }, signedCommits: true });
  expect(policy).toMatchObject({ extends: "strict", organization: { id: 1 }, audit: { mode: "GOVERNANCE" } });
});

test("a weaker setting is refused with both places, both values, the direction and the remedy", () => {
  const problems = problemsOfFiles([orgFile(reviews(2)), repositoryFile(reviews(1))]);

  expect(problems).toMatchObject([
    {
      file: "repository.yaml",
      path: "protection.reviews.required",
      message: "is weaker than the organisation asks for, 2 (higher is stronger)",
      found: "1",
      remedy: "Remove it, or have a waiver for protection.reviews.required put into org.yaml.",
      conflictsWith: { file: "org.yaml", line: 1, path: "protection.reviews.required" },
    },
  ]);
  expect(problems[0]?.column).toBe(JSON.stringify(repositoryFile(reviews(1))).lastIndexOf("1") + 1);
  expect(problems[0]?.conflictsWith?.column).toBe(JSON.stringify(orgFile(reviews(2))).lastIndexOf("2") + 1);
});

test.each([
  ["a default", {}, { protection: { reviews: { codeOwners: false } } }, "by default, true (true is stronger)"],
  [
    "a preset",
    { extends: "strict" },
    { protection: { signedCommits: false } },
    "by its preset, true (true is stronger)",
  ],
  ["leaving something out", {}, { gate: { grace: { period: "1d" } } }, "by default, which is to leave it out ("],
])("%s of the organisation binds those below, and the error says so", (_, org, repository, said) => {
  expect(complaintsOfFiles([orgFile(org), repositoryFile(repository)])[0]).toContain(said);
});

test("an organisation may be weaker than its own preset and the defaults", () => {
  expect(weakenedIn([orgFile({ extends: "strict", protection: { signedCommits: false } }), repositoryFile()])).toEqual(
    [],
  );
});

test("the nearest file that asks for more is named", () => {
  const files = [orgFile(reviews(2)), teamFile(reviews(3)), repositoryFile(reviews(1))];

  expect(problemsOfFiles(files)).toMatchObject([{ conflictsWith: { file: "team.yaml" } }]);
});

test("what a team adds binds its repositories too, with the defaults of what it adds", () => {
  const team = teamFile({ scanning: { scanners: { gitleaks: {} } } });
  const repository = repositoryFile({ scanning: { scanners: { gitleaks: { history: false } } } });

  expect(complaintsOfFiles([orgFile(), team, repository])).toEqual([
    expect.stringContaining("is weaker than team:payments asks for by default, true (true is stronger), got false"),
  ]);
});

test("a team that is weaker is refused, and what a repository says besides is judged too", () => {
  const files = [orgFile(reviews(2)), teamFile(reviews(1)), repositoryFile({ gate: { newOnly: true } })];

  expect(problemsOfFiles(files).map(({ file, path }) => [file, path])).toEqual([
    ["team.yaml", "protection.reviews.required"],
    ["repository.yaml", "gate.newOnly"],
  ]);
});

test("a repository that says what its weaker team says is not blamed for it", () => {
  const files = [orgFile(reviews(2)), teamFile(reviews(1)), repositoryFile(reviews(1))];

  expect(problemsOfFiles(files).map(({ file }) => file)).toEqual(["team.yaml"]);
});

test("scanners and environments may be added, and those above stay", () => {
  const { policy } = parseFiles([
    orgFile({ scanning: { scanners: { gitleaks: {} } } }),
    repositoryFile({ scanning: { scanners: { semgrep: {} } }, environments: { preview: {} } }),
  ]);

  expect(Object.keys(policy.scanning.scanners)).toEqual(["trivy", "semgrep", "gitleaks"]);
  expect(Object.keys(policy.environments)).toEqual(["staging", "production", "preview"]);
});

test("a list of a lower file replaces the one above, and must keep or not exceed its entries", () => {
  const org = orgFile({ protection: { tags: ["v*", "r*"], bypass: ["team:security"] } });
  const keeps = repositoryFile({ protection: { tags: ["r*", "v*", "x*"], bypass: [] } });
  const loses = repositoryFile({ protection: { tags: ["v*"], bypass: ["team:security", "team:payments"] } });

  expect(parseFiles([org, keeps]).policy.protection).toMatchObject({ tags: ["r*", "v*", "x*"], bypass: [] });
  expect(weakenedIn([org, loses])).toEqual(["protection.tags", "protection.bypass"]);
});

test("a part of the preset that is left out below is one problem, at `without`", () => {
  const files = [orgFile(), repositoryFile({ without: ["audit", "environments.production"] })];

  expect(problemsOfFiles(files).map(({ path }) => path)).toEqual(["without"]);
});

test("a part that the organisation leaves out may be taken back", () => {
  const { policy } = parseFiles([orgFile({ without: ["audit"] }), repositoryFile({ without: [] })]);

  expect(policy.audit).toBeDefined();
});

test("the id of the organisation is for the uppermost file to say", () => {
  expect(weakenedIn([orgFile(), repositoryFile({ organization: { id: 9 } })])).toEqual(["organization.id"]);
  expect(weakenedIn([orgFile(), repositoryFile({ organization: { teams: { web: 7 } } })])).toEqual([]);
});

test("who lifts an approval is for the uppermost file to say", () => {
  expect(weakenedIn([orgFile(), repositoryFile({ gate: { approvers: "team:payments" } })])).toEqual(["gate.approvers"]);
});

test("problems of every file are told together, each at its file, those of a file in a row", () => {
  const org = orgFile({ gate: { lader: {} }, registry: { keepImages: 0 } });
  const repository = repositoryFile({ registry: { keepImages: 5 }, protection: { reviews: { required: "two" } } });

  expect(problemsOfFiles([org, repository]).map(({ file, path }) => `${file}: ${path}`)).toEqual([
    "org.yaml: gate.lader",
    "org.yaml: registry.keepImages",
    "repository.yaml: protection.reviews.required",
  ]);
});

test("what a file above leaves out is no problem where one below says it, and one where nobody does", () => {
  const vault = { address: "https://vault.acme.example" };

  expect(problemsOfFiles([orgFile({ secrets: { auth: {} } }), repositoryFile({ secrets: { vault } })])).toEqual([]);
  expect(problemsOfFiles([orgFile({ secrets: { auth: {} } }), repositoryFile()])).toMatchObject([
    { file: "org.yaml", path: "secrets.vault" },
  ]);
});

test("an entry of a list above is whole or wrong, even where a file below replaces the list", () => {
  const org = orgFile({ repositories: [{ name: "web" }] });

  expect(problemsOfFiles([org, repositoryFile()]).map(({ file, path }) => `${file}: ${path}`)).toContain(
    "org.yaml: repositories[0].id",
  );
});

test("every file says its version", () => {
  const { version, ...org } = orgFile();

  expect(version).toBe(1);
  expect(problemsOfFiles([org, repositoryFile()])).toMatchObject([{ file: "org.yaml", path: "version" }]);
});

test("a contradiction between two files names both", () => {
  const org = orgFile({ protection: { linearHistory: true } });
  const repository = repositoryFile({ protection: { mergeQueue: { method: "MERGE" } } });

  expect(problemsOfFiles([org, repository])).toMatchObject([
    { file: "repository.yaml", path: "protection.mergeQueue.method", conflictsWith: { file: "org.yaml" } },
  ]);
});

test("a section that is broken is not compared, the others are", () => {
  const org = orgFile({ gate: { newOnly: "no" }, ...reviews(2) });

  expect(
    problemsOfFiles([org, repositoryFile({ gate: { newOnly: true }, ...reviews(1) })]).map(({ path }) => path),
  ).toEqual(["gate.newOnly", "protection.reviews.required"]);
});

test("where a default is nobody's rule, the first file that says something else decides", () => {
  const scans = (scanType: string) => ({ scanning: { scanners: { trivy: { scanType } } } });

  expect(weakenedIn([orgFile(), repositoryFile(scans("filesystem"))])).toEqual([]);
  expect(complaintsOfFiles([orgFile(), teamFile(scans("repository")), repositoryFile(scans("filesystem"))])).toEqual([
    expect.stringContaining(
      'differs from what team:payments asks for, "repository" (only the layer that sets it may change it)',
    ),
  ]);
});
