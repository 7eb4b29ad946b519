import { seconds } from "../duration.js";
import type { SecretsPolicy } from "../secrets.js";
import type { Breach, Path, Rule } from "./rule.js";

const periods = { databasePassword: "databasePasswords", apiKey: "apiKeys", certificate: "certificates" } as const;
const rotators = ["awsIamUser", "githubDeployKey"] as const;

export const secretsHaveOneRotator: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) =>
    Object.entries(secrets?.stored ?? {})
      .filter(([, stored]) => rotators.every((rotator) => stored[rotator] !== undefined))
      .map(([name]) => ({
        path: ["secrets", "stored", name, "awsIamUser"],
        message: "makes an access key of AWS of what is a deploy key of GitHub too",
        remedy: "Keep one of the two, and give the other a secret of its own",
        conflictsWith: ["secrets", "stored", name, "githubDeployKey"],
      })),
};

/** Every key of the user that is not in Vault ends: two secrets would end each other's. */
export const rotatedUsersAreDistinct: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) => {
    const firsts = new Map<string, string>();
    return Object.entries(secrets?.stored ?? {}).flatMap(([name, { awsIamUser }]): Breach[] => {
      if (!awsIamUser) return [];
      const first = firsts.get(awsIamUser.user);
      if (first === undefined) {
        firsts.set(awsIamUser.user, name);
        return [];
      }
      return [
        {
          path: ["secrets", "stored", name, "awsIamUser", "user"],
          message: `(${awsIamUser.user}) has its key in another secret too: each rotation would end the key of the other`,
          remedy: "Give each secret an IAM user of its own, or let both readers read the one secret",
          conflictsWith: ["secrets", "stored", first, "awsIamUser", "user"],
        },
      ];
    });
  },
};

export const storedSecretsLiveNoLongerThanTheirClass: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) =>
    secrets
      ? Object.entries(secrets.stored).flatMap(([name, { class: kind, rotation }]): Breach[] => {
          const longest = secrets.rotation[periods[kind]];
          if (rotation === undefined || seconds(rotation) <= seconds(longest)) return [];
          return [
            {
              path: ["secrets", "stored", name, "rotation"],
              message: `(${rotation}) is longer than a secret of its class may live (${longest})`,
              remedy: `Lower it, or raise secrets.rotation.${periods[kind]}`,
              conflictsWith: ["secrets", "rotation", periods[kind]],
            },
          ];
        })
      : [],
};

/** A secret that is due on the day it was changed would be changed every day. */
export const secretsAreFreshAfterARotation: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) =>
    secrets
      ? livesOf(secrets)
          .filter(({ life }) => seconds(secrets.rotation.ahead) >= seconds(life))
          .map(({ path, life }) => ({
            path: ["secrets", "rotation", "ahead"],
            message: `(${secrets.rotation.ahead}) is not shorter than the life of a secret (${life}): it would always be due`,
            remedy: "Lower it, or let the secret live longer",
            conflictsWith: path,
          }))
      : [],
};

/** With two keys at most, the one before must have ended when the next one is made. */
export const overlapEndsBeforeTheNextRotation: Rule = {
  sections: ["secrets"],
  check: ({ secrets }) =>
    secrets
      ? livesOf(secrets)
          .filter(({ hasOverlap }) => hasOverlap)
          .filter(({ life }) => seconds(secrets.rotation.overlap) + seconds(secrets.rotation.ahead) >= seconds(life))
          .filter(({ life }) => seconds(secrets.rotation.ahead) < seconds(life))
          .map(({ path, life }) => ({
            path: ["secrets", "rotation", "overlap"],
            message: `(${secrets.rotation.overlap}) has not ended when the next key is made, ${secrets.rotation.ahead} before the end of a life of ${life}`,
            remedy: "Lower it, or let the secret live longer",
            conflictsWith: path,
          }))
      : [],
};

/** The lives that the scheduled run looks after: those of the classes, and of single secrets. */
function livesOf({ rotation, stored }: SecretsPolicy): { path: Path; life: string; hasOverlap: boolean }[] {
  return [
    ...Object.values(periods).map((name) => ({
      path: ["secrets", "rotation", name],
      life: rotation[name],
      hasOverlap: name === "apiKeys",
    })),
    ...Object.entries(stored).flatMap(([name, { rotation: life, ...secret }]) =>
      life === undefined
        ? []
        : [
            {
              path: ["secrets", "stored", name, "rotation"],
              life,
              hasOverlap: rotators.some((rotator) => secret[rotator] !== undefined),
            },
          ],
    ),
  ];
}
