import * as pulumi from "@pulumi/pulumi";
import * as aws from "@sallyport/aws";
import * as github from "@sallyport/github";
import * as kubernetes from "@sallyport/kubernetes";
import * as pipeline from "@sallyport/pipeline";
import { databaseConnections, readPolicy, SecretsPolicy } from "@sallyport/policy";
import * as vault from "@sallyport/vault";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Deployed, deploy } from "../support/deploy.ts";

/*
 * What holds for every component. A component that is exported and has no entry here fails the first test, so later ones
 * join by adding one line.
 */

const policyFile = "examples/quickstart/sallyport.yaml";
const governedFile = "examples/organization/sallyport.yaml";
const { policy } = readPolicy(policyFile);
const { production } = policy.environments;
const { governance } = readPolicy(governedFile).policy.organization;
const { audit, network, organization, runtime, secrets } = policy;
const [repository] = policy.repositories;
if (!governance) throw new Error("the policy of the organisation lost its governance");
if (!audit || !network || !production || !runtime || !secrets || !repository)
  throw new Error("the quickstart policy lost a section");
const [namespace, namespacePolicy] = Object.entries(network.namespaces)[0] ?? [];
if (!namespace || !namespacePolicy) throw new Error("the quickstart policy lost its namespace");

/** What only some policies have: people, workloads and audit devices. */
const access = SecretsPolicy.parse({
  vault: { address: "https://vault.acme.example" },
  auth: { kubernetes: {}, oidc: { discoveryUrl: "https://login.acme.example", clientId: "vault" } },
  workloads: { api: { namespace: "payments", serviceAccounts: ["api"] } },
  people: { security: { read: ["payments-api/production/*"] } },
  audit: {},
});
const { audit: devices } = access;
if (!devices) throw new Error("the policy lost its audit devices");
/** What only some policies have: engines besides the key-value store. */
const { engines } = SecretsPolicy.parse({
  vault: { address: "https://vault.acme.example" },
  engines: {
    database: {
      postgresql: { shop: { roles: { reader: {} }, staticRoles: { app: { username: "app" } } } },
    },
    pki: { domains: ["acme.example"], acme: true, intermediate: { generation: 2 } },
    transit: { keys: { releases: {} } },
  },
});
const [connection] = databaseConnections(engines.database);
if (!engines.database || !engines.pki || !engines.transit || !connection) throw new Error("the policy lost an engine");
const { database, pki, transit } = engines;

const kubernetesLogin = access.auth.kubernetes;
if (!kubernetesLogin) throw new Error("the policy lost its login of workloads");

