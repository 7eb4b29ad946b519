import type { DeliveryChanges } from "./delivery-changes.js";
import { blobSha, treeSha } from "./git-object.js";
import type { HostedRepository } from "./hosted-repository.js";

type NewObjects = ReadonlyMap<string, string | undefined>;

/**
 * The name of the tree that the changes make of another one. It is computed here, not made there: so a branch can be told
 * to hold exactly the delivery, in no file less and in no file more.
 */
export async function expectedTree(
  repository: HostedRepository,
  tree: string,
  { writes, removals }: Pick<DeliveryChanges, "writes" | "removals">,
): Promise<string> {
  const objects = new Map<string, string | undefined>([
    ...[...writes].map(([path, content]): [string, string] => [path, blobSha(content)]),
    ...removals.map((path): [string, undefined] => [path, undefined]),
  ]);
  return (await changed(repository, tree, objects)) ?? treeSha([]);
}

/** Undefined for a folder that is empty now, which Git does not keep. */
async function changed(
  repository: HostedRepository,
  tree: string | undefined,
  objects: NewObjects,
): Promise<string | undefined> {
  const there = tree === undefined ? [] : await repository.tree(tree);
  const entries = new Map(there.map(({ path, mode, sha }) => [path, { path, mode, sha }]));
  for (const [path, inside] of byFirstPart(objects)) {
    const whole = inside.get("");
    const old = entries.get(path);
    const folder = old?.mode === "040000" ? old.sha : undefined;
    const sha = inside.has("") ? whole : await changed(repository, folder, inside);
    if (sha === undefined) entries.delete(path);
    else entries.set(path, { path, mode: inside.has("") ? "100644" : "040000", sha });
  }
  return entries.size === 0 ? undefined : treeSha([...entries.values()]);
}

/** `a/b` under `a` as `b`; `a` itself as the empty path. */
function byFirstPart(objects: NewObjects): Map<string, Map<string, string | undefined>> {
  const found = new Map<string, Map<string, string | undefined>>();
  for (const [path, sha] of objects) {
    const [first = "", ...rest] = path.split("/");
    found.set(first, (found.get(first) ?? new Map()).set(rest.join("/"), sha));
  }
  return found;
}
