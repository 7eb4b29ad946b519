import * as ecr from "@pulumi/aws/ecr/index.js";
import * as kms from "@pulumi/aws/kms/index.js";
import * as pulumi from "@pulumi/pulumi";
import { days, type RegistryPolicy } from "@sallyport/policy";

export interface ContainerRegistryArgs {
  /** The `registry` section of the policy. */
  policy: RegistryPolicy;

  /** Name of the image, which becomes the name of the ECR repository. */
  image: string;

  /**
   * ARN of the key that encrypts the images.
   *
   * @default - a new key, rotated as the policy says
   */
  kmsKeyArn?: pulumi.Input<string>;
}

/**
 * A private ECR repository that scans on push and never lets a tag move.
 *
 * @example
 * const registry = new ContainerRegistry("payments-api", { policy: policy.registry, image: "payments-api" });
 * export const image = pulumi.interpolate`${registry.url}:1.4.2`;
 */
export class ContainerRegistry extends pulumi.ComponentResource {
  /** Where to push: `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME`. */
  readonly url: pulumi.Output<string>;

  /** The underlying repository, for anything this component does not cover. */
  readonly repository: ecr.Repository;

  constructor(name: string, args: ContainerRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:ContainerRegistry", name, {}, opts);
    const parent = { parent: this };
    const { policy } = args;

    const kmsKey = args.kmsKeyArn ?? new kms.Key(name, imageKeyArgs(args), parent).arn;

    this.repository = new ecr.Repository(
      name,
      {
        name: args.image,
        ...tagMutability(policy),
        imageScanningConfiguration: { scanOnPush: policy.scanOnPush },
        encryptionConfigurations: [{ encryptionType: "KMS", kmsKey }],
      },
      parent,
    );

    new ecr.LifecyclePolicy(
      name,
      { repository: this.repository.name, policy: JSON.stringify(lifecyclePolicy(policy)) },
      parent,
    );

    this.url = this.repository.repositoryUrl;
    this.registerOutputs({ url: this.url });
  }
}

function imageKeyArgs({ policy, image }: ContainerRegistryArgs): kms.KeyArgs {
  return {
    description: `Images of ${image}`,
    enableKeyRotation: true,
    rotationPeriodInDays: days(policy.encryption.keyRotation),
    deletionWindowInDays: days(policy.encryption.deletionWindow),
  };
}

/** @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html */
export function tagMutability({ immutableTags, mutableTags }: RegistryPolicy) {
  if (!immutableTags) return { imageTagMutability: "MUTABLE" };
  if (mutableTags.length === 0) return { imageTagMutability: "IMMUTABLE" };
  return {
    imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
    imageTagMutabilityExclusionFilters: mutableTags.map((filter) => ({ filter, filterType: "WILDCARD" })),
  };
}

/**
 * Untagged images go by age, tagged ones by number. ECR applies the lower priority first.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
 */
export function lifecyclePolicy(policy: RegistryPolicy) {
  return {
    rules: [
      {
        rulePriority: 1,
        description: "Images without a tag",
        selection: {
          tagStatus: "untagged",
          countType: "sinceImagePushed",
          countUnit: "days",
          countNumber: days(policy.expireUntagged),
        },
        action: { type: "expire" },
      },
      {
        rulePriority: 2,
        description: "Older images",
        selection: {
          tagStatus: "tagged",
          tagPatternList: ["*"],
          countType: "imageCountMoreThan",
          countNumber: policy.keepImages,
        },
        action: { type: "expire" },
      },
    ],
  };
}
