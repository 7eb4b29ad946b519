import { AuditStore, ContainerRegistry } from "@sallyport/aws";
import {
  AdoptedRepository,
  DeploymentEnvironment,
  OrganizationGovernance,
  OrganizationProtection,
  RepositoryProtection,
  RepositorySettings,
  repositoryFiles,
  requiredChecks,
  securityWorkflow,
  WorkflowDelivery,
} from "@sallyport/github";
import { RuntimeDetection, SecureNamespace } from "@sallyport/kubernetes";
import { databaseConnections, GovernancePolicy, readPolicy, SecretsPolicy } from "@sallyport/policy";
import {
  CertificateAuthority,
  DatabaseConnection,
  DatabaseEngine,
  GitHubLogin,
  PeopleLogin,
  RepositoryLogin,
  SecretStore,
  TeamAccess,
  TransitEngine,
  VaultAudit,
  VaultLimits,
  WorkloadAccess,
  WorkloadLogin,
} from "@sallyport/vault";

const { policy } = readPolicy("examples/quickstart/sallyport.yaml");
const { audit, delivery, network, organization, protection, runtime, secrets, settings } = policy;
const { production } = policy.environments;
const [repository] = policy.repositories;

if (repository && production) {
  const workflow = securityWorkflow({ policy, repository });
  new RepositoryProtection("payments-api", {
    policy: protection,
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
  new RepositorySettings("payments-api", { policy: settings, organization, repository, variables: {} });
  new AdoptedRepository("payments-api", { policy: { ...settings, secretScanning: true }, repository });
  new WorkflowDelivery("payments-api", {
    owner: organization.login,
    repository: repository.name,
    repositoryId: repository.id,
    branch: delivery.branch,
    files: repositoryFiles({ policy, repository }),
  });
  new OrganizationGovernance("acme", {
    policy: GovernancePolicy.parse({ actions: { shaPinningRequired: true } }),
    organization,
    repositoryIds: [repository.id],
  });
  new OrganizationProtection("acme", {
    policy: protection,
    organization,
    repositories: [repository],
    delivery,
    requiredChecks: requiredChecks(workflow),
  });
  new ContainerRegistry("payments-api", { policy: policy.registry, image: "payments-api" });
}

if (repository && production && secrets) {
  const login = new GitHubLogin("acme", { policy: secrets });
  new RepositoryLogin(
    "payments-api-production",
    { policy: secrets, organization, repository, environment: "production", refs: production },
    { dependsOn: login },
  );
  const access = SecretsPolicy.parse({
    vault: secrets.vault,
    auth: { kubernetes: {}, oidc: { discoveryUrl: "https://login.acme.example", clientId: "vault" } },
    workloads: { "payments-api": { namespace: "payments", serviceAccounts: ["payments-api"] } },
    people: { security: { read: ["payments-api/production/*"] } },
    audit: { socket: { address: "collector.acme.example:9000" } },
  });
  if (access.auth.kubernetes) {
    const { path } = new WorkloadAccess("acme", { policy: access.auth.kubernetes });
    new WorkloadLogin("payments-api", { policy: access, workload: "payments-api", path });
  }
  const people = new PeopleLogin("acme", { policy: access, organization });
  new TeamAccess("security", { policy: access, team: "security", accessor: people.accessor });
  const { engines, rotation } = SecretsPolicy.parse({
    vault: secrets.vault,
    engines: {
      database: { postgresql: { payments: { roles: { "payments-read": {} } } } },
      pki: { domains: ["acme.example"] },
      transit: { keys: { releases: {} } },
    },
  });
  if (engines.database) {
    const engine = new DatabaseEngine("acme", { policy: engines.database });
    for (const connection of databaseConnections(engines.database)) {
      new DatabaseConnection(connection.name, { policy: engines.database, rotation, connection, engine });
    }
  }
  if (engines.pki) new CertificateAuthority("acme", { policy: secrets, engine: engines.pki, organization });
  if (engines.transit) new TransitEngine("acme", { policy: engines.transit }, { protect: true });
  const vaultAudit = access.audit && new VaultAudit("acme", { policy: access.audit });
  new SecretStore("payments", { policy: secrets.engines.kv }, vaultAudit && { dependsOn: vaultAudit });
  new VaultLimits("acme", { policy: access }, { dependsOn: [login, people] });
}

if (audit) new AuditStore("audit", { policy: audit });
if (runtime) new RuntimeDetection("falco", { policy: runtime });
if (network?.namespaces.payments) {
  new SecureNamespace("payments", { policy: network.namespaces.payments, namespace: "payments" });
}
