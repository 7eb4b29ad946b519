import type { Entry } from "../entry.js";
import type { Finding } from "../finding.js";
import { unstatedFix } from "../fix.js";
import { linesOf, readLines } from "./line-entries.js";
import { readAdvisories } from "./npm-advisories.js";
import { npmContent, withoutCredentials } from "./npm-audit.js";
import { npmFingerprint } from "./npm-finding.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { sourceFiles } from "./source-finding.js";
import { webLinks } from "./web-links.js";

/**
 * `yarn npm audit --json` of yarn 2 and later, in JSON lines: https://yarnpkg.com/cli/npm/audit. Yarn 2 and 3 repeat the
 * registry's answer in one line, yarn 4 has a line for every advisory of a package. Nothing in the report says how many lines
 * there are: that none is missing at its end, only the digest in the run record shows.
 */
export const yarnNpmAudit: ReportReader = {
  tool: "npmAudit",
  format: "yarn-berry-audit-ndjson",
  recognises: (document) => linesOf(document).some(({ value }) => isTreeLine(value) || isMessage(value)),
  read: (document, path) => {
    const lines = readLines(document, path, readLine);
    return {
      ...npmContent,
      ...healthOf(lines),
      findings: lines.flatMap(({ findings }) => findings ?? []),
    };
  },
};

/** An advisory of a package: `{"value": "left-pad", "children": {"ID": ..., "Issue": ...}}`. */
function isTreeLine(line: Record<string, unknown>): boolean {
  return Object.hasOwn(line, "value") && Object.hasOwn(line, "children");
}

/** What yarn says beside its results: https://yarnpkg.com/advanced/error-codes */
function isMessage(line: Record<string, unknown>): boolean {
  return Object.hasOwn(line, "type") && Object.hasOwn(line, "displayName") && Object.hasOwn(line, "data");
}

interface Line {
  findings?: readonly Finding[];
  /** True for the words with which yarn says that it looked and found nothing. */
  isClean?: boolean;
  /** Why the report is not whole. */
  doubts?: readonly string[];
  error?: string;
}

function readLine(line: Entry): Line {
  const type = line.text("type");
  if (type !== undefined) return readMessage(type, line.text("data"));
  if (!line.keys().includes("advisories")) return { findings: [finding(line)] };
  const { findings, healthReasons } = readAdvisories(line);
  return { findings, isClean: findings.length === 0, doubts: healthReasons };
}

function readMessage(type: string, data = ""): Line {
  if (type === "error") return { error: withoutCredentials(data) };
  return { isClean: data.startsWith("No audit suggestions") };
}

function healthOf(lines: readonly Line[]): Pick<ReportContent, "health" | "healthReasons"> {
  const errors = lines.flatMap(({ error }) => error ?? []);
  if (errors.length > 0) {
    return {
      health: "failed",
      healthReasons: errors.map((error) => `the audit failed: ${error || "it does not say why"}`),
    };
  }
  const doubts = lines.flatMap((line) => line.doubts ?? []);
  if (doubts.length > 0) return { health: "partial", healthReasons: doubts };
  if (lines.some(({ isClean, findings = [] }) => isClean === true || findings.length > 0)) {
    return { health: "ok", healthReasons: [] };
  }
  return { health: "empty", healthReasons: ["it has no advisories, and nothing in it says that any were looked for"] };
}

/** Deprecated packages stand among the advisories, with a text as their id. */
function finding(line: Entry): Finding {
  const name = line.requiredText("value");
  const advisory = line.requiredEntry("children");
  const url = advisory.text("URL");
  const id =
    /GHSA(?:-\w{4}){3}/.exec(url ?? "")?.[0] ?? `npm:${advisory.textOrNumber("ID") ?? advisory.requiredText("Issue")}`;
  const [version, ...others] = advisory.texts("Tree Versions");
  const range = advisory.text("Vulnerable Versions");
  return {
    fingerprint: npmFingerprint(id, name),
    ids: [id],
    category: "dependency",
    title: advisory.text("Issue") ?? `${id} in ${name}`,
    detail:
      range === undefined
        ? undefined
        : `Vulnerable: ${range}${others.length === 0 ? "" : `; also installed: ${others.join(", ")}`}`,
    package: { name, version },
    fixedVersions: [],
    location: { path: `node_modules/${name}` },
    artifact: sourceFiles,
    label: advisory.text("Severity"),
    labelSource: "ghsa",
    scores: [],
    status: unstatedFix,
    links: webLinks([url]),
    scanner: "npmAudit",
    pointer: line.pointer,
  };
}
