/** Keys and indices on the way to a place in a document. */
export type Keys = readonly (string | number)[];

/**
 * Lists of a document, as the paths of their entries: `$.runs.*.results.*`, with `*` for any key or index. In XML the last
 * part is the name of the elements, and `*` stands behind elements that come several times: `$.site.*.alerts.alertitem`.
 */
export type ListPaths = readonly string[];

/** Whether the entries of a list are at one of the paths. */
export function isListed(list: Keys, paths: ListPaths): boolean {
  return paths.some((path) => {
    const parts = path.split(".").slice(1, -1);
    return parts.length === list.length && parts.every((part, index) => part === "*" || part === list[index]);
  });
}

/** Keys as a JSON pointer (RFC 6901). */
export function pointerOf(keys: Keys): string {
  return keys.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
