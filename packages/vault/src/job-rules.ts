import type { SecretsPolicy } from "@sallyport/policy";
import type { AccessRule } from "./access-rule.js";
import { grantRules } from "./grant-rules.js";
import { endOfLogin, secretRules } from "./secret-rules.js";

export interface JobRulesArgs {
  /** The `secrets` section of the policy. */
  policy: SecretsPolicy;

  /** The repository whose jobs they are. */
  repository: { name: string };

  /** The GitHub environment that they run in. */
  environment: string;
}

/**
 * What the jobs of a repository in an environment may do: read their own secrets and list their names, use what
 * `secrets.jobs` grants them, end their login. A batch token cannot be ended, it only expires.
 *
 * @see https://developer.hashicorp.com/vault/docs/secrets/kv/kv-v2/setup#acl-rules
 */
export function jobRules({ policy, repository, environment }: JobRulesArgs): AccessRule[] {
  const job = `${repository.name}/${environment}`;
  const grants = Object.hasOwn(policy.jobs, job) ? policy.jobs[job] : undefined;
  return [
    ...secretRules(policy.engines.kv.path, `${job}/*`, "its own secrets"),
    ...(grants ? grantRules(policy, grants) : []),
    ...(policy.auth.jwt.tokenType === "service" ? [endOfLogin] : []),
  ];
}
