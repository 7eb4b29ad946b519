import { longestGap } from "../cron-gap.js";
import { seconds } from "../duration.js";
import type { StaticRolePolicy } from "../secrets/database.js";
import { connectionsOf, pathOf, repeated, staticRoles } from "./database-places.js";
import type { Breach, Rule } from "./rule.js";

const shortestPeriod = "5s";
const shortestWindow = "1h";

/** Two who change one password lock each other out. */
export const staticUsersAreDistinct: Rule = {
  sections: ["secrets"],
  check: (policy) =>
    connectionsOf(policy).flatMap((connection): Breach[] => {
      const users = Object.entries(connection.staticRoles).map(([role, { username }]) => ({
        value: username,
        path: pathOf(connection, "staticRoles", role, "username"),
      }));
      const own = { value: connection.username, path: pathOf(connection, "username") };
      return repeated([own, ...users]).map(({ value, path, first }) => ({
        path,
        message:
          first === own.path
            ? `(${value}) is Vault's own user, whose password no role may change`
            : `(${value}) is the user of another role too: each would change the password of the other`,
        remedy: "Give each role a database user of its own",
        conflictsWith: first,
      }));
    }),
};

/** Vault takes a period or a schedule, a window of a schedule alone, and neither too short. */
export const rotationsAreSaidOnce: Rule = {
  sections: ["secrets"],
  check: (policy) =>
    staticRoles(policy).flatMap(({ path, role: { rotation, schedule, window } }): Breach[] => [
      ...(rotation !== undefined && seconds(rotation) < seconds(shortestPeriod)
        ? [
            {
              path: [...path, "rotation"],
              message: `(${rotation}) is shorter than Vault allows (${shortestPeriod})`,
              remedy: "Raise it",
            },
          ]
        : []),
      ...(rotation !== undefined && schedule !== undefined
        ? [
            {
              path: [...path, "schedule"],
              message: `("${schedule}") and a rotation (${rotation}) are two times for one change`,
              remedy: "Keep one of the two",
              conflictsWith: [...path, "rotation"],
            },
          ]
        : []),
      ...(window !== undefined && schedule === undefined
        ? [
            {
              path: [...path, "window"],
              message: "has no schedule that it follows",
              remedy: "Add a schedule, or remove it",
            },
          ]
        : []),
      ...(window !== undefined && seconds(window) < seconds(shortestWindow)
        ? [
            {
              path: [...path, "window"],
              message: `(${window}) is shorter than Vault allows (${shortestWindow})`,
              remedy: "Raise it, or remove it",
            },
          ]
        : []),
    ]),
};

export const databasePasswordsRotateInTime: Rule = {
  sections: ["secrets"],
  check: (policy) => {
    const longest = policy.secrets?.rotation.databasePasswords ?? "";
    return staticRoles(policy).flatMap(({ path, role }): Breach[] => {
      const late = lateness(role, longest);
      return late
        ? [
            {
              path: [...path, late.setting],
              message: `${late.found} is longer than a database password may live (${longest})`,
              remedy: "Change it oftener, or raise secrets.rotation.databasePasswords",
              conflictsWith: ["secrets", "rotation", "databasePasswords"],
            },
          ]
        : [];
    });
  },
};

function lateness(
  { rotation, schedule }: StaticRolePolicy,
  longest: string,
): { setting: "rotation" | "schedule"; found: string } | undefined {
  if (rotation !== undefined && seconds(rotation) > seconds(longest))
    return { setting: "rotation", found: `(${rotation})` };
  if (schedule === undefined) return undefined;
  const gap = longestGap(schedule) * 60;
  if (gap <= seconds(longest)) return undefined;
  const wait = Number.isFinite(gap) ? `${Math.ceil(gap / 86_400)}d` : "for ever";
  return { setting: "schedule", found: `("${schedule}") waits ${wait} at the longest, which` };
}
