import type { Entry } from "../entry.js";
import type { Finding } from "../finding.js";
import { lineNumber } from "./line-number.js";
import { sourceFinding } from "./source-finding.js";

/**
 * One match of a rule. `extra.lines` and `extra.fingerprint` are not read: without a login they say "requires login", and
 * the lines may show a secret.
 */
export function semgrepFinding(result: Entry): Finding {
  const extra = result.requiredEntry("extra");
  const metadata = extra.entry("metadata");
  const checkId = result.requiredText("check_id");
  const ruleId = ruleIdOf(checkId, metadata);
  const isSecret = findsSecrets(metadata);
  return sourceFinding(result, {
    scanner: "semgrep",
    ids: [checkId, ruleId],
    stableId: ruleId,
    category: isSecret ? "secret" : "code",
    // A rule may quote what it matched in its message.
    title: (isSecret ? undefined : extra.text("message")) ?? ruleId,
    label: extra.text("severity"),
    path: result.requiredText("path"),
    line: lineNumber(result.entry("start"), "line"),
    links: pagesOf(metadata),
  });
}

/**
 * The id without the folders that Semgrep puts before it, which depend on where the rule file lies. Rules of the registry
 * say their whole id; of others only the last part is sure.
 */
function ruleIdOf(checkId: string, metadata: Entry | undefined): string {
  const [source = ""] = metadata?.freeTexts("source") ?? [];
  const registryId = /^https:\/\/semgrep\.dev\/r\/([\w.-]+)$/.exec(source)?.[1];
  if (registryId !== undefined && checkId.endsWith(registryId)) return registryId;
  return checkId.slice(checkId.lastIndexOf(".") + 1) || checkId;
}

/** Hard-coded password, cryptographic key and credentials (https://cwe.mitre.org/data/definitions/798.html). */
const credentialWeakness = /^CWE-(259|321|798)\b/;

/** Whatever its author called it, a rule that finds credentials finds secrets. */
function findsSecrets(metadata: Entry | undefined): boolean {
  return (
    metadata !== undefined &&
    (metadata.freeTexts("technology").includes("secrets") ||
      metadata.freeTexts("vulnerability_class").includes("Hard-coded Secrets") ||
      metadata.freeTexts("cwe").some((weakness) => credentialWeakness.test(weakness)))
  );
}

function pagesOf(metadata: Entry | undefined): string[] {
  const own = ["shortlink", "source"].flatMap((key) => metadata?.freeTexts(key) ?? []);
  return own.length > 0 ? own.slice(0, 1) : (metadata?.freeTexts("references") ?? []);
}
