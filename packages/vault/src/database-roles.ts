import {
  type DynamicRolePolicy,
  type NamedConnection,
  type RotationPolicy,
  type StaticRolePolicy,
  seconds,
} from "@sallyport/policy";
import { creationStatements, revocationStatements } from "./database-statements.js";

/**
 * A role that makes a user for each who asks, and removes it at the end of its life.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/databases#create-role
 */
export function dynamicRole(connection: NamedConnection, role: DynamicRolePolicy) {
  return {
    creationStatements: creationStatements(connection, role),
    revocationStatements: revocationStatements(connection, role),
    defaultTtl: seconds(role.ttl),
    maxTtl: seconds(role.maxTtl),
  };
}

/**
 * A role whose user exists. Vault changes the password when it takes the user over, and then by the schedule, or after the
 * longest life that the policy allows.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/databases#create-static-role
 */
export function staticRole(role: StaticRolePolicy, { databasePasswords }: RotationPolicy) {
  const { username, schedule, window } = role;
  if (schedule === undefined) return { username, rotationPeriod: seconds(role.rotation ?? databasePasswords) };
  return {
    username,
    rotationSchedule: schedule,
    ...(window !== undefined && { rotationWindow: seconds(window) }),
  };
}
