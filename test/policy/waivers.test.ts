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

const waiver = {
  path: "protection.reviews.required",
  for: "repository:api",
  to: 1,
  reason: "Two people work on it.",
  approvedBy: "team:security",
  expires: "2026-12-31",
};

const org = (more: object = {}, settings: object = reviews(2)) =>
  orgFile({ ...settings, waivers: [{ ...waiver, ...more }] });

test("a waiver lets a repository be weaker, down to its bound", () => {
  const { policy, warnings } = parseFiles([org(), repositoryFile(reviews(1))]);

  expect(policy.protection.reviews.required).toBe(1);
  expect(warnings.filter(({ path }) => path.startsWith("waivers"))).toEqual([]);
});

test("a waiver allows no more than its bound, and the error names it", () => {
  expect(complaintsOfFiles([org(), repositoryFile(reviews(0))])).toEqual([
    "repository.yaml: protection.reviews.required is weaker than the organisation asks for, 2 (higher is stronger), got 0 (the other place: org.yaml, protection.reviews.required). Remove it: the waiver at org.yaml does not allow this, or no longer.",
  ]);
});

test.each([
  ["another repository", { for: "repository:web" }],
  ["a team", { for: "team:payments" }],
  ["another setting", { path: "protection.signedCommits", to: false }],
])("a waiver for %s lets this one do nothing", (_, more) => {
  expect(weakenedIn([org(more), repositoryFile(reviews(1))])).toEqual(["protection.reviews.required"]);
});

test("a waiver for a team holds for the team and those below it", () => {
  const files = [org({ for: "team:payments" }), teamFile(reviews(1)), repositoryFile(reviews(1))];

  expect(parseFiles(files).policy.protection.reviews.required).toBe(1);
});

test("only the file whose rule is in the way can waive it", () => {
  const settings = [orgFile(reviews(2)), repositoryFile(reviews(1))] as const;
  const byTeam = teamFile({ waivers: [waiver] });

  expect(weakenedIn([settings[0], byTeam, settings[1]])).toEqual(["protection.reviews.required"]);
  expect(weakenedIn([org(), teamFile({ ...reviews(3), waivers: [waiver] }), settings[1]])).toEqual([]);
  expect(problemsOfFiles([org(), teamFile(reviews(3)), settings[1]])).toMatchObject([
    { conflictsWith: { file: "team.yaml" } },
  ]);
});

test("a policy of several repositories needs a waiver for each", () => {
  const repositories = [
    { name: "api", id: 3 },
    { name: "web", id: 4 },
  ];
  const both = orgFile({ ...reviews(2), waivers: [waiver, { ...waiver, for: "repository:web" }] });

  expect(weakenedIn([org(), repositoryFile({ ...reviews(1), repositories })])).toEqual(["protection.reviews.required"]);
  expect(weakenedIn([both, repositoryFile({ ...reviews(1), repositories })])).toEqual([]);
});

test("a waiver counts on its last day, and the day after it is an error that names both places", () => {
  const files = [org(), repositoryFile(reviews(1))];

  expect(problemsOfFiles(files, "2026-12-31")).toEqual([]);
  expect(
    problemsOfFiles(files, "2027-01-01")
      .map(({ file, path }) => `${file}: ${path}`)
      .toSorted(),
  ).toEqual(["org.yaml: waivers[0].expires", "repository.yaml: protection.reviews.required"]);
});

test("an expired waiver is an error where nobody needs it any more, and none for others", () => {
  expect(problemsOfFiles([org(), repositoryFile()], "2027-01-01").map(({ path }) => path)).toEqual([
    "waivers[0].expires",
  ]);
  expect(problemsOfFiles([org({ for: "repository:web" }), repositoryFile()], "2027-01-01")).toEqual([]);
});

test("a waiver that nobody needs is a warning", () => {
  const { warnings } = parseFiles([org(), repositoryFile(reviews(2))]);

  expect(warnings).toContainEqual(
    expect.objectContaining({
      file: "org.yaml",
      path: "waivers[0]",
      message: "is needed by nobody: repository:api is not weaker in protection.reviews.required",
    }),
  );
});

test("a waiver for something that is better left out bounds what is put there", () => {
  const grace = { path: "gate.grace", to: { period: "3d", action: "approve" } };
  const repository = (period: string, action = "approve") => repositoryFile({ gate: { grace: { period, action } } });

  expect(weakenedIn([org(grace), repository("2d")])).toEqual([]);
  expect(weakenedIn([org(grace), repository("4d")])).toEqual(["gate.grace"]);
  expect(weakenedIn([org(grace), repository("2d", "warn")])).toEqual(["gate.grace"]);
});

test("a waiver for one rung lets nobody lower another", () => {
  const high = { path: "gate.ladder.high", to: "warn" };

  expect(weakenedIn([org(high), repositoryFile({ gate: { ladder: { high: "warn" } } })])).toEqual([]);
  expect(weakenedIn([org(high), repositoryFile({ gate: { ladder: { high: "warn", critical: "warn" } } })])).toEqual([
    "gate.ladder.critical",
  ]);
});

test.each([
  "gate.categories.secret.any",
  "gate.categories.malware.high",
  "gate.categories.compliance.low",
  "exceptions.never.categories",
])("nobody can waive %s", (path) => {
  const to = path.endsWith("categories") ? [] : "warn";

  expect(complaintsOfFiles([org({ path, to }), repositoryFile()])).toEqual([
    `org.yaml: waivers[0].path is ${path}, which nobody can waive. Remove the waiver.`,
  ]);
});

test("what always blocks cannot be waived by way of a scanner", () => {
  const way = { path: "gate.scanners.trivy.any", to: "warn" };

  expect(complaintsOfFiles([org(way), repositoryFile({ gate: { scanners: { trivy: { any: "warn" } } } })])).toEqual([
    expect.stringContaining("Remove it: nobody can waive this."),
  ]);
});

test.each<[string, object, string]>([
  [
    "a setting that does not exist",
    { path: "protection.reviewers" },
    "waivers[0].path is no setting that can be stronger or weaker",
  ],
  ["a section", { path: "protection" }, "waivers[0].path is no setting that can be stronger or weaker"],
  ["a setting without a direction", { path: "scanning.reportFormat", to: "pdf" }, "waivers[0].path is no setting"],
  [
    "a value that the setting does not accept",
    { to: "one" },
    "waivers[0].to is nothing that protection.reviews.required accepts",
  ],
  ["nothing that is allowed", { to: undefined }, "waivers[0].to is missing"],
  ["a day that does not exist", { expires: "2026-02-30" }, "waivers[0].expires must be a day such as 2026-12-01"],
  ["nobody in particular", { for: "everybody" }, "waivers[0].for must be team:SLUG or repository:NAME"],
  [
    "the approval of the team that it is for",
    { for: "team:payments", approvedBy: "team:payments" },
    "waivers[0].approvedBy is the team",
  ],
  [
    "the approval of somebody who is not listed",
    { approvedBy: "user:eve" },
    "waivers[0].approvedBy names user:eve, whose numeric id",
  ],
])("a waiver with %s is refused", (_, more, said) => {
  expect(complaintsOfFiles([org(more), repositoryFile()])[0]).toContain(`org.yaml: ${said}`);
});

test("a repository can waive nothing", () => {
  expect(complaintsOfFiles([orgFile(), repositoryFile({ waivers: [waiver] })])).toEqual([
    "repository.yaml: waivers[0].for lets nobody do anything: no file lies below the one of a repository. Put the waiver into the file above whose rule is in the way.",
  ]);
});
