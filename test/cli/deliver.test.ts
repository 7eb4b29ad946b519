import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { deliveryEnvironment, deliveryState, otherRepository, writesOf } from "../support/github-api/delivering.ts";
import { github } from "../support/github-api/for-test.ts";
import type { GitHubApi } from "../support/github-api/server.ts";
import { bundle, documentOf, messagesOf, runCli, temporaryFolder } from "./run-cli.ts";

const policy = `version: 1
without: [audit]
organization: { login: acme, id: 1042, teams: { security: 4203 } }
repositories: [{ name: payments-api, id: 900123 }, { name: site, id: 8 }]
scanning: { scanners: { trivy: { scanType: filesystem } } }
`;
const start = () => github(deliveryState({ others: [otherRepository("site", 8)] }));

function deliver(api: Pick<GitHubApi, "url">, args: string[] = [], env: Record<string, string> = {}, settings = "") {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "sallyport.yaml"), policy + settings);
  return runCli(["deliver", ...args], { cwd, env: { ...deliveryEnvironment(api), ...env } });
}

// Each run loads Pulumi.
describe("sallyport deliver", { timeout: 60_000 }, () => {
  test("brings the files to every repository, and says what it did", async () => {
    const api = await start();
    const { code, stdout, stderr } = await deliver(api);

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(
      stdout,
    ).toBe(`payments-api: opened pull request 1 with 5 files (https://github.test/acme/payments-api/pull/1).
  writes   .github/CODEOWNERS
  writes   .github/dependabot.yml
  writes   .github/workflows/policy.yml
  writes   .github/workflows/scheduled-scan.yml
  writes   .github/workflows/security.yml
site: opened pull request 1 with 5 files (https://github.test/acme/site/pull/1).
  writes   .github/CODEOWNERS
  writes   .github/dependabot.yml
  writes   .github/workflows/policy.yml
  writes   .github/workflows/scheduled-scan.yml
  writes   .github/workflows/security.yml
`);
    expect(Object.keys(api.state.git.filesAt("sallyport/update"))).toContain(".github/workflows/security.yml");

    const before = api.requests.length;
    expect((await deliver(api)).stdout).toContain("site: pull request 1 waits to be merged, with 5 files");
    expect(writesOf({ requests: api.requests.slice(before) })).toEqual([]);
  });

  test("brings them to one repository, and writes nothing with a dry run", async () => {
    const api = await start();
    const { code, stdout } = await deliver(api, ["--repository", "site", "--dry-run", "--json"]);

    expect(code).toBe(0);
    expect(documentOf(stdout, "deliver.json")).toMatchObject({
      dryRun: true,
      repositories: [{ repository: "site", outcome: "opened", commits: [] }],
      problems: [],
    });
    expect((await deliver(api, ["--dry-run"])).stdout).toContain("site: would open a pull request with 5 files.");
    expect(writesOf(api)).toEqual([]);
  });

  test("goes on where one repository refuses, says why and ends with 2", async () => {
    const api = await start();
    api.state.git.commitFiles("main", { ".github/workflows/security.yml": "name: mine\n" });
    const { code, stdout, stderr } = await deliver(api, ["--json"]);
    const document = documentOf(stdout, "deliver.json");

    expect(code).toBe(2);
    expect(document).toMatchObject({
      repositories: [{ repository: "site", outcome: "opened" }],
      problems: [{ path: "acme/payments-api: .github/workflows/security.yml" }],
    });
    expect(stderr).toContain("error: acme/payments-api: .github/workflows/security.yml: is a file that Sallyport did");
  });

  test("brings Sallyport itself and its policy to the central repository first, then the calls", async () => {
    const api = await github(deliveryState({ others: [otherRepository("site", 8), otherRepository("pipelines", 9)] }));
    const central = "delivery: { mode: central, central: { repository: pipelines, id: 9 } }\n";
    const refused = await deliver(api, [], {}, central);
    const git = api.state.others[1]?.git;
    const brought = git?.filesAt("sallyport/update") ?? {};

    expect(refused.code).toBe(2);
    expect(refused.stdout).toContain("pipelines: opened pull request 1");
    expect(refused.stderr).toContain("acme/site: calls what acme/pipelines does not have on main yet. Merge its pull");
    expect(brought[".github/actions/sallyport/sallyport.js"]).toBe(readFileSync(bundle, "utf8"));
    expect(brought[".github/actions/sallyport/sallyport.yaml"]).toBe(policy + central);
    expect(brought).not.toHaveProperty([".github/actions/sallyport/sallyport-exceptions.yaml"]);
    expect(Object.values(brought).join("\n")).not.toContain(`@${"0".repeat(40)}`);

    git?.commitFiles("main", brought);
    const merged = await deliver(api, [], {}, central);
    expect({ code: merged.code, stderr: merged.stderr }).toEqual({ code: 0, stderr: "" });
    expect(merged.stdout).toContain("pipelines: the default branch has every file.\n");
    expect(merged.stdout).toContain("site: opened pull request 1");
  });

  test("goes to no repository that the policy does not name", async () => {
    const api = await start();

    expect((await deliver(api, ["--repository", "sites"])).stderr).toContain("It names: payments-api, site.");
    expect(writesOf(api)).toEqual([]);
  });

  test("names every problem at once before anything is asked", async () => {
    const api = await start();
    const { code, stdout } = await deliver(api, ["--repository", "shop", "--json"], { GITHUB_TOKEN: "" });

    expect(code).toBe(2);
    expect(messagesOf(stdout)).toEqual([
      expect.stringContaining("GITHUB_TOKEN is not set. Give it the token of a GitHub App"),
      expect.stringContaining("repositories does not name shop"),
    ]);
    expect(api.requests).toEqual([]);
  });
});
