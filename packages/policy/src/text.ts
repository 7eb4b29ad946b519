import type { Fault } from "./fault.js";
import type { FileKind } from "./file-kind.js";
import { printable } from "./printable.js";

/** What keeps bytes from being a text, and what to do about it. */
export type TextFault = Pick<Fault, "message" | "remedy">;

/** The text of a file, without a byte order mark, or why its bytes are none. */
export function fileText(content: string | Uint8Array, { maxBytes, start }: FileKind): string | TextFault {
  if (content.length > maxBytes) return tooLarge(maxBytes);
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  if (bytes.length > maxBytes) return tooLarge(maxBytes);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { message: "the file is UTF-16", remedy: "Save it as UTF-8." };
  }
  if (bytes.includes(0)) {
    return { message: "the file is binary: it holds NUL bytes", remedy: "Give the path of a YAML or JSON text." };
  }
  const text = decoded(bytes);
  if (text === undefined) return { message: "the file is not valid UTF-8", remedy: "Save it as UTF-8." };
  if (text.trim() === "") {
    return { message: "the file is empty", remedy: start };
  }
  return text;
}

function tooLarge(maxBytes: number): TextFault {
  return {
    message: `the file is larger than the ${maxBytes} bytes that it may have`,
    remedy: "Check that this is the right file and not a report or an archive.",
  };
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * The first character that a reviewer does not see, or that makes a line look like another one, comments included:
 * control characters and those that turn the direction of writing (https://trojansource.codes).
 */
export function findUnseen(text: string): Fault | undefined {
  const found = /(?![\t\n\r])[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.exec(text);
  if (!found) return undefined;
  return {
    offset: found.index,
    message: `the file holds a character that does not show, ${printable(found[0])}`,
    remedy: "Remove it, and look closely at what the line really says.",
  };
}
