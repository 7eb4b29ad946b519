import { partsCommit, type RepositoryFile } from "@sallyport/github";
import { parsePolicy } from "@sallyport/policy";
import { describe, expect, test } from "vitest";
import { deliveriesOf, filesFor } from "../../packages/pipeline/src/deliveries.ts";

const policyOf = (delivery: object) =>
  parsePolicy(
    JSON.stringify({
      version: 1,
      organization: { login: "acme", id: 1042, teams: { security: 4203 } },
      repositories: [
        { name: "docs", id: 7 },
        { name: "site", id: 8 },
      ],
      scanning: { scanners: { trivy: { scanType: "filesystem" } } },
      environments: { production: { reviewers: ["team:security"] } },
      delivery,
    }),
  ).policy;
const central = policyOf({ mode: "central", central: { repository: "workflows", id: 9 }, branch: "update" });

const file = (repository: string, path: string, content: string): RepositoryFile => ({
  repository,
  path,
  content,
  sha256: "0".repeat(64),
  purpose: "A test.",
});
const part = file("workflows", "gate/action.yml", "name: gate\n");
const entry = file("workflows", ".github/workflows/a.yml", `uses: acme/workflows/gate@${partsCommit}\n`);
const caller = file("docs", ".github/workflows/a.yml", `uses: acme/workflows/gate@${partsCommit}\n`);
const plain = file("site", ".github/workflows/a.yml", "name: site\n");

describe("the deliveries of a policy", () => {
  test("are one for each repository, with its files, id and branch", () => {
    const policy = policyOf({ branch: "update" });
    const deliveries = deliveriesOf(policy, filesFor(policy, policy.repositories));

    expect(deliveries).toMatchObject([
      { owner: "acme", repository: "docs", repositoryId: 7, branch: "update" },
      { owner: "acme", repository: "site", repositoryId: 8, branch: "update" },
    ]);
    for (const { files, repository } of deliveries) {
      expect(files.map((each) => each.repository)).toEqual(files.map(() => repository));
    }
  });

  test("begin with the central repository, and give its parts to those that call them alone", () => {
    const deliveries = deliveriesOf(central, [caller, plain, part, entry]);

    expect(deliveries.map(({ repository, repositoryId }) => [repository, repositoryId])).toEqual([
      ["workflows", 9],
      ["docs", 7],
      ["site", 8],
    ]);
    expect(deliveries.map(({ parts }) => parts)).toEqual([
      undefined,
      { repository: "workflows", branch: "update", files: [part] },
      undefined,
    ]);
  });

  test("are not for a repository that the policy does not name", () => {
    expect(() => deliveriesOf(central, [file("shop", "a", "b")])).toThrow("shop, which the policy does not name");
  });
});
