import { Entry, isMap } from "../entry.js";
import type { Finding } from "../finding.js";
import { lineNumber } from "./line-number.js";
import type { ReportReader } from "./reader.js";
import { sourceFiles, sourceFinding } from "./source-finding.js";

/** `hadolint --format json`: https://github.com/hadolint/hadolint#cli */
export const hadolint: ReportReader = {
  tool: "hadolint",
  format: "hadolint-json",
  lists: ["$.*"],
  recognises: (document) =>
    Array.isArray(document) &&
    isMap(document[0]) &&
    ["code", "level", "file", "message"].every((key) => Object.hasOwn(document[0], key)),
  recognisesNamed: (document) => Array.isArray(document) && document.length === 0,
  read: (document, path) => {
    const entries = (document as unknown[]).map((value, index) => new Entry(value, path, `/${index}`));
    const healthReasons = entries
      .filter((entry) => entry.text("code") === "DL1000")
      .map((entry) => `${entry.requiredText("file")} could not be parsed, so its instructions were not checked`);
    return {
      artifact: sourceFiles,
      findings: entries.map(readFinding),
      suppressed: [],
      usesDatabase: false,
      healthReasons,
      health: healthReasons.length === 0 ? "ok" : "partial",
    };
  },
};

function readFinding(entry: Entry): Finding {
  const code = entry.requiredText("code");
  return sourceFinding(entry, {
    scanner: "hadolint",
    ids: [code],
    category: "misconfiguration",
    title: entry.text("message") ?? code,
    label: entry.text("level"),
    path: entry.requiredText("file"),
    line: lineNumber(entry, "line"),
    links: [wikiPage(code)],
  });
}

function wikiPage(code: string): string | undefined {
  if (/^DL\d+$/.test(code)) return `https://github.com/hadolint/hadolint/wiki/${code}`;
  return /^SC\d+$/.test(code) ? `https://www.shellcheck.net/wiki/${code}` : undefined;
}
