import { type RegistryPolicy, seconds } from "@sallyport/policy";
import type { BaseLine } from "./dockerfile.js";
import { type ImageReference, isApproved, parseImageReference } from "./image-reference.js";
import type { HostedImage } from "./registry-client.js";

/** What speaks against a base image. */
export interface BaseProblem {
  kind: "age" | "approved" | "declared" | "outdated" | "pinned" | "size";
  /** Continues a sentence that begins with the image. */
  found: string;
  remedy: string;
}

export interface BaseInputs {
  base: BaseLine;
  image: ImageReference;
  /** What the Dockerfile names: its digest, or what its tag is now. */
  used: HostedImage;
  /** What its tag is now; undefined for an image without a tag. */
  newest: HostedImage | undefined;
  /** The base that the policy names for the image that is built. */
  declared: string | undefined;
  policy: RegistryPolicy["baseImages"];
  now: string;
}

/**
 * Everything that speaks against a base image: one that is not approved, not pinned by digest, not the newest of its tag, too
 * old, and for what is shipped too large. What only helps to build may be large: none of it is in the image.
 */
export function judgeBase({ base, image, used, newest, declared, policy, now }: BaseInputs): BaseProblem[] {
  const days = (Date.parse(now) - Date.parse(used.created)) / 86_400_000;
  const megabytes = used.bytes / 1_000_000;
  const problems: [BaseProblem["kind"], boolean, string, string][] = [
    [
      "approved",
      policy.approved.length > 0 && !isApproved(image, policy.approved),
      "is not on the list registry.baseImages.approved",
      "Build on one that is, or have it put on the list.",
    ],
    ["pinned", image.digest === undefined, "is not pinned by its digest", `Write ${base.written}@${used.digest}.`],
    [
      "outdated",
      image.digest !== undefined && newest !== undefined && newest.digest !== image.digest,
      `is not what its tag ${image.tag} names now (${newest?.digest})`,
      "Build on that.",
    ],
    [
      "age",
      !(days * 86_400 <= seconds(policy.maxAge)),
      `was made ${Math.floor(days)} days ago; registry.baseImages.maxAge is ${policy.maxAge}`,
      "Build on a newer one; when its tag has none, on another tag.",
    ],
    [
      "size",
      base.isShipped && megabytes > policy.maxMegabytes,
      `has ${Math.ceil(megabytes)} MB of layers; registry.baseImages.maxMegabytes is ${policy.maxMegabytes}`,
      "Ship a smaller one (slim, distroless), and build in a stage of its own.",
    ],
    [
      "declared",
      base.isShipped && declared !== undefined && !isDeclared(image, declared),
      `is not the base that the policy names (${declared})`,
      "Correct repositories[].images[].base, or the Dockerfile.",
    ],
  ];
  return problems.filter(([, applies]) => applies).map(([kind, , found, remedy]) => ({ kind, found, remedy }));
}

function isDeclared(image: ImageReference, declared: string): boolean {
  const wanted = parseImageReference(declared);
  return wanted !== undefined && isApproved(image, [declared]);
}
