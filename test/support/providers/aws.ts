import { type Properties, textAt } from "./inputs.ts";
import type { ProviderFacts, ResourceKind } from "./provider-facts.ts";

const provider = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service";
const account = "123456789012";
const region = "eu-central-1";
const key = "aws:kms/key:Key";
const repository = "aws:ecr/repository:Repository";
const bucket = "aws:s3/bucket:Bucket";
const tagged = (inputs: Properties) => ({ tagsAll: inputs.tags ?? {} });

/** One of the settings of a bucket: it has the id of the bucket, and there is one of each. */
function bucketSetting(file: string, more: Partial<ResourceKind> = {}): ResourceKind {
  return {
    source: `${provider}/s3/${file}.go`,
    overwrites: true,
    needs: (inputs) => [[bucket, textAt(inputs, "bucket")]],
    id: (inputs) => textAt(inputs, "bucket"),
    ...more,
    required: ["bucket", ...(more.required ?? [])],
    replaceOn: ["bucket", "expectedBucketOwner", "region", ...(more.replaceOn ?? [])],
  };
}

/** Amazon Web Services. Every type of version 7 can be moved to another region, by replacing it. */
export const aws: ProviderFacts = {
  name: "aws",
  version: "7.48.0",
  file: "test/support/providers/aws.ts",
  settings: ["region"],
  kinds: {
    [key]: {
      source: `${provider}/kms/key.go`,
      allowed: { keyUsage: ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"] },
      range: { deletionWindowInDays: [7, 30], rotationPeriodInDays: [90, 2560] },
      replaceOn: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "region", "xksKeyId"],
      id: (_, serial) => `00000000-0000-4000-8000-${String(serial).padStart(12, "0")}`,
      outputs: (inputs, id) => ({ arn: `arn:aws:kms:${region}:${account}:key/${id}`, keyId: id, ...tagged(inputs) }),
    },
    "aws:kms/alias:Alias": {
      source: `${provider}/kms/alias.go`,
      required: ["targetKeyId"],
      pattern: { name: /^alias\/[\w/-]+$/ },
      autoName: "name",
      replaceOn: ["name", "namePrefix", "region"],
      deleteBeforeReplace: "when named",
      needs: (inputs) => [[key, textAt(inputs, "targetKeyId").split("/").at(-1) ?? ""]],
      id: (inputs) => textAt(inputs, "name"),
      outputs: (inputs, id) => ({
        arn: `arn:aws:kms:${region}:${account}:${id}`,
        targetKeyArn: `arn:aws:kms:${region}:${account}:key/${textAt(inputs, "targetKeyId").split("/").at(-1)}`,
      }),
    },
    [repository]: {
      source: `${provider}/ecr/repository.go`,
      allowed: {
        imageTagMutability: ["MUTABLE", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"],
        "encryptionConfigurations[].encryptionType": ["AES256", "KMS", "KMS_DSSE"],
        "imageTagMutabilityExclusionFilters[].filterType": ["WILDCARD"],
      },
      pattern: { name: /^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/ },
      autoName: "name",
      replaceOn: ["encryptionConfigurations", "name", "region"],
      deleteBeforeReplace: "when named",
      id: (inputs) => textAt(inputs, "name"),
      outputs: (inputs, id) => ({
        arn: `arn:aws:ecr:${region}:${account}:repository/${id}`,
        registryId: account,
        repositoryUrl: `${account}.dkr.ecr.${region}.amazonaws.com/${id}`,
        ...tagged(inputs),
      }),
    },
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": {
      source: `${provider}/ecr/lifecycle_policy.go`,
      required: ["policy", "repository"],
      // The provider has no update for it: https://github.com/hashicorp/terraform-provider-aws/issues/49624
      replaceOn: ["policy", "region", "repository"],
      // https://github.com/pulumi/pulumi-aws/pull/2085
      deleteBeforeReplace: "always",
      overwrites: true,
      needs: (inputs) => [[repository, textAt(inputs, "repository")]],
      id: (inputs) => textAt(inputs, "repository"),
      outputs: () => ({ registryId: account }),
    },
    [bucket]: {
      source: `${provider}/s3/bucket.go`,
      pattern: { bucket: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/ },
      autoName: "bucket",
      replaceOn: ["bucket", "bucketNamespace", "bucketPrefix", "objectLockEnabled", "region"],
      deleteBeforeReplace: "when named",
      id: (inputs) => textAt(inputs, "bucket"),
      outputs: (inputs, id) => ({
        arn: `arn:aws:s3:::${id}`,
        bucketDomainName: `${id}.s3.amazonaws.com`,
        bucketRegionalDomainName: `${id}.s3.${region}.amazonaws.com`,
        ...tagged(inputs),
      }),
    },
    "aws:s3/bucketVersioning:BucketVersioning": bucketSetting("bucket_versioning", {
      required: ["versioningConfiguration", "versioningConfiguration.status"],
      allowed: { "versioningConfiguration.status": ["Enabled", "Suspended", "Disabled"] },
    }),
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": bucketSetting(
      "bucket_object_lock_configuration",
      {
        allowed: { objectLockEnabled: ["Enabled"], "rule.defaultRetention.mode": ["GOVERNANCE", "COMPLIANCE"] },
        replaceOn: ["objectLockEnabled"],
      },
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketSetting("bucket_public_access_block"),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": bucketSetting(
      "bucket_server_side_encryption_configuration",
      {
        required: ["rules"],
        allowed: { "rules[].applyServerSideEncryptionByDefault.sseAlgorithm": ["AES256", "aws:kms", "aws:kms:dsse"] },
      },
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucketSetting("bucket_ownership_controls", {
      required: ["rule", "rule.objectOwnership"],
      allowed: { "rule.objectOwnership": ["BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced"] },
    }),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucketSetting(
      "bucket_lifecycle_configuration",
      {
        required: ["rules", "rules[].id", "rules[].status"],
        allowed: { "rules[].status": ["Enabled", "Disabled"] },
        outputs: () => ({ transitionDefaultMinimumObjectSize: "all_storage_classes_128K" }),
      },
    ),
    "aws:s3/bucketPolicy:BucketPolicy": bucketSetting("bucket_policy", { required: ["policy"] }),
  },
};
