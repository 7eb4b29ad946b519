import { plainText } from "../plain-text.js";
import type { Person, Unreadable } from "./approval-evidence.js";

/** Why an approval does not lift a verdict: `approval`, it is still to be had; `undecided`, nobody can say. */
export interface Reason {
  decision: "approval" | "undecided";
  /** A sentence. */
  text: string;
}

/** Something that speaks against the approval. */
export function against(text: string): Reason {
  return { decision: "approval", text };
}

/** Something that nobody can say. */
export function unknown(text: string): Reason {
  return { decision: "undecided", text };
}

/** Why a part of the evidence is not there. */
export function notRead({ unreadable }: Unreadable): Reason {
  return unknown(plainText(unreadable));
}

/** An account in a sentence. The login is what GitHub says, so it is printed with care. */
export function named({ login, id }: Person): string {
  return `${plainText(login)} (${id})`;
}
