import type { Entry } from "../entry.js";
import type { Artifact, Finding } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { isVulnerability } from "../fix.js";
import { repositoryOf } from "../image-name.js";
import { type SarifFiles, sarifLocation } from "./sarif-location.js";
import { isOfSystem, sarifPackage } from "./sarif-package.js";
import type { NamedRule } from "./sarif-rules.js";
import { sarifSeverity } from "./sarif-severity.js";
import type { SarifTool } from "./sarif-tools.js";
import { webLinks } from "./web-links.js";

/** What the results of one run share. */
export interface SarifContext extends SarifFiles {
  tool: SarifTool;
  artifact: Artifact;
}

/** One result. A message may quote a secret, so the results of secret rules are named by rule and place alone. */
export function sarifFinding(result: Entry, { id, rule }: NamedRule, context: SarifContext): Finding {
  const { tool, artifact } = context;
  const category = categoryOf(id, rule, tool);
  const message = category === "secret" ? undefined : messageOf(result, rule);
  const vulnerable = isVulnerability(category);
  const affected = vulnerable ? sarifPackage(message ?? "", rule) : { fixedVersions: [] };
  const location = sarifLocation(result, context, artifact.name);
  // Snyk puts the image with its digest there, which changes from build to build.
  const path = category === "image" ? repositoryOf(location.path) : location.path;
  const place = [affected.package?.name, path, category === "misconfiguration" ? location.resource : undefined];
  const content = category === "code" ? contentHash(result) : undefined;
  return {
    fingerprint: fingerprintOf({ category, id, artifact, place: [tool.name, ...place, content] }),
    ids: vulnerable ? [...new Set([id, ...publicIds(id, rule)])] : [id],
    category,
    title: titleOf(rule) ?? id,
    detail: message,
    ...affected,
    location,
    artifact,
    ...sarifSeverity(result, rule, tool.name, category),
    links: webLinks([rule?.text("helpUri")]),
    scanner: tool.name,
    pointer: result.pointer,
  };
}

/** Names of Trivy's kinds of rules. */
const byRuleName: ReadonlyMap<string, Finding["category"]> = new Map([
  ["OsPackageVulnerability", "image"],
  ["LanguageSpecificPackageVulnerability", "dependency"],
  ["Misconfiguration", "misconfiguration"],
  ["Secret", "secret"],
  ["License", "licence"],
]);

function categoryOf(id: string, rule: Entry | undefined, tool: SarifTool): Finding["category"] {
  const named = byRuleName.get(rule?.text("name") ?? "");
  if (named) return named;
  const tags = rule?.entry("properties")?.freeTexts("tags") ?? [];
  if (tags.some(isAboutSecrets) || /^CKV_SECRET_/.test(id)) return "secret";
  if (isOfSystem(rule)) return "image";
  return tool.category !== "image" && /^(CVE-|GHSA-|CKV_CVE_)/.test(id) ? "dependency" : tool.category;
}

/** Hard-coded passwords, keys and credentials: https://cwe.mitre.org/data/definitions/798.html and its relatives. */
function isAboutSecrets(tag: string): boolean {
  return /^secrets?$/i.test(tag) || /cwe-0*(259|321|798)(\D|$)/i.test(tag);
}

function titleOf(rule: Entry | undefined): string | undefined {
  const text = rule?.entry("shortDescription")?.text("text") ?? rule?.text("name");
  return text?.split("\n", 1)[0]?.trim() || undefined;
}

/** The text, or the one that the rule keeps for all its results, with the arguments put in (section 3.11). */
function messageOf(result: Entry, rule: Entry | undefined): string | undefined {
  const message = result.entry("message");
  const key = message?.text("id");
  const kept = key === undefined ? undefined : rule?.entry("messageStrings")?.entry(key)?.text("text");
  const values = message?.texts("arguments") ?? [];
  const text = message?.text("text") ?? message?.text("markdown") ?? kept;
  return text?.replace(/\{(\d+)\}/g, (whole, index) => values[Number(index)] ?? whole);
}

/** Names under which KEV, EPSS and exceptions know the weakness: Grype's rules are called `CVE-2005-2541-tar`. */
function publicIds(id: string, rule: Entry | undefined): string[] {
  const texts = [id, rule?.entry("shortDescription")?.text("text"), rule?.entry("fullDescription")?.text("text")];
  return texts.flatMap((text) => text?.match(/CVE-\d{4}-\d{4,}|GHSA(?:-[a-z0-9]{4}){3}/g) ?? []);
}

/**
 * What CodeQL and Semgrep say about the matched code: it moves with the code. Other fingerprints are left out: gitleaks
 * puts the commit and its author there, and Semgrep a plea to log in.
 */
function contentHash(result: Entry): string | undefined {
  const [bySemgrep] = result.entry("fingerprints")?.freeTexts("matchBasedId/v1") ?? [];
  const [byCodeql] = result.entry("partialFingerprints")?.freeTexts("primaryLocationLineHash") ?? [];
  return bySemgrep === "requires login" ? byCodeql : (bySemgrep ?? byCodeql);
}
