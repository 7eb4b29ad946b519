import { repositoryFiles } from "@sallyport/github";
import { authorship } from "@sallyport/github-api";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { sample } from "./sample.ts";

const pathsOf = (files: Record<string, boolean>) =>
  repositoryFiles(sample({ delivery: { files } })).map(({ path }) => path);
const workflow = ".github/workflows/sallyport.yml";

test("are the workflows and what the policy asks for beside them, in order", () => {
  expect(pathsOf({ securityPolicy: true })).toEqual([
    ".github/CODEOWNERS",
    ".github/SECURITY.md",
    ".github/dependabot.yml",
    workflow,
  ]);
  expect(pathsOf({})).toEqual([".github/CODEOWNERS", ".github/dependabot.yml", workflow]);
  expect(pathsOf({ codeowners: false, dependabot: false })).toEqual([workflow]);
});

test("each say that they are generated", () => {
  const files = repositoryFiles(sample({ delivery: { files: { securityPolicy: true } } }));

  expect(files.map(({ content }) => authorship(content))).toEqual(files.map(() => "ours"));
});

test("keep Dependabot away from the workflows among them", () => {
  const dependabot = repositoryFiles(sample()).find(({ path }) => path === ".github/dependabot.yml");

  expect(parse(dependabot?.content ?? "").updates[0]["exclude-paths"]).toEqual([workflow]);
});
