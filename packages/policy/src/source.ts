import { LineCounter } from "yaml";
import type { Report } from "./fault.js";
import type { FileKind } from "./file-kind.js";
import { type Mark, markAt, nearestMark } from "./mark.js";
import { plainValue } from "./plain-value.js";
import { dottedPath } from "./printable.js";
import { type Place, type Problem, problemLimit } from "./problem.js";
import { fileText, findUnseen } from "./text.js";
import { yamlDocument } from "./yaml-document.js";

/** The plain value of a file, and where each part of it stands. */
export interface Source {
  kind: FileKind;
  value: unknown;
  problems: Problem[];
  /** Place of a setting, or of the nearest setting around it. With `key`, the place of its name instead of its value. */
  locate(path: readonly PropertyKey[], key?: boolean): Place;
  /** A number as the file writes it, which may say more than its value: `3.10`. */
  written(path: readonly PropertyKey[]): string | undefined;
}

/**
 * Reads YAML or JSON without interpreting it.
 *
 * Anchors and aliases, tags, keys that are no text and duplicate keys are problems: a file that is reviewed in a pull
 * request says what it means where it stands.
 */
export function readSource(content: string | Uint8Array, file: string, kind: FileKind): Source {
  const lines = new LineCounter();
  const problems: Problem[] = [];
  const root: Mark = { key: 0, value: 0 };
  const place = (offset: number, path: readonly PropertyKey[]): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col, path: dottedPath(path) };
  };
  const report: Report = ({ offset, path = [], other, ...said }) => {
    // One more than will be listed, so that the list can say that it is cut.
    if (problems.length > problemLimit) return;
    const conflict = other === undefined ? {} : { conflictsWith: place(other, path) };
    problems.push({ level: "error", ...place(offset, path), ...said, ...conflict });
  };
  return {
    kind,
    value: readValue(content, kind, root, lines, report),
    problems,
    locate(path, key = false) {
      const mark = nearestMark(root, path);
      return place(key ? mark.key : mark.value, path);
    },
    written: (path) => markAt(root, path)?.written,
  };
}

function readValue(
  content: string | Uint8Array,
  kind: FileKind,
  root: Mark,
  lines: LineCounter,
  report: Report,
): unknown {
  lines.addNewLine(0);
  const text = fileText(content, kind);
  if (typeof text !== "string") return report({ offset: 0, ...text });
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  const unseen = findUnseen(text);
  if (unseen) return report(unseen);
  const document = yamlDocument(text, lines, report);
  return document && plainValue(document.contents, { path: [], mark: root, report });
}
