/** An image reference in its parts, with what a client adds. */
export interface ImageReference {
  /** `docker.io`, `ghcr.io`, `registry.example:5000`. */
  registry: string;
  /** `library/python`, `acme/base`. */
  path: string;
  tag: string | undefined;
  digest: string | undefined;
}

const hub = "docker.io";

/**
 * The parts of `python:3.13-slim@sha256:...`; undefined for what is no image reference.
 *
 * @see https://pkg.go.dev/github.com/distribution/reference
 */
export function parseImageReference(text: string): ImageReference | undefined {
  const [, whole = "", tag, digest] = /^([^@\s]+?)(?::(\w[\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text) ?? [];
  const [first = "", ...others] = whole.split("/");
  const isHost = others.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const named = isHost ? others.join("/") : whole;
  const registry = isHost ? (first === "index.docker.io" ? hub : first) : hub;
  const path = registry === hub && !named.includes("/") ? `library/${named}` : named;
  if (!/^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(path)) return undefined;
  return { registry, path, tag: tag ?? (digest === undefined ? "latest" : undefined), digest };
}

/** Whether an image is one that a list names: with its tag, or with any where the list leaves the tag out. */
export function isApproved(image: ImageReference, approved: readonly string[]): boolean {
  return approved.some((entry) => {
    const listed = parseImageReference(entry);
    if (!listed || listed.registry !== image.registry || listed.path !== image.path) return false;
    const leavesTagOut = !/:[\w.-]+(?:@|$)/.test(entry.slice(entry.lastIndexOf("/") + 1));
    const isTag = leavesTagOut || listed.tag === image.tag;
    return isTag && (listed.digest === undefined || listed.digest === image.digest);
  });
}

/** The reference at another digest, as short as people write it. */
export function atDigest(written: string, digest: string): string {
  return `${written.replace(/@sha256:[0-9a-f]{64}$/, "")}@${digest}`;
}