const components: Record<string, () => pulumi.ComponentResource> = {
  AdoptedRepository: () =>
    new github.AdoptedRepository("example", { policy: { secretScanning: true, pushProtection: true }, repository }),
  AuditStore: () => new aws.AuditStore("example", { policy: audit }),
  CertificateAuthority: () => new vault.CertificateAuthority("example", { policy: secrets, engine: pki, organization }),
  ContainerRegistry: () => new aws.ContainerRegistry("example", { policy: policy.registry, image: "api" }),
  DatabaseConnection: () =>
    new vault.DatabaseConnection("example", { policy: database, rotation: secrets.rotation, connection }),
  DatabaseEngine: () => new vault.DatabaseEngine("example", { policy: database }),
  DeploymentEnvironment: () =>
    new github.DeploymentEnvironment("example", {
      policy: production,
      organization,
      repository: repository.name,
      environment: "production",
    }),
  GitHubLogin: () => new vault.GitHubLogin("example", { policy: secrets }),
  OrganizationGovernance: () =>
    new github.OrganizationGovernance("example", { policy: governance, organization, repositoryIds: [repository.id] }),
  OrganizationProtection: () =>
    new github.OrganizationProtection("example", {
      policy: { ...policy.protection, scope: "organization" },
      organization,
      repositories: policy.repositories,
      delivery: policy.delivery,
      requiredChecks: [{ context: "sallyport" }],
    }),
  PeopleLogin: () => new vault.PeopleLogin("example", { policy: access, organization }),
  PipelineFoundation: () => new pipeline.PipelineFoundation("example", { policyFile }),
  RepositoryLogin: () =>
    new vault.RepositoryLogin("example", {
      policy: secrets,
      organization,
      repository,
      environment: "production",
      refs: production,
    }),
  RepositoryProtection: () =>
    new github.RepositoryProtection("example", {
      policy: policy.protection,
      organization,
      repository,
      requiredChecks: [{ context: "sallyport" }],
    }),
  RepositorySettings: () =>
    new github.RepositorySettings("example", { policy: policy.settings, organization, repository }),
  RuntimeDetection: () => new kubernetes.RuntimeDetection("example", { policy: runtime }),
  SecretStore: () => new vault.SecretStore("example", { policy: secrets.engines.kv }),
  SecureNamespace: () => new kubernetes.SecureNamespace("example", { policy: namespacePolicy, namespace }),
  SecurePipeline: () => new pipeline.SecurePipeline("example", { policyFile, repository: repository.name }),
  TeamAccess: () => new vault.TeamAccess("example", { policy: access, team: "security", accessor: "auth_oidc_1" }),
  TransitEngine: () => new vault.TransitEngine("example", { policy: transit }),
  WorkflowDelivery: () =>
    new github.WorkflowDelivery("example", {
      owner: organization.login,
      repository: repository.name,
      repositoryId: repository.id,
      branch: policy.delivery.branch,
      files: github.repositoryFiles({ policy, repository }),
    }),
  VaultAudit: () => new vault.VaultAudit("example", { policy: devices }),
  VaultLimits: () => new vault.VaultLimits("example", { policy: access }),
  WorkloadAccess: () => new vault.WorkloadAccess("example", { policy: kubernetesLogin }),
  WorkloadLogin: () => new vault.WorkloadLogin("example", { policy: access, workload: "api", path: "kubernetes" }),
};

test("every exported component has an entry here", () => {
  const exported = Object.entries({ ...aws, ...github, ...kubernetes, ...pipeline, ...vault })
    .filter(([, value]) => typeof value === "function" && value.prototype instanceof pulumi.ComponentResource)
    .map(([name]) => name);

  expect(exported.toSorted()).toEqual(Object.keys(components).toSorted());
});

/** Where credentials would come from. None of it may be registered. */
const canary = "canary-not-a-real-secret";
const credentials = ["AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "VAULT_TOKEN", "KUBE_TOKEN"];

describe.each(Object.keys(components))("%s", (name) => {
  let deployed: Deployed;
  const environment = { ...process.env };

  beforeAll(async () => {
    for (const variable of credentials) process.env[variable] = canary;
    const config = { "aws:secretKey": canary, "github:token": canary, "vault:token": canary };
    deployed = await deploy(() => void components[name]?.(), { config });
  });
  afterAll(() => {
    process.env = environment;
  });

  const inside = () => deployed.resources.filter(({ type }) => type !== "pulumi:pulumi:Stack");

  test("is a component named after its class", () => {
    expect(deployed.all(`sallyport:index:${name}`)).toHaveLength(1);
  });

  test("gives every resource a parent in the component", () => {
    const urns = new Set(deployed.resources.map(({ urn }) => urn));
    const root = deployed.resource(`sallyport:index:${name}`);
    const orphans = inside().filter(
      ({ urn, parent }) => urn !== root.urn && (!urns.has(parent) || parent.endsWith("::sallyport-plan")),
    );

    expect(orphans.map(({ urn }) => urn)).toEqual([]);
  });

  test("hands no policy to the engine", () => {
    const inputs = inside()
      .filter(({ custom }) => !custom)
      .map(({ inputs: given }) => given);

    expect(inputs.filter((given) => Object.keys(given).length > 0)).toEqual([]);
  });

  test("registers no secret", () => {
    expect(JSON.stringify(deployed.resources)).not.toContain(canary);
    expect(inside().flatMap(({ secretInputs }) => secretInputs)).toEqual([]);
  });

  test("also works while nothing is known yet, as in a preview", async () => {
    const preview = await deploy(() => void components[name]?.(), { preview: true });

    expect(preview.resources.map(({ urn }) => urn)).toEqual(deployed.resources.map(({ urn }) => urn));
  });
});
