import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeWith } from "../support/describe-with.ts";
import { EngineStack } from "../support/engine.ts";

const title = "The example of an organisation on the engine (providers in memory)";

describeWith("pulumi", title, () => {
  const repository = "github:index/repository:Repository";
  const settings = "github:index/organizationSettings:OrganizationSettings";
  let folder: string;
  let stack: EngineStack;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "sallyport-policy-"));
    writePolicy();
    stack = await EngineStack.create("stacks/repo", {
      "aws:region": "eu-central-1",
      "github:owner": "acme",
      "sallyport:policy": join(folder, "sallyport.yaml"),
    });
    stack.planes.github.foster(repository, "payments-api", {
      name: "payments-api",
      visibility: "internal",
      hasWiki: true,
      topics: ["payments"],
      securityAndAnalysis: {
        advancedSecurity: { status: "enabled" },
        secretScanning: { status: "disabled" },
        secretScanningPushProtection: { status: "disabled" },
      },
    });
    stack.planes.github.foster(settings, "1042", {
      billingEmail: "billing@acme.example",
      company: "Acme",
      defaultRepositoryPermission: "write",
      membersCanCreatePublicRepositories: false,
    });
  });
  afterEach(async () => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  // Files go to the repository itself: central ones would have to be merged by people between two `up`.
  const example = readFileSync("examples/organization/sallyport.yaml", "utf8").replace(/delivery:\n(?: {2}.*\n)+/, "");
  const writePolicy = (change: (policy: string) => string = (policy) => policy) =>
    writeFileSync(join(folder, "sallyport.yaml"), change(example));
  const made = (type: string, id: string) => stack.planes.github.settingsOf(type, id);

  test("a preview imports what exists, and changes nothing", async () => {
    const preview = await stack.preview();

    expect(preview.errors).toEqual([]);
    expect(preview.steps).toContain(`import ${repository} payments-api`);
    expect(preview.steps).toContain(`import ${settings} foundation`);
    expect(stack.planes.github.resources()).toHaveLength(2);
  });

  test("up writes what the policy speaks of, and leaves the rest of what it adopts as it was", async () => {
    await stack.deploy();

    expect(made(repository, "payments-api")).toEqual({
      name: "payments-api",
      visibility: "internal",
      hasWiki: true,
      topics: ["payments"],
      securityAndAnalysis: {
        advancedSecurity: { status: "enabled" },
        secretScanning: { status: "enabled" },
        secretScanningPushProtection: { status: "enabled" },
      },
    });
    expect(made(settings, "1042")).toEqual({
      billingEmail: "billing@acme.example",
      company: "Acme",
      defaultRepositoryPermission: "none",
      membersCanCreatePublicRepositories: false,
      dependabotAlertsEnabledForNewRepositories: true,
      dependabotSecurityUpdatesEnabledForNewRepositories: true,
    });
  });

  test("up again changes nothing", async () => {
    await stack.deploy();

    expect(await stack.up()).toMatchObject({ exitCode: 0, steps: [] });
  });

  test.each([
    [
      "one more review",
      "scope: organization",
      "scope: organization\n  reviews: { required: 3 }",
      "organizationRuleset:OrganizationRuleset foundation-branches",
    ],
    [
      "another base permission",
      "basePermission: none",
      "basePermission: read",
      "organizationSettings:OrganizationSettings foundation",
    ],
    [
      "one more action",
      '["acme/*@*"]',
      '["acme/*@*", "docker/*@*"]',
      "actionsOrganizationPermissions:ActionsOrganizationPermissions foundation",
    ],
    [
      "another state of push protection",
      "pushProtection: true",
      "pushProtection: false",
      "repository:Repository payments-api",
    ],
  ])("%s updates what it is about", async (_, from, to, resource) => {
    await stack.deploy();
    writePolicy((policy) => policy.replace(from, to));

    const up = await stack.up();

    expect(up.errors).toEqual([]);
    expect(up.steps).toContain(`update github:index/${resource}`);
    // The allow-list of the organisation is that of its repositories too.
    expect(up.steps.filter((step) => !step.includes("actionsRepositoryPermissions"))).toHaveLength(1);
  });

  test("a repository that is no longer adopted is not deleted: the engine refuses until somebody lets go of it", async () => {
    await stack.deploy();
    writePolicy((policy) => policy.replace(/ {4}adopt: true.*\n/, ""));

    const up = await stack.up();

    expect(up.exitCode).not.toBe(0);
    expect(up.output).toContain("because it is protected");
    expect(made(repository, "payments-api")).toMatchObject({ hasWiki: true });
  });

  test("what leaves the policy is not opened up", async () => {
    await stack.deploy();
    const before = stack.planes.github.resources();
    writePolicy((policy) =>
      policy
        .replace(/ {4}actions: .*\n.*alsoAllowed: .*\n/, "")
        .replace("  actions: {}\n", "")
        .replace(
          "without: [audit, runtime]",
          "without: [audit, runtime, settings.token, settings.securityUpdates, settings.vulnerabilityAlerts]",
        ),
    );

    const up = await stack.up();

    expect(up.errors).toEqual([]);
    expect(up.steps.filter((step) => !step.startsWith("delete "))).toEqual([]);
    expect(up.steps.length).toBeGreaterThan(5);
    expect(stack.planes.github.resources()).toEqual(before);
  });

  test("destroy stops at what is protected, and opens nothing up", async () => {
    await stack.deploy();

    const destroyed = await stack.destroy();

    expect(destroyed.exitCode).not.toBe(0);
    expect(made(repository, "payments-api")).toBeDefined();
    expect(made("github:index/actionsOrganizationPermissions:ActionsOrganizationPermissions", "acme")).toBeDefined();
  });
});
