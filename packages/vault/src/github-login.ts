import * as pulumi from "@pulumi/pulumi";
import * as jwt from "@pulumi/vault/jwt/index.js";
import type { SecretsPolicy } from "@sallyport/policy";
import { pemText } from "./pem-text.js";

export interface GitHubLoginArgs {
  /** The `secrets` section of the policy. */
  policy: SecretsPolicy;

  /**
   * Text of the file `secrets.auth.jwt.issuerCa`.
   *
   * @default - the policy names none
   */
  issuerCa?: string | undefined;

  /**
   * Texts of the files `secrets.auth.jwt.publicKeys`.
   *
   * @default - the policy names none
   */
  publicKeys?: readonly string[];
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

    this.authMount = new jwt.AuthBackend(name, authMount(args), { parent: this });
    this.path = pulumi.interpolate`${this.authMount.path}`;
    this.registerOutputs({ path: this.path });
  }
}

/**
 * An auth mount that believes one issuer only: Vault compares the `iss` claim, and takes the keys from the issuer's
 * discovery document, or with `publicKeys` from the policy alone; GitHub signs with RS256. Without a default role a login
 * has to name its role.
 *
 * @throws {Error} when the text of a file that the policy names was not given.
 * @see https://developer.hashicorp.com/vault/api-docs/auth/jwt#configure
 */
export function authMount({ policy: { auth }, issuerCa, publicKeys = [] }: GitHubLoginArgs) {
  const { path, issuer } = auth.jwt;
  return {
    path,
    type: "jwt",
    description: "GitHub Actions jobs, by their OIDC token",
    ...(auth.jwt.publicKeys.length > 0 || publicKeys.length > 0
      ? { jwtValidationPubkeys: keyTexts(auth.jwt.publicKeys, publicKeys) }
      : discovery(issuer, pemText("secrets.auth.jwt.issuerCa", auth.jwt.issuerCa, issuerCa))),
    boundIssuer: issuer,
    jwtSupportedAlgs: ["RS256"],
  };
}

function discovery(issuer: string, ca: string | undefined) {
  return { oidcDiscoveryUrl: issuer, ...(ca !== undefined && { oidcDiscoveryCaPem: ca }) };
}

function keyTexts(files: readonly string[], texts: readonly string[]): string[] {
  const count = Math.max(files.length, texts.length);
  return Array.from({ length: count }, (_, index) => {
    return pemText(`secrets.auth.jwt.publicKeys[${index}]`, files[index], texts[index]) ?? "";
  });
}
