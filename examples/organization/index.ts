import {
  AdoptedRepository,
  actionRepositoryIds,
  OrganizationGovernance,
  OrganizationProtection,
  RepositorySettings,
  sharedChecks,
} from "@sallyport/github";
import { readPolicy } from "@sallyport/policy";

const { policy } = readPolicy("examples/organization/sallyport.yaml");
const { delivery, organization, protection, repositories, settings } = policy;
const { governance } = organization;

if (governance) {
  new OrganizationGovernance("acme", {
    policy: governance,
    organization,
    repositoryIds: actionRepositoryIds(policy),
  });
}
new OrganizationProtection("acme", {
  policy: protection,
  organization,
  repositories,
  delivery,
  requiredChecks: sharedChecks(policy),
});
for (const repository of repositories) {
  new RepositorySettings(repository.name, { policy: settings, organization, repository });
  if (repository.adopt) new AdoptedRepository(repository.name, { policy: settings, repository });
}
