import * as pulumi from "@pulumi/pulumi";
import { Mount } from "@pulumi/vault/mount.js";
import * as pki from "@pulumi/vault/pkisecret/index.js";
import type { OrganizationPolicy, PkiEnginePolicy, SecretsPolicy } from "@sallyport/policy";
import { generations, rootCertificate, signedIntermediate, signingRequest } from "./authority-issuer.js";
import {
  authorityUrls,
  clusterAddress,
  dailyTidy,
  intermediateMount,
  revocationLists,
  rootMount,
} from "./authority-mount.js";
import { acmeSettings, certificateRole } from "./certificate-role.js";

export interface CertificateAuthorityArgs {
  /** The `secrets` section of the policy. */
  policy: SecretsPolicy;

  /** The `secrets.engines.pki` section of the policy. */
  engine: PkiEnginePolicy;

  /** The `organization` section of the policy. */
  organization: OrganizationPolicy;
}

/**
 * A root that signs an intermediate, and an intermediate that signs certificates for the roles of the policy. The keys of
 * both are made in Vault and never leave it.
 *
 * A raised `generation` makes a new issuer beside the old ones and signs with it from then on. The old ones stay, with their
 * revocation lists, so what they signed stays valid; lowering it deletes the newest. A new root signs the intermediates that
 * are made after it: raise both to move to it.
 *
 * Destroying it destroys the keys. Give it `{ protect: true }` where that must not happen by accident.
 *
 * @example
 * const authority = new CertificateAuthority("acme", { policy: secrets, engine: secrets.engines.pki, organization });
 * export const trusted = authority.rootCertificates;
 */
export class CertificateAuthority extends pulumi.ComponentResource {
  /** Path of the intermediate authority in Vault. */
  readonly path: pulumi.Output<string>;

  /** Certificates of every root, as PEM text: what clients trust. */
  readonly rootCertificates: pulumi.Output<string[]>;

  /** The underlying mounts, for anything this component does not cover. */
  readonly mounts: { root: Mount; intermediate: Mount };

  constructor(name: string, args: CertificateAuthorityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:CertificateAuthority", name, {}, opts);
    const { engine, policy } = args;
    const parent = { parent: this };
    const longestLife = policy.rotation.certificates;

    this.mounts = {
      root: new Mount(`${name}-root`, rootMount(engine), parent),
      intermediate: new Mount(name, intermediateMount(engine, longestLife), parent),
    };
    this.path = this.mounts.intermediate.path;
    const [rootPath, path] = [this.mounts.root.path, this.path];
    const rootAddress = addressed(`${name}-root`, rootPath, engine.rootPath, args, parent);
    const address = addressed(name, path, engine.path, args, parent);
    const roots = createRoots(name, rootPath, args, parent);
    const issuer = createIntermediates(name, { path, rootPath, root: roots.at(-1) }, args, {
      ...parent,
      dependsOn: [...rootAddress, ...address],
    });
    new pki.BackendConfigAutoTidy(name, { backend: path, ...dailyTidy(engine) }, parent);
    const roles = createRoles(name, path, args, parent);
    const acme = { backend: path, ...acmeSettings(engine, longestLife) };
    // Vault takes only roles and issuers that exist already, and an address.
    new pki.BackendConfigAcme(name, acme, { ...parent, dependsOn: [...address, ...roles, issuer] });

    this.rootCertificates = pulumi.all(roots.map(({ certificate }) => certificate));
    this.registerOutputs({ path, rootCertificates: this.rootCertificates });
  }
}

type Args = CertificateAuthorityArgs;
type Path = pulumi.Output<string>;

/** Address, pointers and revocation lists of a mount. What it signs before these are set lacks them for ever. */
function addressed(
  name: string,
  backend: Path,
  plainPath: string,
  { engine, policy }: Args,
  parent: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const cluster = new pki.BackendConfigCluster(name, { backend, ...clusterAddress(policy.vault, plainPath) }, parent);
  new pki.SecretBackendCrlConfig(name, { backend, ...revocationLists(engine) }, parent);
  const urls = new pki.SecretBackendConfigUrls(
    name,
    { backend, ...authorityUrls(engine) },
    { ...parent, dependsOn: cluster },
  );
  return [cluster, urls];
}

function createRoots(
  name: string,
  backend: Path,
  { engine, organization }: Args,
  parent: pulumi.CustomResourceOptions,
): pki.SecretBackendRootCert[] {
  const roots = generations(engine.root).map((generation) => {
    const settings = rootCertificate(engine, organization, generation);
    return new pki.SecretBackendRootCert(
      `${name}-root-${generation}`,
      { backend, ...settings },
      asMade(parent, settings),
    );
  });
  followLatest(`${name}-root`, backend, roots.at(-1)?.issuerId, parent);
  return roots;
}

/** @returns what makes the newest intermediate the one that signs. */
function createIntermediates(
  name: string,
  at: { path: Path; rootPath: Path; root: pki.SecretBackendRootCert | undefined },
  { engine, organization }: Args,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const { path: backend, rootPath, root } = at;
  const issuers = generations(engine.intermediate).map((generation) => {
    const logicalName = `${name}-intermediate-${generation}`;
    const request = signingRequest(engine, organization, generation);
    const { csr } = new pki.SecretBackendIntermediateCertRequest(
      logicalName,
      { backend, ...request },
      asMade(options, request),
    );
    const settings = {
      ...signedIntermediate(engine, organization, generation),
      ...(root && { issuerRef: root.issuerId }),
    };
    const { certificate } = new pki.SecretBackendRootSignIntermediate(
      logicalName,
      { backend: rootPath, csr, ...settings },
      asMade(options, settings),
    );
    const imported = new pki.SecretBackendIntermediateSetSigned(logicalName, { backend, certificate }, options);
    return new pki.SecretBackendIssuer(
      logicalName,
      { backend, issuerRef: imported.importedIssuers.apply(only), issuerName: `intermediate-${generation}` },
      options,
    );
  });
  return followLatest(name, backend, issuers.at(-1)?.issuerId, options);
}

/**
 * An issuer stays as it was made. A changed setting is for the next generation: a new certificate in the place of the old one
 * would leave what the old one signed without an issuer.
 */
function asMade(options: pulumi.CustomResourceOptions, settings: object): pulumi.CustomResourceOptions {
  return { ...options, ignoreChanges: Object.keys(settings) };
}

/** The one issuer that was imported; undefined before it is. */
function only(issuers: readonly string[] | undefined): string {
  return issuers?.[0] ?? "";
}

/** The provider's own setting, "the latest", would also follow an issuer that somebody else imports. */
function followLatest(
  name: string,
  backend: Path,
  latest: Path | undefined,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource {
  return new pki.SecretBackendConfigIssuers(
    name,
    { backend, ...(latest && { default: latest }), defaultFollowsLatestIssuer: false },
    options,
  );
}

function createRoles(
  name: string,
  backend: Path,
  { engine, policy }: Args,
  parent: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  return Object.entries(engine.roles).map(
    ([role, settings]) =>
      new pki.SecretBackendRole(
        `${name}-${role}`,
        { backend, name: role, ...certificateRole(engine, settings, policy.rotation.certificates) },
        parent,
      ),
  );
}
