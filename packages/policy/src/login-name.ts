import type { RepositoryPolicy } from "./repositories.js";

/** The jobs that a repository runs in an environment. */
export interface LoginSubject {
  repository: RepositoryPolicy;
  environment: string;
}

/**
 * Name of the Vault role that these jobs log in to, and of its Vault policy: `github-900123-production`. Built from the
 * numeric id, so a renamed repository keeps it; in lower case, because Vault lowers the case of both.
 */
export function loginName({ repository, environment }: LoginSubject): string {
  return `github-${repository.id}-${environment}`;
}

/**
 * Name of the Vault role that a workload logs in to, and of its Vault policy: `workload-payments`.
 *
 * @param workload Its key under `secrets.workloads`.
 */
export function workloadLoginName(workload: string): string {
  return `workload-${workload}`;
}

/**
 * Name of the group in Vault that the members of a team are in, and of its Vault policy: `team-platform`.
 *
 * @param team Its slug, the key under `secrets.people`.
 */
export function teamAccessName(team: string): string {
  return `team-${team}`;
}

/** Name of the Vault role that people log in to, whatever team they are of. */
export const peopleRoleName = "people";
