import { expect, test } from "vitest";
import { deploy } from "../support/deploy.ts";

test("the example of an organisation makes each of its components", async () => {
  const deployed = await deploy(() => import("../../examples/organization/index.ts"));
  const components = deployed.resources.filter(({ custom, type }) => !custom && type.startsWith("sallyport:index:"));

  expect(components.map(({ type, name }) => `${type.replace("sallyport:index:", "")} ${name}`).toSorted()).toEqual([
    "AdoptedRepository payments-api",
    "OrganizationGovernance acme",
    "OrganizationProtection acme",
    "RepositorySettings payments-api",
    "RepositorySettings shop",
  ]);
});
