import { expect, test } from "vitest";
import { complaintsOfFiles, orgFile, problemsOfFiles, repositoryFile, teamFile } from "./layers.ts";

test.each([
  ["an organisation and a repository", [orgFile(), repositoryFile()]],
  ["an organisation, a team and a repository", [orgFile(), teamFile(), repositoryFile()]],
  ["a team and a part of it", [orgFile(), teamFile(), teamFile({ layer: "team:cards" }), repositoryFile()]],
  [
    "a team and a repository",
    [teamFile({ extends: "strict", organization: orgFile().organization }), repositoryFile()],
  ],
])("%s may lie below each other", (_, files) => {
  expect(problemsOfFiles(files)).toEqual([]);
});

test.each([
  [
    "a repository below another",
    [{ ...orgFile(), layer: "repository" }, repositoryFile()],
    "puts the repository above the repository",
  ],
  [
    "an organisation below a team",
    [teamFile(), orgFile({ extends: "./team.yaml" }), repositoryFile()],
    "puts team:payments above the organisation",
  ],
  [
    "an organisation below another",
    [orgFile(), orgFile(), repositoryFile()],
    "puts the organisation above the organisation",
  ],
  [
    "a team below itself",
    [orgFile(), teamFile(), teamFile(), repositoryFile()],
    "puts team:payments above team:payments",
  ],
])("%s is refused", (_, files, said) => {
  expect(complaintsOfFiles(files)).toContainEqual(expect.stringContaining(`extends ${said}`));
});

test("a file above that does not say whose it is, is told how to", () => {
  const { layer, ...org } = orgFile();

  expect(layer).toBe("organization");
  expect(problemsOfFiles([org, repositoryFile()])).toMatchObject([
    { path: "extends", remedy: "Say in repository.yaml whose it is: `layer: organization` or `layer: team:SLUG`." },
  ]);
});
