import * as pulumi from "@pulumi/pulumi";
import * as jwt from "@pulumi/vault/jwt/index.js";
import type { JwtAuthPolicy, SecretsPolicy } from "@sallyport/policy";

export interface GitHubLoginArgs {
  /** The `secrets` section of the policy. */
  policy: SecretsPolicy;
}

/**
 * The auth mount where GitHub Actions jobs log in with their OIDC token. There is one in each Vault; what a job may read
 * after logging in is decided by the {@link RepositoryLogin} of its repository and environment.
 *
 * @example
 * const login = new GitHubLogin("acme", { policy: policy.secrets });
 */
export class GitHubLogin extends pulumi.ComponentResource {
  /** Path of the auth mount, without `auth/`. */
  readonly path: pulumi.Output<string>;

  /** The underlying auth mount, for anything this component does not cover. */
  readonly authMount: jwt.AuthBackend;

  constructor(name: string, args: GitHubLoginArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:GitHubLogin", name, {}, opts);

    this.authMount = new jwt.AuthBackend(name, authMount(args.policy.auth.jwt), { parent: this });
    this.path = pulumi.interpolate`${this.authMount.path}`;
    this.registerOutputs({ path: this.path });
  }
}

/**
 * An auth mount that believes one issuer only: Vault takes the keys from its discovery document and compares the `iss`
 * claim too. Without a default role a login has to name its role.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/auth/jwt#configure
 */
export function authMount({ path, issuer }: JwtAuthPolicy) {
  return {
    path,
    type: "jwt",
    description: "GitHub Actions jobs, by their OIDC token",
    oidcDiscoveryUrl: issuer,
    boundIssuer: issuer,
  };
}
