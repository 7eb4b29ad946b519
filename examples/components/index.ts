import { AuditStore, ContainerRegistry } from "@sallyport/aws";
import { DeploymentEnvironment, RepositoryProtection, requiredChecks, securityWorkflow } from "@sallyport/github";
import { RuntimeDetection, SecureNamespace } from "@sallyport/kubernetes";
import { readPolicy } from "@sallyport/policy";
import { GitHubLogin, RepositoryLogin, SecretStore } from "@sallyport/vault";

const { policy } = readPolicy("examples/quickstart/sallyport.yaml");
const { audit, network, organization, runtime, secrets } = policy;
const { production } = policy.environments;
const [repository] = policy.repositories;

if (repository && production) {
  const workflow = securityWorkflow({ policy, repository });
  new RepositoryProtection("payments-api", {
    policy: policy.protection,
    organization,
    repository,
    requiredChecks: requiredChecks(workflow),
  });
  new DeploymentEnvironment("payments-api-production", {
    policy: production,
    organization,
    repository: repository.name,
    environment: "production",
  });
  new ContainerRegistry("payments-api", { policy: policy.registry, image: "payments-api" });
}

if (repository && secrets) {
  const login = new GitHubLogin("acme", { policy: secrets });
  new RepositoryLogin(
    "payments-api-production",
    { policy: secrets, organization, repository, environment: "production" },
    { dependsOn: login },
  );
  new SecretStore("payments", { policy: secrets.engines.kv });
}

if (audit) new AuditStore("audit", { policy: audit });
if (runtime) new RuntimeDetection("falco", { policy: runtime });
if (network?.namespaces.payments) {
  new SecureNamespace("payments", { policy: network.namespaces.payments, namespace: "payments" });
}
