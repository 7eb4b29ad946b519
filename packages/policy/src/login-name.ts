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
