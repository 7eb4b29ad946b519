import * as pulumi from "@pulumi/pulumi";
import * as jwt from "@pulumi/vault/jwt/index.js";
import { Policy as VaultPolicy } from "@pulumi/vault/policy.js";
import { loginName, type SecretsPolicy, seconds } from "@sallyport/policy";
import { policyText } from "./access-rule.js";
import { boundClaims, boundClaimsType, type LoginJobs } from "./bound-claims.js";
import { jobRules } from "./job-rules.js";
import { rotationRules } from "./rotation-rules.js";

export interface RepositoryLoginArgs extends LoginJobs {
  /**
   * The `secrets` section as far as these jobs change what is due in it; see `rotationScope`.
   *
   * @default - they change nothing
   */
  rotates?: SecretsPolicy;
}

/**
 * A login for the jobs that one repository runs in one environment, and what they may read after it: the secrets under
 * `REPOSITORY/ENVIRONMENT/` in the key-value store.
 *
 * The auth mount that it belongs to is made once for all repositories, by a {@link GitHubLogin}.
 *
 * @example
 * const login = new GitHubLogin("acme", { policy: policy.secrets });
 * new RepositoryLogin(
 *   "payments-api-production",
 *   {
 *     policy: policy.secrets,
 *     organization: policy.organization,
 *     repository,
 *     environment: "production",
 *     refs: policy.environments.production,
 *   },
 *   { dependsOn: login },
 * );
 */
export class RepositoryLogin extends pulumi.ComponentResource {
  /** Name of the role, which a job names when it logs in. */
  readonly roleName: pulumi.Output<string>;

  /** The underlying role, for anything this component does not cover. */
  readonly role: jwt.AuthBackendRole;

  constructor(name: string, args: RepositoryLoginArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:RepositoryLogin", name, {}, opts);
    const parent = { parent: this };

    const vaultPolicy = new VaultPolicy(name, { name: loginName(args), policy: vaultPolicyText(args) }, parent);
    this.role = new jwt.AuthBackendRole(name, { ...loginRole(args), tokenPolicies: [vaultPolicy.name] }, parent);

    this.roleName = this.role.roleName;
    this.registerOutputs({ roleName: this.roleName });
  }
}

/**
 * The role, without the name of its Vault policy.
 *
 * The identity in Vault is the repository (`userClaim`), which a job cannot choose. Run, actor and workflow are copied
 * to the token, so Vault's audit log says which run read a secret. The token ends after its first period: its longest life
 * is its first, and nothing in its policy renews it.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/auth/jwt#create-update-role
 */
export function loginRole(args: RepositoryLoginArgs) {
  const { auth, vault } = args.policy;
  const claims = boundClaims(args);
  const tokenSeconds = seconds(auth.jwt.tokenTtl);
  return {
    backend: auth.jwt.path,
    roleName: loginName(args),
    roleType: "jwt",
    boundAudiences: [auth.jwt.audience ?? vault.address],
    boundClaims: claims,
    boundClaimsType: boundClaimsType(claims),
    userClaim: "repository_id",
    claimMappings: { actor: "actor", job_workflow_ref: "job_workflow_ref", run_id: "run_id" },
    tokenTtl: tokenSeconds,
    tokenMaxTtl: tokenSeconds,
    tokenNoDefaultPolicy: true,
    tokenType: auth.jwt.tokenType,
  };
}

/** What a job may do: see {@link jobRules}, and for one that changes secrets {@link rotationRules}. */
export function vaultPolicyText(args: RepositoryLoginArgs): string {
  const { policy, organization, repository, environment, rotates } = args;
  const title = `${organization.login}/${repository.name}, environment ${environment}`;
  const rules = jobRules({ policy, repository, environment });
  return policyText(title, rotates ? [...rules, ...rotationRules(rotates)] : rules);
}
