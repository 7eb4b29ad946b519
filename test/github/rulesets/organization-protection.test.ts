import { OrganizationProtection } from "@sallyport/github";
import { expect, test } from "vitest";
import { deploy } from "../../support/deploy.ts";
import { sample } from "../sample.ts";

const rulesetType = "github:index/organizationRuleset:OrganizationRuleset";
const accessType = "github:index/actionsRepositoryAccessLevel:ActionsRepositoryAccessLevel";

async function protect(sections: Record<string, unknown>) {
  const { policy } = sample(sections);
  const { organization, repositories, delivery } = policy;
  return deploy(
    () =>
      new OrganizationProtection("acme", {
        policy: policy.protection,
        organization,
        repositories,
        delivery,
        requiredChecks: [{ context: "sallyport" }],
      }),
  );
}

const delivery = (visibility: string) => ({
  delivery: { mode: "central", central: { repository: "workflows", id: 9000, visibility } },
});

test("makes one ruleset for branches, tags and locked paths, however many repositories there are", async () => {
  const deployed = await protect({ protection: { scope: "organization" } });

  expect(deployed.all(rulesetType).map(({ name }) => name)).toEqual(["acme-branches", "acme-pushes", "acme-tags"]);
  expect(deployed.all(accessType)).toEqual([]);
});

test("opens the central repository's workflows to the organisation before it requires them", async () => {
  const deployed = await protect(delivery("internal"));
  const access = deployed.resource(accessType);

  expect(access.inputs).toEqual({ repository: "workflows", accessLevel: "organization" });
  expect(deployed.resource(rulesetType).dependencies).toContain(access.urn);
});

test("leaves access to a public central repository alone, which needs none", async () => {
  const deployed = await protect(delivery("public"));

  expect(deployed.all(accessType)).toEqual([]);
  expect(deployed.all(rulesetType)).toHaveLength(1);
});
