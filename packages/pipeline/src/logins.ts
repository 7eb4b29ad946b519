import type * as pulumi from "@pulumi/pulumi";
import {
  type OrganizationPolicy,
  type Policy,
  type RepositoryPolicy,
  rotationEnvironment,
  rotationScope,
  type SecretsPolicy,
  scanEnvironment,
  scannersWithSecrets,
} from "@sallyport/policy";
import { type PemFile, pemTexts } from "./pem-files.js";
import { planes } from "./planes.js";

/** Options of a component that a section of the policy drives. */
type Under = (section: string) => pulumi.ComponentResourceOptions;

export interface SharedLoginsArgs {
  policy: SecretsPolicy;
  organization: OrganizationPolicy;
  /** The key-value store, where the handover of a client secret is recorded. */
  store: pulumi.Resource;
}

/**
 * The ways to log in that all repositories share: of jobs, of workloads, of people with what their teams may do.
 *
 * @returns the auth mounts.
 */
export function createSharedLogins(
  name: string,
  args: SharedLoginsArgs,
  policyFile: string,
  under: Under,
): pulumi.Resource[] {
  const { policy } = args;
  const pem = pemTexts(pemFiles(policy), policyFile);
  const jobs = new planes.vault.GitHubLogin(
    name,
    {
      policy,
      issuerCa: pem.get(settings.issuerCa),
      publicKeys: policy.auth.jwt.publicKeys.map((_, index) => pem.get(settings.publicKey(index)) ?? ""),
    },
    under("secrets.auth.jwt"),
  );
  const workloads = createWorkloadLogins(name, policy, pem.get(settings.kubernetesCa), under);
  const people = createPeopleLogins(name, args, pem.get(settings.oidcCa), under);
  return [jobs, workloads, people].filter((login) => login !== undefined);
}

function createWorkloadLogins(name: string, policy: SecretsPolicy, caCertificate: string | undefined, under: Under) {
  const { kubernetes } = policy.auth;
  if (!kubernetes) return undefined;
  const access = new planes.vault.WorkloadAccess(
    name,
    { policy: kubernetes, caCertificate },
    under("secrets.auth.kubernetes"),
  );
  for (const workload of Object.keys(policy.workloads)) {
    new planes.vault.WorkloadLogin(
      workload,
      { policy, workload, path: access.path },
      under(`secrets.workloads.${workload}`),
    );
  }
  return access;
}

function createPeopleLogins(
  name: string,
  { policy, organization, store }: SharedLoginsArgs,
  caCertificate: string | undefined,
  under: Under,
): pulumi.Resource | undefined {
  if (!policy.auth.oidc) return undefined;
  const handover = planes.vault.handoverHook(`${name} oidc`, { policy, handover: "oidc", caCertificate });
  const login = new planes.vault.PeopleLogin(
    name,
    { policy, organization, handover },
    { ...under("secrets.auth.oidc"), dependsOn: [store] },
  );
  for (const team of Object.keys(policy.people)) {
    new planes.vault.TeamAccess(team, { policy, team, accessor: login.accessor }, under(`secrets.people.${team}`));
  }
  return login;
}

const settings = {
  issuerCa: "secrets.auth.jwt.issuerCa",
  publicKey: (index: number) => `secrets.auth.jwt.publicKeys[${index}]`,
  kubernetesCa: "secrets.auth.kubernetes.caCertificate",
  oidcCa: "secrets.auth.oidc.caCertificate",
};

function pemFiles({ auth: { jwt, kubernetes, oidc } }: SecretsPolicy): PemFile[] {
  const certificate = (setting: string, file: string | undefined): PemFile[] =>
    file === undefined ? [] : [{ setting, file, holds: "certificate" }];
  return [
    ...certificate(settings.issuerCa, jwt.issuerCa),
    ...jwt.publicKeys.map(
      (file, index): PemFile => ({ setting: settings.publicKey(index), file, holds: "public key" }),
    ),
    ...certificate(settings.kubernetesCa, kubernetes?.caCertificate),
    ...certificate(settings.oidcCa, oidc?.caCertificate),
  ];
}

/** The logins of the jobs of one repository, one for each environment in which jobs read secrets or change them. */
export function createRepositoryLogins(policy: Policy, repository: RepositoryPolicy, under: Under): void {
  const { environments, organization, secrets } = policy;
  if (!secrets) return;
  const rotates = rotationScope(policy, repository);
  const scanning = scannersWithSecrets(policy).length > 0 ? { [scanEnvironment]: "any" as const } : {};
  const rotation = rotates ? { [rotationEnvironment]: { branches: policy.protection.branches, tags: [] } } : {};
  for (const [environment, refs] of Object.entries({ ...environments, ...scanning, ...rotation })) {
    const workflows = planes.github.loginWorkflows({ policy, repository }, environment);
    new planes.vault.RepositoryLogin(
      `${repository.name}-${environment}`,
      {
        policy: secrets,
        organization,
        repository,
        environment,
        refs,
        ...(workflows && { workflows }),
        ...(rotates && environment === rotationEnvironment && { rotates }),
      },
      under("secrets"),
    );
  }
}
