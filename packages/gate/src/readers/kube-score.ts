import { Entry, isMap } from "../entry.js";
import type { Finding } from "../finding.js";
import { lineNumber } from "./line-number.js";
import type { ReportReader } from "./reader.js";
import { sourceFiles, sourceFinding } from "./source-finding.js";

/**
 * Names of the grades (https://github.com/zegl/kube-score/blob/v1.20.0/scorecard/scorecard.go). kube-score calls 7, almost
 * OK, an OK too.
 */
const gradeNames: ReadonlyMap<number, string> = new Map([
  [1, "CRITICAL"],
  [5, "WARNING"],
  [7, "OK"],
  [10, "OK"],
]);

/** `kube-score score --output-format json`: https://github.com/zegl/kube-score#usage-in-ci */
export const kubeScore: ReportReader = {
  tool: "kubeScore",
  format: "kube-score-json",
  recognises: (document) =>
    Array.isArray(document) &&
    isMap(document[0]) &&
    Object.hasOwn(document[0], "object_name") &&
    Object.hasOwn(document[0], "checks"),
  // `null` is what kube-score writes when there was no object to score.
  recognisesNamed: (document) => document === null || (Array.isArray(document) && document.length === 0),
  read: (document, path) => {
    const values = Array.isArray(document) ? document : [];
    const objects = values.map((value, index) => new Entry(value, path, `/${index}`));
    const checks = objects.flatMap((object) => object.requiredEntries("checks").map((check) => ({ object, check })));
    const failed = checks.filter(({ check }) => gradeName(check) !== "OK");
    return {
      artifact: sourceFiles,
      findings: failed.filter(({ check }) => check.flag("skipped") !== true).map(readFinding),
      suppressed: failed.filter(isSilenced).map(readSuppressed),
      usesDatabase: false,
      healthReasons: checks.length === 0 ? ["it has no checks: kube-score scored no object"] : [],
      health: checks.length === 0 ? "empty" : "ok",
    };
  },
};

/** One check of one Kubernetes object. */
interface ScoredCheck {
  object: Entry;
  check: Entry;
}

function gradeName(check: Entry): string | undefined {
  return gradeNames.get(check.number("grade") ?? 0);
}

/** A check that does not apply to the object is skipped without a grade; one that was switched off keeps its grade. */
function isSilenced({ check }: ScoredCheck): boolean {
  return check.flag("skipped") === true && gradeName(check) !== undefined;
}

function readFinding({ object, check }: ScoredCheck): Finding {
  const about = check.requiredEntry("check");
  const id = about.requiredText("id");
  const comments = check.entries("comments");
  return sourceFinding(check, {
    scanner: "kubeScore",
    ids: [id],
    category: "misconfiguration",
    title: about.text("name") ?? id,
    detail: joined(comments.map(describeComment)),
    remedy: joined(comments.map((comment) => comment.text("description"))) ?? about.text("comment"),
    label: gradeName(check),
    path: object.text("file_name") ?? object.requiredText("object_name"),
    line: lineNumber(object, "file_row"),
    resource: object.requiredText("object_name"),
    links: [],
  });
}

function readSuppressed(scored: ScoredCheck): Finding {
  const statement = joined(scored.check.entries("comments").map((comment) => comment.text("summary")));
  return { ...readFinding(scored), suppression: { status: "skipped", statement } };
}

function describeComment(comment: Entry): string | undefined {
  const summary = comment.text("summary");
  const path = comment.text("path");
  return path === undefined || summary === undefined ? summary : `${path}: ${summary}`;
}

/** The texts that are there, each once; undefined where there is none. */
function joined(texts: readonly (string | undefined)[]): string | undefined {
  const found = [...new Set(texts.filter((text) => text !== undefined))];
  return found.length === 0 ? undefined : found.join("; ");
}
