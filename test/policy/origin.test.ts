import { parsePolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import { orgFile, parseFiles, repositoryFile, teamFile } from "./layers.ts";
import { minimalYaml } from "./support.ts";

test("says of each value which file it comes from, and where", () => {
  const { sources } = parseFiles([
    orgFile({ protection: { tags: ["v*"], reviews: { required: 1, codeOwners: true } } }),
    teamFile({ protection: { reviews: { required: 2 } } }),
    repositoryFile({ protection: { tags: ["v*", "x"] } }),
  ]);

  expect(sources["protection.reviews.required"]).toMatchObject({ layer: "team:payments", file: "team.yaml", line: 1 });
  expect(sources["protection.reviews.codeOwners"]).toMatchObject({ layer: "organization", file: "org.yaml" });
  expect(sources["protection.tags"]).toMatchObject({ layer: "repository", file: "repository.yaml" });
  expect(sources["organization.teams.security"]).toMatchObject({ layer: "organization" });
});

test("what the preset says is from the preset, and a default is from nowhere", () => {
  const { sources } = parsePolicy(`${minimalYaml}extends: strict\n`, "p.yaml");

  expect(sources["protection.signedCommits"]).toEqual({ layer: "preset" });
  expect(sources.extends).toEqual({ layer: "repository", file: "p.yaml", line: 5, column: 10 });
  expect(sources).not.toHaveProperty(["protection.enforcement"]);
});

test("what stands in the files about layers is no setting of the policy", () => {
  const { policy, sources } = parseFiles([orgFile({ waivers: [] }), repositoryFile({ layer: "repository" })]);

  expect(Object.keys(policy)).not.toEqual(expect.arrayContaining(["layer"]));
  expect(policy).not.toHaveProperty("waivers");
  expect(sources).not.toHaveProperty(["layer"]);
  expect(policy.extends).toBe("baseline");
});
