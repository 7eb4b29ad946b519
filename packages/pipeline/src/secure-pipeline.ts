import * as pulumi from "@pulumi/pulumi";
import {
  approvalEnvironment,
  type Policy,
  type RepositoryPolicy,
  rotationEnvironment,
  rotationScope,
  scanEnvironment,
  scannersWithSecrets,
} from "@sallyport/policy";
import { deliveriesOf, filesFor } from "./deliveries.js";
import { withSources } from "./file-sources.js";
import { createRepositoryLogins } from "./logins.js";
import { planes } from "./planes.js";
import { policyOf, policyPath, repositoryOf } from "./policy-file.js";
import { drivenBy } from "./policy-path.js";

export interface SecurePipelineArgs {
  /** Path of the policy, from the folder of `Pulumi.yaml`. */
  policyFile: string;

  /** Name of the repository, as in the `repositories` section. */
  repository: string;
}

/**
 * The secure pipeline of one repository: its rulesets, its settings, its environments with their approvals, its workflow files, its image
 * registries and its logins to Vault, all from the policy.
 *
 * What several repositories share is made once, by `PipelineFoundation`.
 *
 * @example
 * const foundation = new PipelineFoundation("acme", { policyFile: "sallyport.yaml" });
 * new SecurePipeline(
 *   "payments-api",
 *   { policyFile: "sallyport.yaml", repository: "payments-api" },
 *   { dependsOn: foundation },
 * );
 */
export class SecurePipeline extends pulumi.ComponentResource {
  /** Where to push each image, by its name. */
  readonly imageUrls: pulumi.Output<Record<string, string>>;

  /** @throws {PolicyError} when the policy cannot be used or does not name the repository. */
  constructor(name: string, args: SecurePipelineArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:SecurePipeline", name, {}, opts);
    const policy = policyOf(args.policyFile);
    const repository = repositoryOf(policy, args.repository, args.policyFile);
    const under = (section: string) => drivenBy(this, args.policyFile, section);

    createEnvironments(policy, repository, under);
    protect(policy, repository, under);
    createRepositoryLogins(policy, repository, under);
    deliverFiles(policy, repository, policyPath(args.policyFile), under);
    const registries = createRegistries(policy, repository, under);
    settle(policy, repository, registries, under);
    this.imageUrls = pulumi.output(registries);
    this.registerOutputs({ imageUrls: this.imageUrls });
  }
}

/** Options of a component that a section of the policy drives. */
type Under = (section: string) => pulumi.ComponentResourceOptions;

function protect(policy: Policy, repository: RepositoryPolicy, under: Under): void {
  const { RepositoryProtection, repositoryChecks } = planes.github;
  new RepositoryProtection(
    repository.name,
    {
      policy: policy.protection,
      organization: policy.organization,
      repository,
      requiredChecks: repositoryChecks({ policy, repository }),
    },
    under("protection"),
  );
}

/** Settings of the repository, with what its workflows read; and the repository itself where the policy adopts it. */
function settle(policy: Policy, repository: RepositoryPolicy, registries: ImageUrls, under: Under): void {
  const { AdoptedRepository, RepositorySettings } = planes.github;
  const { organization, settings } = policy;
  const [url] = Object.values(registries);
  const variables = url ? { SALLYPORT_REGISTRY: url.apply(registryOf) } : {};
  new RepositorySettings(repository.name, { policy: settings, organization, repository, variables }, under("settings"));
  if (repository.adopt) {
    new AdoptedRepository(repository.name, { policy: settings, repository }, under("settings"));
  }
}

type ImageUrls = Record<string, pulumi.Output<string>>;

/** All images of an account lie in one registry: `ACCOUNT.dkr.ecr.REGION.amazonaws.com`. */
function registryOf(imageUrl: string): string {
  return imageUrl.split("/", 1)[0] ?? imageUrl;
}

function createEnvironments(policy: Policy, repository: RepositoryPolicy, under: Under): void {
  const { approvalEnvironmentArgs, DeploymentEnvironment, rotationEnvironmentArgs, scanEnvironmentArgs } =
    planes.github;
  for (const [environment, settings] of Object.entries(policy.environments)) {
    new DeploymentEnvironment(
      `${repository.name}-${environment}`,
      { policy: settings, organization: policy.organization, repository: repository.name, environment },
      under(`environments.${environment}`),
    );
  }
  new DeploymentEnvironment(
    `${repository.name}-${approvalEnvironment}`,
    approvalEnvironmentArgs(policy, repository.name),
    under("gate.approvers"),
  );
  if (scannersWithSecrets(policy).length > 0) {
    new DeploymentEnvironment(
      `${repository.name}-${scanEnvironment}`,
      scanEnvironmentArgs(policy, repository.name),
      under("scanning.scanners"),
    );
  }
  if (rotationScope(policy, repository)) {
    new DeploymentEnvironment(
      `${repository.name}-${rotationEnvironment}`,
      rotationEnvironmentArgs(policy, repository.name),
      under("secrets.rotation"),
    );
  }
}

function createRegistries(policy: Policy, repository: RepositoryPolicy, under: Under): ImageUrls {
  const urls: ImageUrls = {};
  for (const { name } of repository.images) {
    urls[name] = new planes.aws.ContainerRegistry(
      name,
      { policy: policy.registry, image: name },
      under("registry"),
    ).url;
  }
  return urls;
}

/** By pull request: nothing of it is in force before somebody merges that. */
function deliverFiles(policy: Policy, repository: RepositoryPolicy, path: string, under: Under): void {
  for (const delivery of deliveriesOf(policy, withSources(filesFor(policy, [repository]), policy, path))) {
    if (delivery.repository !== repository.name) continue; // The foundation brings what the central repository has.
    new planes.github.WorkflowDelivery(repository.name, delivery, under("delivery"));
  }
}
