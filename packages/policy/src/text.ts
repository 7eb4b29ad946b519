import type { Fault } from "./fault.js";
import { printable } from "./printable.js";

/** Largest policy file accepted, in bytes. A real one is a few kilobytes; a thousand repositories take about 300. */
export const maxPolicyBytes = 512 * 1024;

/** What keeps bytes from being a text, and what to do about it. */
export type TextFault = Pick<Fault, "message" | "remedy">;

/** The text of a policy file, without a byte order mark, or why its bytes are none. */
export function policyText(content: string | Uint8Array): string | TextFault {
  if (content.length > maxPolicyBytes) return tooLarge;
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  if (bytes.length > maxPolicyBytes) return tooLarge;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { message: "the file is UTF-16", remedy: "Save it as UTF-8." };
  }
  if (bytes.includes(0)) {
    return { message: "the file is binary: it holds NUL bytes", remedy: "Give the path of a YAML or JSON text." };
  }
  const text = decoded(bytes);
  if (text === undefined) return { message: "the file is not valid UTF-8", remedy: "Save it as UTF-8." };
  if (text.trim() === "") {
    return { message: "the file is empty", remedy: "Start from examples/quickstart/sallyport.yaml." };
  }
  return text;
}

const tooLarge: TextFault = {
  message: `the file is larger than the ${maxPolicyBytes} bytes that a policy may have`,
  remedy: "Check that this is the policy and not a report or an archive.",
};

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
