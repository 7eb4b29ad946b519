import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import { dottedPath, type Place, type Problem } from "./problem.js";

/** Largest policy file accepted, in bytes. A real one is a few kilobytes. */
export const maxPolicyBytes = 1024 * 1024;

/** Deepest nesting accepted. The schema itself needs eight levels. */
const maxDepth = 32;

const prototypeKeys = new Set(["__proto__", "constructor", "prototype"]);

/** The plain value of a policy file, and where each part of it stands. */
export interface PolicySource {
  file: string;
  value: unknown;
  problems: Problem[];
  /** Place of a setting, or of the nearest setting around it. With `key`, the place of its name instead of its value. */
  locate(path: readonly PropertyKey[], key?: boolean): Place;
  /** True when the file itself says something about this setting. */
  has(path: readonly PropertyKey[]): boolean;
}

type Positions = Map<string, { key: number; value: number }>;

/**
 * Reads YAML or JSON without interpreting it.
 *
 * Anchors and aliases, tags, keys that are no text and duplicate keys are problems: a policy that is reviewed in a pull
 * request says what it means where it stands.
 */
export function readSource(content: string | Uint8Array, file: string): PolicySource {
  const decoded = decode(content);
  if ("message" in decoded) {
    return emptySource(file, [{ level: "error", file, line: 1, column: 1, path: "", ...decoded }]);
  }
  const lines = new LineCounter();
  const positions: Positions = new Map([["", { key: 0, value: 0 }]]);
  const place = (offset: number, path: readonly PropertyKey[]): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), path: dottedPath(path) };
  };
  const problems: Problem[] = [];
  const report = (offset: number, path: readonly PropertyKey[], message: string, remedy: string) =>
    problems.push({ level: "error", ...place(offset, path), message, remedy });

  const value = parse(decoded.text, lines, positions, report);
  const locate: PolicySource["locate"] = (path, key = false) => {
    for (let length = path.length; length >= 0; length--) {
      const position = positions.get(dottedPath(path.slice(0, length)));
      if (position) return { ...place(key ? position.key : position.value, []), path: dottedPath(path) };
    }
    return place(0, path);
  };
  return { file, value, problems, locate, has: (path) => positions.has(dottedPath(path)) };
}

function emptySource(file: string, problems: Problem[]): PolicySource {
  return {
    file,
    value: undefined,
    problems,
    locate: (path) => ({ file, line: 1, column: 1, path: dottedPath(path) }),
    has: () => false,
  };
}

function decode(content: string | Uint8Array): { text: string } | { message: string; remedy: string } {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  if (bytes.length > maxPolicyBytes) {
    return {
      message: `the file has ${bytes.length} bytes, more than the ${maxPolicyBytes} that a policy may have`,
      remedy: "Check that this is the policy and not a report or an archive.",
    };
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { message: "the file is UTF-16", remedy: "Save it as UTF-8." };
  }
  if (bytes.includes(0)) {
    return { message: "the file is binary: it holds NUL bytes", remedy: "Give the path of a YAML or JSON text." };
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (text.trim() === "")
      return { message: "the file is empty", remedy: "Start from examples/quickstart/sallyport.yaml." };
    return { text };
  } catch {
    return { message: "the file is not valid UTF-8", remedy: "Save it as UTF-8." };
  }
}

type Report = (offset: number, path: readonly PropertyKey[], message: string, remedy: string) => void;

function parse(text: string, lines: LineCounter, positions: Positions, report: Report): unknown {
  const deep = deepestFlow(text);
  if (deep !== undefined) {
    lines.addNewLine(0);
    return tooDeep(deep, [], report);
  }
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      schema: "core",
      prettyErrors: false,
      stringKeys: false,
    });
    for (const error of [...document.errors, ...document.warnings]) {
      report(error.pos[0], [], `is not valid YAML: ${firstLine(error.message)}`, yamlRemedy(error.code));
    }
    if (document.errors.length > 0) return undefined;
    return toPlain(document.contents, [], positions, report);
  } catch (error) {
    if (error instanceof RangeError) return tooDeep(0, [], report);
    throw error;
  }
}

/** Offset at which brackets nest too deep, found before the parser recurses into them. */
function deepestFlow(text: string): number | undefined {
  let depth = 0;
  for (let offset = 0; offset < text.length; offset++) {
    const character = text[offset];
    if (character === "[" || character === "{") depth++;
    else if (character === "]" || character === "}") depth = Math.max(0, depth - 1);
    if (depth > maxDepth * 8) return offset;
  }
  return undefined;
}

function tooDeep(offset: number, path: readonly PropertyKey[], report: Report): undefined {
  report(offset, path, `is nested deeper than ${maxDepth} levels`, "A policy needs eight levels at most.");
  return undefined;
}

function toPlain(node: unknown, path: PropertyKey[], positions: Positions, report: Report): unknown {
  if (path.length > maxDepth) return tooDeep(offsetOf(node), path, report);
  if (isAlias(node) || (node as Node | null)?.anchor) {
    report(
      offsetOf(node),
      path,
      "uses a YAML anchor or alias",
      "Write the value out: a policy says what it means where it stands.",
    );
    return undefined;
  }
  if (isMap(node)) return mapToPlain(node.items, path, positions, report);
  if (isSeq(node)) {
    return node.items.map((item, index) => {
      const itemPath = [...path, index];
      positions.set(dottedPath(itemPath), { key: offsetOf(item), value: offsetOf(item) });
      return toPlain(item, itemPath, positions, report);
    });
  }
  if (isScalar(node)) return typeof node.value === "bigint" ? Number(node.value) : node.value;
  return null;
}

function mapToPlain(items: Pair[], path: PropertyKey[], positions: Positions, report: Report): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const pair of items) {
    const keyOffset = offsetOf(pair.key);
    const key = isScalar(pair.key) ? pair.key.value : undefined;
    if (typeof key !== "string") {
      report(keyOffset, path, "has a key that is not text", "Put the key in quotes.");
    } else if (prototypeKeys.has(key)) {
      report(keyOffset, path, `has the key ${key}, which no policy may use`, "Remove it.");
    } else {
      const keyPath = [...path, key];
      const valueOffset = pair.value ? offsetOf(pair.value) : keyOffset;
      positions.set(dottedPath(keyPath), { key: keyOffset, value: valueOffset });
      plain[key] = toPlain(pair.value, keyPath, positions, report);
    }
  }
  return plain;
}

function offsetOf(node: unknown): number {
  if (isPair(node)) return offsetOf(node.key);
  return (node as Node | null)?.range?.[0] ?? 0;
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0]!.replace(/[.:]\s*$/, "");
}

function yamlRemedy(code: string): string {
  if (code === "DUPLICATE_KEY") return "Keep one of the two.";
  if (code === "MULTIPLE_DOCS") return "Keep one document: remove everything from the second --- on.";
  if (code === "TAB_AS_INDENT") return "Indent with spaces.";
  return "Correct the syntax at this place.";
}
