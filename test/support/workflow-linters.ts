import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { toolPath } from "../../scripts/tools.ts";

/** What a linter says about a file. */
export interface LintFinding {
  /** `zizmor unpinned-uses`, `actionlint expression`. */
  rule: string;
  /** Path below the folder that was looked at. */
  file: string;
  line: number;
  message: string;
}

interface ActionlintError {
  message: string;
  filepath: string;
  line: number;
  kind: string;
}

/**
 * What actionlint says about every workflow file below a folder, in one run.
 *
 * A folder with an (empty) `.git` beside `.github` is a repository to it: calls of local workflows are checked then.
 *
 * @see https://github.com/rhysd/actionlint/blob/v1.7.12/docs/checks.md
 */
export function actionlint(folder: string): LintFinding[] {
  const files = workflowsBelow(folder);
  const { status, stdout, stderr } = lint("actionlint", folder, [
    "-shellcheck=",
    "-pyflakes=",
    "-format",
    "{{json .}}",
    ...files,
  ]);
  if (status !== 0 && status !== 1) throw new Error(`actionlint ended with ${status}: ${stderr}`);
  return (JSON.parse(stdout) as ActionlintError[]).map(({ message, filepath, line, kind }) => ({
    rule: `actionlint ${kind}`,
    file: filepath,
    line,
    message,
  }));
}

interface ZizmorFinding {
  ident: string;
  desc: string;
  locations: {
    symbolic: { annotation: string; kind: unknown; key: { Local?: { verbatim_path: string } } };
    concrete: { location: { start_point: { row: number } }; feature: string };
  }[];
}

/** Exit codes of zizmor that mean "done": no finding, or one that is informational, low, medium or high. */
const zizmorIsDone = [0, 11, 12, 13, 14];

/**
 * What zizmor says, with its strictest eyes and without a network, about everything below a folder, in one run.
 *
 * @returns Its findings, and how many files it looked at.
 * @see https://docs.zizmor.sh/audits/
 */
export function zizmor(folder: string): { findings: LintFinding[]; files: number } {
  const options = ["--offline", "--persona=auditor", "--strict-collection", "--no-config", "--no-progress"];
  const { status, stdout, stderr } = lint("zizmor", folder, [...options, "--format=json-v1", "."]);
  if (!zizmorIsDone.includes(status ?? -1)) throw new Error(`zizmor ended with ${status}: ${stderr}`);
  return {
    findings: (JSON.parse(stdout) as ZizmorFinding[]).map(zizmorFinding),
    files: stderr.split("\n").filter((line) => line.includes(" completed ")).length,
  };
}

function zizmorFinding({ ident, desc, locations }: ZizmorFinding): LintFinding {
  const primary = locations.find(({ symbolic }) => symbolic.kind === "Primary") ?? locations[0];
  if (!primary) throw new Error(`zizmor says ${ident} and not where`);
  return {
    rule: `zizmor ${ident}`,
    file: (primary.symbolic.key.Local?.verbatim_path ?? "").replace(/^\.\//, ""),
    line: primary.concrete.location.start_point.row + 1,
    message: `${desc}: ${primary.symbolic.annotation}: ${primary.concrete.feature.trim()}`,
  };
}

function lint(tool: string, cwd: string, args: readonly string[]) {
  const path = toolPath(tool);
  if (path === undefined) throw new Error(`There is no ${tool}. Run \`pnpm tools\` once.`);
  const env = { PATH: "/usr/bin:/bin", HOME: cwd };
  const run = spawnSync(path, args, { cwd, encoding: "utf8", env, maxBuffer: 1 << 28 });
  if (run.error) throw run.error;
  return run;
}

function workflowsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.github\/workflows$/.test(entry.parentPath))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
