import { Composer, type CST, type Document, Lexer, type LineCounter, Parser, type YAMLError } from "yaml";
import type { Report } from "./fault.js";
import { flawWording } from "./yaml-flaw.js";

/** Deepest nesting accepted. The schema itself needs eight levels. */
export const maxDepth = 32;

/**
 * The one YAML document in a text, JSON included; undefined after a report of what keeps it from being one.
 *
 * The parser is fed piece by piece, so that a text made to exhaust the stack is refused before anything recurses into it.
 */
export function yamlDocument(text: string, lines: LineCounter, report: Report): Document.Parsed | undefined {
  const tokens = syntaxTree(text, report);
  if (!tokens || !isOneDocument(tokens, report)) return undefined;
  const [document] = withoutStackTraces(() => [
    // Duplicate keys are found by our own walk, which knows both places.
    ...new Composer({ schema: "core", prettyErrors: false, uniqueKeys: false }).compose(tokens, true, text.length),
  ]);
  if (!document) return undefined;
  for (const flaw of firstOfEachLine(document.errors, lines)) report({ offset: flaw.pos[0], ...flawWording(flaw) });
  return document.errors.length > 0 ? undefined : document;
}

function syntaxTree(text: string, report: Report): CST.Token[] | undefined {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length - 1 > maxDepth) {
      return report({
        offset: parser.offset - lexeme.length,
        message: `the file is nested deeper than ${maxDepth} levels`,
        remedy: "No setting lies deeper than eight levels.",
      });
    }
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

function isOneDocument(tokens: readonly CST.Token[], report: Report): boolean {
  const directive = tokens.find(({ type }) => type === "directive");
  if (directive) {
    report({
      offset: directive.offset,
      message: "the file has a YAML directive",
      remedy: "Remove the line that begins with %.",
    });
  }
  const [, second] = tokens.filter(({ type }) => type === "document");
  if (second) {
    report({
      offset: second.offset,
      message: "a second YAML document begins here",
      remedy: "Keep one: remove everything from the second --- on.",
    });
  }
  return !directive && !second;
}

/** The parser makes an Error for each flaw: in a hostile file half a million of them, whose traces would take seconds. */
function withoutStackTraces<T>(work: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** What follows on the same line is nearly always an echo of the first flaw. */
function firstOfEachLine(flaws: readonly YAMLError[], lines: LineCounter): YAMLError[] {
  const seen = new Set<number>();
  return flaws.filter(({ pos }) => {
    const { line } = lines.linePos(pos[0]);
    return !seen.has(line) && seen.add(line);
  });
}
