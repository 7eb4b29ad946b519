/** Where a text stops being JSON (RFC 8259). */
export interface JsonFault {
  /** Offset of the first character that cannot stand there. */
  offset: number;
  /** True when everything up to the end was fine and more had to follow. */
  cutOff: boolean;
}

type Token = "{" | "}" | "[" | "]" | ":" | "," | "string" | "scalar";
type Expected = "value" | "first value" | "key" | "first key" | "colon" | "next";

const whiteSpace = /[\t\n\r ]*/y;
const escapes = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const scalars = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
const brokenScalarAtEnd = /[\w.+-]*$/y;

/**
 * The first fault of a text that `JSON.parse` refuses. Its own errors do not always say the place, and repeat the content,
 * which may be secret.
 */
export function jsonFault(text: string): JsonFault {
  const open: ("{" | "[")[] = [];
  let expected: Expected | undefined = "value";
  let at = endOf(whiteSpace, text, 0) ?? 0;
  while (at < text.length) {
    const { token, end } = tokenAt(text, at);
    if (token === undefined) return { offset: end, cutOff: endOf(brokenScalarAtEnd, text, end) !== undefined };
    expected = follow(expected, token, open);
    if (expected === undefined) return { offset: at, cutOff: false };
    at = endOf(whiteSpace, text, end) ?? end;
  }
  return { offset: text.length, cutOff: true };
}

/** What may come after a token; undefined where the token itself may not come. Keeps the list of open brackets. */
function follow(expected: Expected, token: Token, open: ("{" | "[")[]): Expected | undefined {
  const inside = open.at(-1);
  const closes = inside !== undefined && token === (inside === "{" ? "}" : "]");
  if (closes && (expected === "next" || expected.startsWith("first"))) {
    open.pop();
    return "next";
  }
  switch (expected) {
    case "colon":
      return token === ":" ? "value" : undefined;
    case "next":
      if (token !== "," || !inside) return undefined;
      return inside === "{" ? "key" : "value";
    case "key":
    case "first key":
      return token === "string" ? "colon" : undefined;
    default:
      if (token === "string" || token === "scalar") return "next";
      if (token !== "{" && token !== "[") return undefined;
      open.push(token);
      return token === "{" ? "first key" : "first value";
  }
}

/** The token at an offset and where it ends; without a token, `end` is where the fault is. */
function tokenAt(text: string, at: number): { token?: Token; end: number } {
  const character = text.charAt(at);
  if ("{}[]:,".includes(character)) return { token: character as Token, end: at + 1 };
  if (character === '"') return stringAt(text, at);
  const end = endOf(scalars, text, at);
  return end === undefined ? { end: at } : { token: "scalar", end };
}

function stringAt(text: string, start: number): { token?: Token; end: number } {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return { token: "string", end: at + 1 };
    if (code < 0x20) return { end: at };
    const end = code === 0x5c ? endOf(escapes, text, at) : at + 1;
    if (end === undefined) return { end: text.length - at < "\\u0000".length ? text.length : at };
    at = end;
  }
  return { end: text.length };
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
