import { actionRepositoryIds, OrganizationGovernance } from "@sallyport/github";
import { describe, expect, test } from "vitest";
import { deploy } from "../../support/deploy.ts";
import { sample } from "../sample.ts";

const type = (kind: string) => `github:index/${kind[0]?.toLowerCase()}${kind.slice(1)}:${kind}`;
const organization = { login: "acme", id: 1042, teams: { security: 4203 } };

async function govern(governance: Record<string, unknown>) {
  const { policy } = sample({ organization: { ...organization, governance } });
  const section = policy.organization.governance;
  if (!section) throw new Error("the sample policy lost its governance");
  return deploy(
    () =>
      new OrganizationGovernance("acme", { policy: section, organization: policy.organization, repositoryIds: [1, 2] }),
  );
}

test("touches nothing that the policy does not speak of", async () => {
  const deployed = await govern({});

  expect(deployed.resources.filter(({ custom }) => custom)).toEqual([]);
});

test("nothing that leaves the policy is opened up: the provider is not asked to delete it", async () => {
  const deployed = await govern({
    actions: {},
    settings: { billingEmail: "billing@acme.example" },
    teams: { reviewers: {} },
    properties: { tier: { values: ["high"] } },
  });
  const made = deployed.resources.filter(({ custom }) => custom);

  expect(made).toHaveLength(5);
  expect(made.filter(({ retainOnDelete }) => !retainOnDelete)).toEqual([]);
});

describe("Actions", () => {
  const permissions = type("ActionsOrganizationPermissions");

  test("may be those of the generated workflows, named by commit, and no others", async () => {
    const deployed = await govern({ actions: {} });
    const { allowedActionsConfig, ...rest } = deployed.only(permissions) as {
      allowedActionsConfig: { patternsAlloweds: string[] };
    };

    expect(rest).toEqual({ allowedActions: "selected", enabledRepositories: "all", shaPinningRequired: true });
    expect(allowedActionsConfig).toMatchObject({ githubOwnedAllowed: false, verifiedAllowed: false });
    expect(allowedActionsConfig.patternsAlloweds).toContain("actions/checkout@*");
    expect(allowedActionsConfig.patternsAlloweds).not.toContain("acme/*@*");
  });

  test.each([
    [
      "alsoAllowed",
      { alsoAllowed: ["acme/*@*"] },
      "allowedActionsConfig.patternsAlloweds",
      expect.arrayContaining(["acme/*@*"]),
    ],
    ["allowed", { allowed: "local" }, "allowedActions", "local_only"],
    ["allowed", { allowed: "all" }, "allowedActions", "all"],
    ["shaPinningRequired", { shaPinningRequired: false }, "shaPinningRequired", false],
    ["repositories", { repositories: "policy" }, "enabledRepositoriesConfig", { repositoryIds: [1, 2] }],
  ])("follow organization.governance.actions.%s", async (_, actions, property, value) => {
    expect((await govern({ actions })).only(permissions)).toHaveProperty(property, value);
  });

  test("get a token that reads and approves nothing, unless the policy says otherwise", async () => {
    const token = type("ActionsOrganizationWorkflowPermissions");

    expect((await govern({ actions: {} })).only(token)).toEqual({
      organizationSlug: "acme",
      defaultWorkflowPermissions: "read",
      canApprovePullRequestReviews: false,
    });
    expect(
      (await govern({ actions: { tokenMayWrite: true, mayApprovePullRequests: true } })).only(token),
    ).toMatchObject({ defaultWorkflowPermissions: "write", canApprovePullRequestReviews: true });
  });

  test("run in the central repository too, where the policy has one", () => {
    const delivery = { mode: "central", central: { repository: "workflows", id: 9000 } };

    expect(actionRepositoryIds(sample({ delivery }).policy)).toEqual([900123, 9000]);
    expect(actionRepositoryIds(sample().policy)).toEqual([900123]);
  });
});

describe("settings of the organisation", () => {
  const settings = type("OrganizationSettings");

  test("are imported, and only what the policy speaks of is written", async () => {
    const deployed = await govern({
      settings: {
        billingEmail: "billing@acme.example",
        basePermission: "none",
        newRepositories: { secretScanning: true },
      },
    });
    const { inputs, importId, ignoreChanges, protect } = deployed.resource(settings);

    expect(inputs).toEqual({
      billingEmail: "billing@acme.example",
      defaultRepositoryPermission: "none",
      secretScanningEnabledForNewRepositories: true,
    });
    expect({ importId, protect }).toEqual({ importId: "1042", protect: true });
    expect(ignoreChanges).toContain("membersCanCreateRepositories");
    expect(ignoreChanges).toHaveLength(23);
    for (const key of Object.keys(inputs)) expect(ignoreChanges).not.toContain(key);
  });

  test("follow each setting for new repositories", async () => {
    const newRepositories = {
      dependencyGraph: true,
      dependabotAlerts: true,
      securityUpdates: true,
      secretScanning: false,
      pushProtection: false,
    };
    const deployed = await govern({ settings: { billingEmail: "billing@acme.example", newRepositories } });

    expect(deployed.only(settings)).toMatchObject({
      dependencyGraphEnabledForNewRepositories: true,
      dependabotAlertsEnabledForNewRepositories: true,
      dependabotSecurityUpdatesEnabledForNewRepositories: true,
      secretScanningEnabledForNewRepositories: false,
      secretScanningPushProtectionEnabledForNewRepositories: false,
    });
    expect(deployed.resource(settings).ignoreChanges).toContain("defaultRepositoryPermission");
  });
});

test("makes the teams that the policy asks for, open to be seen", async () => {
  const deployed = await govern({ teams: { reviewers: { description: "Who reviews.", parent: 7 }, on_call: {} } });

  expect(deployed.all(type("Team")).map(({ inputs }) => inputs)).toEqual([
    { name: "on_call", privacy: "closed", description: "" },
    { name: "reviewers", privacy: "closed", description: "Who reviews.", parentTeamId: "7" },
  ]);
});

test("defines custom properties that only the organisation's owners may change", async () => {
  const deployed = await govern({
    properties: {
      tier: { values: ["high", "low"], required: true, default: "low", description: "How much hangs on it." },
      note: { type: "text", editableBy: "repository" },
    },
  });

  expect(deployed.all(type("OrganizationCustomProperties")).map(({ inputs }) => inputs)).toEqual([
    {
      propertyName: "note",
      valueType: "string",
      description: "",
      required: false,
      valuesEditableBy: "org_and_repo_actors",
    },
    {
      propertyName: "tier",
      valueType: "single_select",
      description: "How much hangs on it.",
      required: true,
      valuesEditableBy: "org_actors",
      allowedValues: ["high", "low"],
      defaultValue: "low",
    },
  ]);
});

test("gives teams the role of security managers, once those that the policy makes are there", async () => {
  const deployed = await govern({
    teams: { reviewers: {} },
    securityManagers: { role: 138, teams: ["team:security"] },
  });
  const role = deployed.resource(type("OrganizationRoleTeam"));

  expect(role.inputs).toEqual({ roleId: 138, teamSlug: "security" });
  expect(role.dependencies).toContain(deployed.resource(type("Team")).urn);
});
