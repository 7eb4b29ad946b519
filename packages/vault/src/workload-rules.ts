import type { SecretsPolicy } from "@sallyport/policy";
import { type AccessRule, accessRule } from "./access-rule.js";
import { grantRules } from "./grant-rules.js";
import { endOfLogin, secretRules } from "./secret-rules.js";

export interface WorkloadRulesArgs {
  /** The `secrets` section of the policy. */
  policy: SecretsPolicy;

  /** Key of the workload under `secrets.workloads`. */
  workload: string;
}

/**
 * What a Kubernetes workload may do: read the secrets that the policy names for it and use what it grants. With a service
 * token it may also keep its login, and the database users that it got, alive up to their longest life.
 *
 * @throws {RangeError} when the policy has no such workload.
 */
export function workloadRules({ policy, workload }: WorkloadRulesArgs): AccessRule[] {
  const found = Object.hasOwn(policy.workloads, workload) ? policy.workloads[workload] : undefined;
  if (!found) throw new RangeError(`secrets.workloads has no ${workload}.`);
  const { path } = policy.engines.kv;
  return [
    ...found.secrets.flatMap((secret) => secretRules(path, secret, `secrets that it reads (${secret})`)),
    ...grantRules(policy, found),
    ...(policy.auth.kubernetes?.tokenType === "service" ? ownToken(found.database.length > 0) : []),
  ];
}

function ownToken(hasLeases: boolean): AccessRule[] {
  return [
    accessRule("auth/token/renew-self", ["update"], "its login stays alive"),
    ...(hasLeases ? [accessRule("sys/leases/renew", ["update"], "its database users stay alive")] : []),
    endOfLogin,
  ];
}
