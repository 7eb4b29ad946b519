import { Entry, isMap } from "../entry.js";
import type { Finding } from "../finding.js";
import { lineNumber } from "./line-number.js";
import type { ReportReader } from "./reader.js";
import { sourceFiles, sourceFinding } from "./source-finding.js";

/** `gitleaks git|dir --report-format json`, version 8: https://github.com/gitleaks/gitleaks#reporting */
export const gitleaks: ReportReader = {
  tool: "gitleaks",
  format: "gitleaks-v8-json",
  lists: ["$.*"],
  recognises: (document) => isListWith(document, ["RuleID", "File", "StartLine"]),
  // `[]`, and `null` of older versions: nothing was found. Neither says who wrote it.
  recognisesNamed: (document) => document === null || (Array.isArray(document) && document.length === 0),
  read: (document, path) => contentOf(document, path, version8),
};

/** `gitleaks --report`, version 7 and before: https://github.com/gitleaks/gitleaks/tree/v7.6.1#readme */
export const gitleaksLegacy: ReportReader = {
  tool: "gitleaks",
  format: "gitleaks-v7-json",
  recognises: (document) => isListWith(document, ["rule", "file", "offender"]),
  read: (document, path) => contentOf(document, path, version7),
};

function isListWith(document: unknown, keys: readonly string[]): boolean {
  if (!Array.isArray(document)) return false;
  const [first] = document;
  return isMap(first) && keys.every((key) => Object.hasOwn(first, key));
}

function contentOf(document: unknown, path: string, readFinding: (entry: Entry) => Finding) {
  const values = Array.isArray(document) ? document : [];
  return {
    artifact: sourceFiles,
    findings: values.map((value, index) => readFinding(new Entry(value, path, `/${index}`))),
    suppressed: [],
    usesDatabase: false,
    healthReasons: [],
    health: "ok" as const,
  };
}

/** `Secret`, `Match` and `Line` are not read: they show the secret, unless gitleaks was told to hide it. */
function version8(entry: Entry): Finding {
  const rule = entry.requiredText("RuleID");
  return leak(entry, rule, {
    title: entry.text("Description") ?? rule,
    path: entry.requiredText("File"),
    line: lineNumber(entry, "StartLine"),
    commit: entry.text("Commit"),
    link: entry.text("Link"),
  });
}

/** `line` and `offender` are not read: they show the secret. */
function version7(entry: Entry): Finding {
  const rule = entry.requiredText("rule");
  return leak(entry, rule, {
    title: rule,
    path: entry.requiredText("file"),
    line: lineNumber(entry, "lineNumber"),
    commit: entry.text("commit"),
    link: entry.text("leakURL"),
  });
}

interface Leak {
  title: string;
  path: string;
  line: number | undefined;
  /** Commit that holds the secret; absent where the history was not read. */
  commit: string | undefined;
  link: string | undefined;
}

function leak(entry: Entry, rule: string, { commit, link, ...said }: Leak): Finding {
  return sourceFinding(entry, {
    scanner: "gitleaks",
    ids: [rule],
    category: "secret",
    ...said,
    detail: commit === undefined ? undefined : `In commit ${commit}`,
    links: [link],
    // A secret in another commit is another one, even after the file was cleaned.
    place: commit,
  });
}
