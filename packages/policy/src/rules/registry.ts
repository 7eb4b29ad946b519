import { days } from "../duration.js";
import type { Breach, Path, Rule } from "./rule.js";

/** https://docs.aws.amazon.com/kms/latest/developerguide/rotating-keys-enable.html */
export const keysRotateWithinKmsLimits: Rule = {
  sections: ["registry", "audit"],
  check: ({ registry, audit }) => [
    ...outside(["registry", "encryption", "keyRotation"], registry.encryption.keyRotation, 90, 2560),
    ...outside(["registry", "encryption", "deletionWindow"], registry.encryption.deletionWindow, 7, 30),
    ...(audit ? outside(["audit", "keyRotation"], audit.keyRotation, 90, 2560) : []),
  ],
};

function outside(path: Path, duration: string, least: number, most: number): Breach[] {
  const length = days(duration);
  if (length >= least && length <= most) return [];
  return [{ path, message: `(${duration}) is outside what AWS KMS accepts`, remedy: `Set ${least}d to ${most}d` }];
}

export const mutableTagsAreAnException: Rule = {
  sections: ["registry"],
  check: ({ registry }) =>
    !registry.immutableTags && registry.mutableTags.length > 0
      ? [
          {
            path: ["registry", "mutableTags"],
            message: "makes exceptions to immutable tags, which are off",
            remedy: "Set registry.immutableTags to true, or remove the list",
            conflictsWith: ["registry", "immutableTags"],
          },
        ]
      : [],
};
