import { repositoryFiles } from "@sallyport/github";
import { authorship } from "@sallyport/github-api";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { sample } from "../sample.ts";

const pathsOf = (files: Record<string, boolean>) =>
  repositoryFiles(sample({ delivery: { files } })).map(({ path }) => path);
const workflows = ["policy", "scheduled-scan", "security"].map((name) => `.github/workflows/${name}.yml`);

test("are the workflows and what the policy asks for beside them, in order", () => {
  expect(pathsOf({ securityPolicy: true })).toEqual([
    ".github/CODEOWNERS",
    ".github/SECURITY.md",
    ".github/dependabot.yml",
    ...workflows,
  ]);
  expect(pathsOf({})).toEqual([".github/CODEOWNERS", ".github/dependabot.yml", ...workflows]);
  expect(pathsOf({ codeowners: false, dependabot: false })).toEqual(workflows);
});

test("each say that they are generated", () => {
  const files = repositoryFiles(sample({ delivery: { files: { securityPolicy: true } } }));

  expect(files.map(({ content }) => authorship(content))).toEqual(files.map(() => "ours"));
});

test("keep Dependabot away from the workflows among them", () => {
  const dependabot = repositoryFiles(sample()).find(({ path }) => path === ".github/dependabot.yml");

  expect(parse(dependabot?.content ?? "").updates[0]["exclude-paths"]).toEqual(workflows);
});

test("lie in their own repository, whatever goes to the central one", () => {
  const central = { mode: "central", central: { repository: "pipelines", id: 5 } };
  const files = repositoryFiles(sample({ delivery: central }));
  const beside = files.filter(({ path }) => /CODEOWNERS|dependabot/.test(path));

  expect(beside.map(({ repository }) => repository)).toEqual(["payments-api", "payments-api"]);
  expect(parse(beside[1]?.content ?? "").updates[0]["exclude-paths"]).toEqual([
    ".github/workflows/scheduled-scan.yml",
    ".github/workflows/security.yml",
  ]);
});
