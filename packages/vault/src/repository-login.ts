import * as pulumi from "@pulumi/pulumi";
import * as jwt from "@pulumi/vault/jwt/index.js";
import { Policy as VaultPolicy } from "@pulumi/vault/policy.js";
import {
  loginName,
  type OrganizationPolicy,
  type RepositoryPolicy,
  type SecretsPolicy,
  seconds,
} from "@sallyport/policy";

export interface RepositoryLoginArgs {
  /** The `secrets` section of the policy. */
  policy: SecretsPolicy;

  /** The `organization` section of the policy. */
  organization: OrganizationPolicy;

  /** The repository whose jobs log in: its entry in the `repositories` section. */
  repository: RepositoryPolicy;

  /** The GitHub environment that the jobs run in. */
  environment: string;
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
 *   { policy: policy.secrets, organization: policy.organization, repository, environment: "production" },
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
 * Who may log in: a job whose token carries both numeric ids and the environment, letter for letter. Names can be given
 * away and taken over, ids cannot; GitHub puts the environment into the token only after its reviewers let the job start.
 *
 * @see https://docs.github.com/en/actions/reference/security/oidc#oidc-token-claims
 */
export function boundClaims({ organization, repository, environment }: Omit<RepositoryLoginArgs, "policy">) {
  return {
    repository_id: String(repository.id),
    repository_owner_id: String(organization.id),
    environment,
  };
}

/**
 * The role, without the name of its Vault policy.
 *
 * The identity in Vault is the repository (`userClaim`), which a job cannot choose. Run, actor and workflow are copied
 * to the token, so Vault's audit log says which run read a secret. The token ends after its first period: it can be
 * neither renewed nor used for anything but the policy of the role.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/auth/jwt#create-update-role
 */
export function loginRole(args: RepositoryLoginArgs) {
  const { auth, vault } = args.policy;
  const tokenSeconds = seconds(auth.jwt.tokenTtl);
  return {
    backend: auth.jwt.path,
    roleName: loginName(args),
    roleType: "jwt",
    boundAudiences: [auth.jwt.audience ?? vault.address],
    boundClaims: boundClaims(args),
    boundClaimsType: "string",
    userClaim: "repository_id",
    claimMappings: { actor: "actor", job_workflow_ref: "job_workflow_ref", run_id: "run_id" },
    tokenTtl: tokenSeconds,
    tokenMaxTtl: tokenSeconds,
    tokenNoDefaultPolicy: true,
    tokenType: "service",
  };
}

/**
 * What a job may do: read its own secrets and list their names, which in kv-v2 have different paths, and end its login.
 *
 * @see https://developer.hashicorp.com/vault/docs/secrets/kv/kv-v2/setup#acl-rules
 */
export function vaultPolicyText({ policy, organization, repository, environment }: RepositoryLoginArgs): string {
  const { path } = policy.engines.kv;
  const folder = `${repository.name}/${environment}`;
  return `# ${organization.login}/${repository.name}, environment ${environment}
path "${path}/data/${folder}/*" {
  capabilities = ["read"]
}

path "${path}/metadata/${folder}/*" {
  capabilities = ["read", "list"]
}

path "auth/token/revoke-self" {
  capabilities = ["update"]
}
`;
}
