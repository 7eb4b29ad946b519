/**
 * True when an image reference names an image of the policy: `registry.example/acme/api:1.2@sha256:...` names `api` and
 * `acme/api`.
 */
export function namesImage(reference: string, name: string): boolean {
  const path = repositoryOf(reference);
  return path === name || path.endsWith(`/${name}`);
}

/** An image reference without tag and digest. */
export function repositoryOf(reference: string): string {
  return reference.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
}
