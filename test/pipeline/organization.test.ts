import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closureProblems, type Plan, plan } from "@sallyport/pipeline";
import { parsePolicy } from "@sallyport/policy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const quickstart = "examples/quickstart/sallyport.yaml";
const governed = readFileSync("examples/organization/sallyport.yaml", "utf8");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-organization-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The plan of the example of an organisation, changed. */
async function planned(change: (policy: string) => string = (policy) => policy): Promise<Plan> {
  const file = join(folder, "sallyport.yaml");
  writeFileSync(file, change(governed));
  return plan(file);
}

const named = ({ resources }: Plan, kind: string) =>
  resources.filter(({ type }) => type.endsWith(`:${kind}`)).map(({ name }) => name);

describe("a policy that does not speak of the organisation", () => {
  test("touches nothing of it", async () => {
    const { resources } = await plan(quickstart);

    expect(resources.filter(({ type }) => /:(Organization|ActionsOrganization|Team)/.test(type))).toEqual([]);
  });

  test("adopts no repository", async () => {
    expect(named(await plan(quickstart), "Repository").filter((name) => name === "payments-api")).toHaveLength(1); // ECR's
  });
});

describe("a policy of an organisation", () => {
  test("has its rulesets once, and one for the workflow of each repository", async () => {
    const result = await planned();

    expect(named(result, "OrganizationRuleset")).toEqual([
      "foundation-branches",
      "foundation-pushes",
      "foundation-tags",
      "foundation-workflow-payments-api",
      "foundation-workflow-shop",
    ]);
    expect(named(result, "RepositoryRuleset")).toEqual([]);
  });

  test("leaves a ruleset in each repository for what only that can say", async () => {
    const result = await planned((policy) =>
      policy.replace("scope: organization", "scope: organization\n  mergeQueue: true"),
    );

    expect(named(result, "RepositoryRuleset")).toEqual(["payments-api-branches", "shop-branches"]);
  });

  test("requires the check of the workflows, where no central workflow is required", async () => {
    const result = await planned((policy) => policy.replace("mode: central", "mode: in-repository"));
    const branches = result.resources.find(({ name }) => name === "foundation-branches");

    expect(branches?.inputs).toHaveProperty("rules.requiredStatusChecks.requiredChecks", [
      { context: "sallyport", integrationId: 15368 },
    ]);
    expect(named(result, "RepositoryRuleset")).toEqual([]);
  });

  test("requires no check by its name, where a central workflow is required: a repository's own could report it", async () => {
    const result = await planned((policy) => policy.replace(/ {2}scope: .*\n {2}where: .*\n/, "  branches: [main]\n"));
    const rulesets = result.resources.filter(({ type }) => type.endsWith(":RepositoryRuleset"));

    expect(rulesets).toHaveLength(6);
    for (const { inputs } of rulesets) expect(inputs).not.toHaveProperty("rules.requiredStatusChecks");
  });

  test("adopts the repositories that it names, and no other", async () => {
    const { resources } = await planned();
    const adopted = resources.filter(({ type }) => type === "github:index/repository:Repository");

    expect(adopted.map(({ name, importId }) => [name, importId])).toEqual([["payments-api", "payments-api"]]);
  });

  test("has rulesets that wait for the custom properties they go by", async () => {
    const { resources } = await planned();
    const property = resources.find(({ type }) => type.endsWith(":OrganizationCustomProperties"));
    const protection = resources.find(({ type }) => type.endsWith(":OrganizationProtection"));

    expect(protection?.dependencies).toContain(property?.urn);
  });

  test("is told what to do about what nobody can provision", async () => {
    const { notes } = await planned();
    const done = notes.filter(({ message }) => message.includes("not provisioned")).map(({ path }) => path);

    expect(done).toEqual([
      "organization.governance.requireTwoFactor",
      "organization.governance.verifiedDomains",
      "settings.secretScanning",
      "settings.pushProtection",
    ]);
    expect(notes.find(({ path }) => path === "settings.pushProtection")?.message).toMatch(/ for shop$/);
  });
});

describe("the ends of an organisation's plan", () => {
  const { policy } = parsePolicy(governed);

  test("meet: a required workflow runs in the environments of the repository that it judges", async () => {
    const whole = await planned();
    const resources = whole.resources.filter(({ name }) => name !== "shop-security-approval");

    expect(closureProblems(policy, whole)).toEqual([]);
    expect(closureProblems(policy, { ...whole, resources })).toContainEqual(
      expect.stringMatching(/sallyport-shop\.yml, job approval of shop runs in the environment "security-approval"/),
    );
  });

  test("meet: a check that an organisation ruleset requires is reported in each repository that it covers by id", async () => {
    const whole = await planned((text) =>
      text.replace("mode: central", "mode: in-repository").replace(/ {2}where: .*\n/, ""),
    );
    const files = whole.files.filter(({ repository, path }) => repository !== "shop" || !path.endsWith("security.yml"));

    expect(closureProblems(policy, whole)).toEqual([]);
    expect(closureProblems(policy, { ...whole, files }).join("\n")).toContain(
      'the ruleset "Sallyport: branches" of shop requires the check "sallyport"',
    );
  });
});

test("workflows know the registry of a repository's images", async () => {
  const { resources } = await plan(quickstart);
  const variable = resources.find(({ type }) => type.endsWith(":ActionsVariable"));

  expect(variable?.inputs).toEqual({
    repository: "payments-api",
    variableName: "SALLYPORT_REGISTRY",
    value: "repositoryUrl:payments-api",
  });
  expect(named(await planned(), "ActionsVariable")).toEqual([]);
});
