/** Where runners check a repository out: GitHub (hosted, container jobs and actions), GitLab. */
const checkouts = [
  /^\/home\/runner\/_?work\/[^/]+\/[^/]+\//,
  /^\/__w\/[^/]+\/[^/]+\//,
  /^\/github\/workspace\//,
  /^[A-Za-z]:\/a\/[^/]+\/[^/]+\//,
  /^\/builds\/[^/]+\/[^/]+\//,
];

/**
 * The path of a file as the repository has it, where a scanner writes absolute ones. A path outside the known checkouts stays
 * absolute: nobody can tell where its repository begins.
 */
export function repositoryPath(path: string): string {
  const plain = path.replace(/^file:\/\//, "").replaceAll("\\", "/");
  const checkout = checkouts.map((place) => place.exec(plain)?.[0]).find((found) => found !== undefined);
  return checkout === undefined ? plain.replace(/^\.\//, "") : plain.slice(checkout.length);
}
