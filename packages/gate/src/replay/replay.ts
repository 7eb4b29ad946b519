import { decide } from "../decide.js";
import { judgedAsOf } from "../notes.js";
import { renderJson } from "../render-json.js";
import { ReportError } from "../report-error.js";
import { Verdict } from "../verdict.js";
import { firstDifference } from "./first-difference.js";
import { findInputs } from "./found-inputs.js";
import type { StoredInputs } from "./stored-inputs.js";

/** What came of deciding anew. */
export type Replay =
  | { result: "same" }
  /** `pointer`: the first place that differs (RFC 6901); empty where only the way of writing does. */
  | { result: "different"; pointer: string; found: string }
  | { result: "missing"; missing: string[] };

/** What of a verdict says how it was made. The rest is what is compared, whatever it says. */
const Made = Verdict.pick({ inputs: true, tool: true, deferred: true, notes: true }).loose();

/**
 * Decides anew from the inputs that a stored verdict names, as of its own time, and compares byte for byte.
 *
 * @param text The stored verdict; a line break at its end is no part of it.
 */
export function replay(text: string, stored: StoredInputs): Replay {
  const canonical = text.replace(/\r?\n$/, "");
  const value = parse(canonical);
  const made = Made.safeParse(value);
  if (!made.success || Number.isNaN(Date.parse(made.data.inputs.now))) {
    return { result: "missing", missing: ["a verdict of this version: the file says nothing of how it was made"] };
  }
  try {
    const { inputs, missing } = findInputs(made.data, stored);
    if (!inputs) return { result: "missing", missing };
    const verdict = decide(inputs);
    const said = judgedAsOf(verdict.inputs.now);
    const asOf = made.data.notes.some(({ message }) => message === said.message) ? [said] : [];
    return compare(canonical, value, renderJson({ ...verdict, notes: [...verdict.notes, ...asOf] }));
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    return { result: "different", pointer: "/inputs/reports", found: `${error.path} cannot be read any more` };
  }
}

function compare(canonical: string, value: unknown, replayed: string): Replay {
  if (canonical === replayed) return { result: "same" };
  const pointer = firstDifference(value, JSON.parse(replayed));
  if (pointer === undefined) return { result: "different", pointer: "", found: "is written in another way (RFC 8785)" };
  return { result: "different", pointer, found: "is not what these inputs lead to" };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
