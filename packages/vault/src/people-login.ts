import * as pulumi from "@pulumi/pulumi";
import { AuthBackend } from "@pulumi/vault/authBackend.js";
import { MfaLoginEnforcement } from "@pulumi/vault/identity/mfaLoginEnforcement.js";
import { MfaTotp } from "@pulumi/vault/identity/mfaTotp.js";
import { AuthBackendRole } from "@pulumi/vault/jwt/authBackendRole.js";
import { type OidcAuthPolicy, peopleRoleName, type SecretsPolicy, seconds } from "@sallyport/policy";

export interface PeopleLoginArgs {
  /** The `secrets` section of the policy, with `auth.oidc`. */
  policy: SecretsPolicy;

  /** The organisation, whose name the authenticator apps show. */
  organization: { login: string };

  /**
   * Hands the client secret over. It runs before the role is created, and before the auth mount changes with what it trusts.
   *
   * @default - `sallyport vault handover oidc` does it
   */
  handover?: pulumi.ResourceHook;
}

/**
 * The auth mount where people log in through their identity provider, and the one-time password that Vault itself asks for.
 * Whoever logs in may do nothing: what a person may do is decided by the {@link TeamAccess} of their teams.
 *
 * The configuration of the mount holds the client secret, and Vault takes it as a whole or not at all. So it is no resource:
 * `sallyport vault handover oidc` writes it, after the mount is there and whenever `secrets.auth.oidc` changes.
 *
 * @example
 * const login = new PeopleLogin("acme", { policy: policy.secrets, organization: policy.organization });
 */
export class PeopleLogin extends pulumi.ComponentResource {
  /** Path of the auth mount, without `auth/`. */
  readonly path: pulumi.Output<string>;

  /** Accessor of the auth mount, which groups of the identity provider belong to. */
  readonly accessor: pulumi.Output<string>;

  /** Id of the method of one-time passwords, for whoever makes one for a person; undefined with `mfa: false`. */
  readonly mfaMethodId: pulumi.Output<string> | undefined;

  /** The underlying auth mount, for anything this component does not cover. */
  readonly authMount: AuthBackend;

  constructor(name: string, args: PeopleLoginArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:PeopleLogin", name, {}, opts);
    const parent = { parent: this };
    const policy = oidcOf(args.policy);

    const { handover } = args;
    this.authMount = new AuthBackend(name, peopleMount(policy), {
      ...parent,
      ...(handover && { hooks: { beforeUpdate: [handover] } }),
    });
    this.accessor = this.authMount.accessor;
    const enforcement: pulumi.Resource[] = [];
    if (policy.mfa) {
      this.mfaMethodId = new MfaTotp(name, oneTimePassword(args), parent).methodId;
      const enforced = { authMethodAccessors: [this.accessor], mfaMethodIds: [this.mfaMethodId] };
      enforcement.push(new MfaLoginEnforcement(name, { name: peopleRoleName, ...enforced }, parent));
    }
    const role = new AuthBackendRole(
      name,
      { backend: this.authMount.path, ...peopleRole(args.policy) },
      // Without the role nobody logs in, so nobody does before the one-time password is asked for.
      { ...parent, dependsOn: enforcement, ...(handover && { hooks: { beforeCreate: [handover] } }) },
    );

    this.path = role.backend.apply((backend) => backend ?? policy.path);
    this.registerOutputs({ path: this.path, accessor: this.accessor });
  }
}

/**
 * The mount says in its description whom it trusts, so that a plan shows a change of it.
 *
 * @see https://developer.hashicorp.com/vault/docs/auth/jwt#oidc-authentication
 */
export function peopleMount({ path, discoveryUrl, clientId }: OidcAuthPolicy) {
  return { path, type: "oidc", description: `People, by ${discoveryUrl} (client ${clientId})` };
}

/**
 * The role that every person logs in to. It brings no Vault policy: groups do. Vault takes the authorisation code only with
 * PKCE, and only at these addresses.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/auth/jwt#create-update-role
 */
export function peopleRole(secrets: SecretsPolicy) {
  const policy = oidcOf(secrets);
  const tokenSeconds = seconds(policy.tokenTtl);
  const scopes = policy.scopes.filter((scope) => scope !== "openid");
  return {
    roleName: peopleRoleName,
    roleType: "oidc",
    userClaim: policy.userClaim,
    groupsClaim: policy.groupsClaim,
    allowedRedirectUris: redirectUris(secrets),
    ...(scopes.length > 0 && { oidcScopes: scopes }),
    tokenTtl: tokenSeconds,
    tokenMaxTtl: tokenSeconds,
    tokenNoDefaultPolicy: true,
    tokenType: "service",
  };
}

/**
 * Where a login may return to: the page of Vault's UI, and the one that its command line waits at.
 *
 * @see https://developer.hashicorp.com/vault/docs/auth/jwt#redirect-uris
 */
export function redirectUris(secrets: SecretsPolicy): string[] {
  const { path, redirectUris: asked } = oidcOf(secrets);
  if (asked.length > 0) return [...asked];
  const address = secrets.vault.address.replace(/\/+$/, "");
  return [`${address}/ui/vault/auth/${path}/oidc/callback`, "http://localhost:8250/oidc/callback"];
}

/**
 * One-time passwords as every authenticator app knows them (RFC 6238, with its defaults). Five wrong ones in a row lock out.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/identity/mfa/totp
 */
export function oneTimePassword({ policy, organization }: PeopleLoginArgs) {
  return {
    issuer: `Vault ${organization.login} (${new URL(policy.vault.address).host})`,
    algorithm: "SHA1",
    digits: 6,
    period: 30,
    skew: 1,
    maxValidationAttempts: 5,
  };
}

function oidcOf({ auth: { oidc } }: SecretsPolicy): OidcAuthPolicy {
  if (!oidc) throw new Error("secrets.people needs secrets.auth.oidc.");
  return oidc;
}
