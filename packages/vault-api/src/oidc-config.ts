import { type OidcAuthPolicy, peopleRoleName } from "@sallyport/policy";

/** What the configuration of the auth mount of people is made from. */
export interface OidcConfigInputs {
  /** The `secrets.auth.oidc` section of the policy. */
  policy: OidcAuthPolicy;

  /** Text of the file `secrets.auth.oidc.caCertificate`; undefined where the policy names none. */
  caCertificate: string | undefined;

  clientSecret: string;
}

/**
 * The configuration of the auth mount of people, for `auth/MOUNT/config`. Vault replaces the whole of it with every write and
 * takes no client id without its secret, so it is written as one, by whoever has the secret.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/auth/jwt#configure
 */
export function oidcConfig({ policy, caCertificate, clientSecret }: OidcConfigInputs) {
  return {
    oidc_discovery_url: policy.discoveryUrl,
    oidc_client_id: policy.clientId,
    oidc_client_secret: clientSecret,
    default_role: peopleRoleName,
    ...(caCertificate !== undefined && { oidc_discovery_ca_pem: caCertificate }),
  };
}
