import { plan } from "@sallyport/pipeline";
import { expect, test } from "vitest";

test("every resource has the hook that names its section of the policy", async () => {
  const { resources } = await plan("examples/quickstart/sallyport.yaml");
  const hooks = (type: string, name: string) =>
    resources.find((resource) => resource.type === type && resource.name === name)?.hooks;

  expect(hooks("aws:ecr/repository:Repository", "payments-api")).toEqual({
    onError: ["SecurePipeline payments-api: registry"],
  });
  expect(hooks("github:index/repositoryEnvironment:RepositoryEnvironment", "payments-api-production")).toEqual({
    onError: ["SecurePipeline payments-api: environments.production"],
  });
  expect(resources.filter(({ custom, hooks: bound }) => custom && !bound.onError)).toEqual([]);
});
