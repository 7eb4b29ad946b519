import { namesImage } from "../image-name.js";
import type { LedgerEntry } from "./ledger-entry.js";

/** What somebody asks about: an image by its digest, or a commit. */
export type Subject = { digest: string; name?: string } | { commit: string };

/** `sha256:...`, `name@sha256:...` or a full commit id; undefined for anything else. */
export function parseSubject(text: string): Subject | undefined {
  if (/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text)) return { commit: text };
  const [, name, digest] = /^(?:([^@\s]+)@)?(sha256:[0-9a-f]{64})$/.exec(text) ?? [];
  if (digest === undefined) return undefined;
  return name === undefined ? { digest } : { digest, name };
}

/** True when an entry is about the subject. */
export function concerns({ subject }: Pick<LedgerEntry, "subject">, asked: Subject): boolean {
  if ("commit" in asked) return subject.commit === asked.commit;
  return subject.images.some(
    ({ name, digest }) => digest === asked.digest && (asked.name === undefined || sameImage(asked.name, name)),
  );
}

/** Either name may be the longer: the policy says `api`, a deploy step `registry.example/acme/api:1.2`. */
function sameImage(one: string, other: string): boolean {
  return namesImage(one, other) || namesImage(other, one);
}
