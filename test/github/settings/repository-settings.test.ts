import { RepositorySettings } from "@sallyport/github";
import { describe, expect, test } from "vitest";
import { deploy } from "../../support/deploy.ts";
import { repositories, sample } from "../sample.ts";

const type = (kind: string) => `github:index/${kind[0]?.toLowerCase()}${kind.slice(1)}:${kind}`;
const alone = ["settings.vulnerabilityAlerts", "settings.securityUpdates"];

async function settle(sections: Record<string, unknown>, variables: Record<string, string> = {}) {
  const { policy, repository } = sample(sections);
  const { organization, settings } = policy;
  return deploy(() => new RepositorySettings("api", { policy: settings, organization, repository, variables }));
}

test("touches nothing that the policy does not speak of", async () => {
  const deployed = await settle({ without: alone });

  expect(deployed.resources.filter(({ custom }) => custom)).toEqual([]);
});

test("a setting that leaves the policy is not switched off", async () => {
  const deployed = await settle({ settings: { actions: {}, token: {}, oidcSubject: ["repo", "context"] } });
  const made = deployed.resources.filter(({ custom }) => custom);

  expect(made).toHaveLength(5);
  expect(made.filter(({ retainOnDelete }) => !retainOnDelete)).toEqual([]);
});

describe("Dependabot", () => {
  const alerts = type("RepositoryVulnerabilityAlerts");
  const updates = type("RepositoryDependabotSecurityUpdates");

  test("alerts first, and then mends", async () => {
    const deployed = await settle({});

    expect(deployed.only(alerts)).toEqual({ repository: "payments-api", enabled: true });
    expect(deployed.only(updates)).toEqual({ repository: "payments-api", enabled: true });
    expect(deployed.resource(updates).dependencies).toContain(deployed.resource(alerts).urn);
  });

  test("is switched off where the policy says so", async () => {
    const deployed = await settle({ settings: { vulnerabilityAlerts: false, securityUpdates: false } });

    expect(deployed.only(alerts)).toHaveProperty("enabled", false);
    expect(deployed.only(updates)).toHaveProperty("enabled", false);
  });
});

describe("Actions", () => {
  const permissions = type("ActionsRepositoryPermissions");
  const token = type("WorkflowRepositoryPermissions");

  test("are those of the generated workflows, named by commit", async () => {
    const deployed = await settle({ settings: { actions: {} } });

    expect(deployed.only(permissions)).toMatchObject({
      repository: "payments-api",
      enabled: true,
      allowedActions: "selected",
      shaPinningRequired: true,
      allowedActionsConfig: {
        githubOwnedAllowed: false,
        patternsAlloweds: expect.arrayContaining(["actions/checkout@*"]),
      },
    });
  });

  test("are those too that the organisation allows besides", async () => {
    const governance = { actions: { alsoAllowed: ["acme/*@*"] } };
    const organization = { login: "acme", id: 1042, teams: { security: 4203 }, governance };
    const deployed = await settle({ organization, settings: { actions: { shaPinningRequired: false } } });

    expect(deployed.only(permissions)).toMatchObject({
      shaPinningRequired: false,
      allowedActionsConfig: { patternsAlloweds: expect.arrayContaining(["acme/*@*"]) },
    });
  });

  test("get a token that reads and approves nothing, unless the policy says otherwise", async () => {
    expect((await settle({ settings: { token: {} } })).only(token)).toEqual({
      repository: "payments-api",
      defaultWorkflowPermissions: "read",
      canApprovePullRequestReviews: false,
    });
    expect(
      (await settle({ settings: { token: { mayWrite: true, mayApprovePullRequests: true } } })).only(token),
    ).toMatchObject({ defaultWorkflowPermissions: "write", canApprovePullRequestReviews: true });
  });
});

test("makes up the subject of OIDC tokens from the claims of the policy", async () => {
  const deployed = await settle({ settings: { oidcSubject: ["repository_id", "environment"] } });

  expect(deployed.only(type("ActionsRepositoryOidcSubjectClaimCustomizationTemplate"))).toEqual({
    repository: "payments-api",
    useDefault: false,
    includeClaimKeys: ["repository_id", "environment"],
  });
});

test("gives the repository the values of its custom properties", async () => {
  const governance = { properties: { tier: { values: ["high"] }, note: { type: "text" } } };
  const organization = { login: "acme", id: 1042, teams: { security: 4203 }, governance };
  const properties = { tier: ["high"], note: ["pays out"] };
  const deployed = await settle({ organization, ...repositories({ properties }) });

  expect(deployed.all(type("RepositoryCustomProperty")).map(({ inputs }) => inputs)).toEqual([
    { repository: "payments-api", propertyName: "note", propertyType: "string", propertyValues: ["pays out"] },
    { repository: "payments-api", propertyName: "tier", propertyType: "single_select", propertyValues: ["high"] },
  ]);
});

test("gives workflows their variables", async () => {
  const deployed = await settle({}, { SALLYPORT_REGISTRY: "registry.example" });

  expect(deployed.only(type("ActionsVariable"))).toEqual({
    repository: "payments-api",
    variableName: "SALLYPORT_REGISTRY",
    value: "registry.example",
  });
});
