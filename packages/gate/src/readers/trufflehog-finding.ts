import type { Entry } from "../entry.js";
import type { Finding } from "../finding.js";
import { leadingNumber, lineNumber } from "./line-number.js";
import { sourceFinding } from "./source-finding.js";

/**
 * A secret that version 3 found. `Raw`, `RawV2`, `Redacted` (which shows a part of it), `ExtraData` and `StructuredData` are not
 * carried, nor is who committed it.
 */
export function verifiableLeak(entry: Entry): Finding {
  const detector = entry.requiredText("DetectorName");
  const secrets = [entry.text("Raw"), entry.text("RawV2"), entry.text("Redacted")].flatMap(spellings);
  const data = entry.requiredEntry("SourceMetadata").entry("Data");
  const [source = "unknown source"] = data?.keys() ?? [];
  const place = data?.entry(source);
  const path = place?.text("file") ?? place?.text("link") ?? source;
  return leak(entry, {
    id: detector,
    title: `${detector} secret`,
    path: withoutSecrets(path, secrets),
    line: lineNumber(place, "line"),
    commit: place?.text("commit"),
    link: place?.text("link"),
    secrets,
    label: entry.flag("Verified") === true ? "verified" : "unverified",
  });
}

/** A secret that version 2 found. `diff`, `printDiff`, `stringsFound` and the message of the commit show it. */
export function oldLeak(entry: Entry): Finding {
  const reason = entry.requiredText("reason");
  const secrets = entry.texts("stringsFound").flatMap(spellings);
  return leak(entry, {
    id: reason,
    title: reason,
    path: withoutSecrets(entry.requiredText("path"), secrets),
    line: undefined,
    commit: entry.text("commitHash"),
    secrets,
  });
}

/** A secret that trufflehog3 found. `secret` and `context` show it. */
export function leakedKey(entry: Entry): Finding {
  const rule = entry.requiredEntry("rule");
  const id = rule.requiredText("id");
  const secrets = spellings(entry.text("secret"));
  return leak(entry, {
    id,
    title: rule.text("message") ?? id,
    path: withoutSecrets(entry.requiredText("path"), secrets),
    line: leadingNumber(entry, "line"),
    commit: entry.text("commit"),
    secrets,
    label: rule.text("severity"),
  });
}

interface Leak {
  id: string;
  title: string;
  path: string;
  line: number | undefined;
  /** Commit that holds the secret; absent where the history was not read. */
  commit: string | undefined;
  link?: string | undefined;
  label?: string | undefined;
  secrets: readonly string[];
}

function leak(entry: Entry, { id, title, path, line, commit, link, label, secrets }: Leak): Finding {
  return sourceFinding(entry, {
    scanner: "trufflehog",
    ids: [id],
    category: "secret",
    title: withoutSecrets(title, secrets),
    path,
    line,
    detail: commit === undefined ? undefined : `In commit ${commit}`,
    label,
    links: [isOpenLink(link, secrets) ? link : undefined],
    // A secret in another commit is another one, even after the file was cleaned.
    place: commit,
  });
}

/** A link may hold the password of who scanned, or the secret itself. */
function isOpenLink(link: string | undefined, secrets: readonly string[]): boolean {
  return link !== undefined && !/\/\/[^/]*@/.test(link) && withoutSecrets(link, secrets) === link;
}

/** Older versions of TruffleHog write the secret in Base64. */
function spellings(secret: string | undefined): string[] {
  if (secret === undefined) return [];
  return [secret, Buffer.from(secret, "base64").toString("utf8")].filter((spelling) => spelling.length >= 6);
}

/** A file may be called after the secret that is in it. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => left.replaceAll(secret, "REDACTED"), text);
}
