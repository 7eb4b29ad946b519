import type { AuditPolicy, RegistryPolicy } from "@sallyport/policy";

/**
 * Settings of the `registry` and `audit` sections that ask for something which this version does not make.
 *
 * @returns dotted path of each setting, and what that means.
 */
export function notProvided(policy: {
  registry: RegistryPolicy;
  audit?: AuditPolicy | undefined;
}): { path: string; message: string }[] {
  const { registry, audit } = policy;
  const { updates } = registry.baseImages;
  const asked = [
    registry.scanType === "enhanced" && {
      path: "registry.scanType",
      message:
        "this version leaves the scan type of the whole registry alone; images get ECR's basic scan unless Amazon Inspector is on",
    },
    registry.replication.length > 0 && {
      path: "registry.replication",
      message: "this version copies images to no other region",
    },
    registry.pullThrough.length > 0 && {
      path: "registry.pullThrough",
      message: "this version makes no pull-through rules; images are taken from their own registries",
    },
    updates && {
      path: "registry.baseImages.updates",
      message:
        "this version opens no pull request by itself: `sallyport base-images --update` writes newer digests into the Dockerfiles of a checkout",
    },
    audit?.logIntegrity && {
      path: "audit.logIntegrity",
      message: "this version writes no chained ledger; Object Lock alone protects the evidence",
    },
    audit?.siem && { path: "audit.siem", message: "this version delivers no events to a SIEM" },
  ];
  return asked.filter((entry) => typeof entry === "object");
}
