import * as z from "zod";
import { canonicalJson } from "./canonical-json.js";
import { type LargeVerdict, Verdict } from "./verdict.js";

/** The audit record of a verdict: canonical JSON (RFC 8785), the same bytes for the same verdict, without a final line break. */
export function renderJson(verdict: LargeVerdict): string {
  return [...jsonPieces(verdict)].join("");
}

/** The same text in pieces, one finding each, for a verdict of any size. */
export function* jsonPieces(verdict: LargeVerdict): IterableIterator<string> {
  let separator = "{";
  for (const key of Object.keys(verdict).sort()) {
    const value = verdict[key as keyof LargeVerdict];
    if (value === undefined) continue;
    yield `${separator}${JSON.stringify(key)}:`;
    separator = ",";
    if (key === "findings") yield* listPieces(verdict.findings.json?.() ?? canonicalTexts(verdict.findings));
    else yield canonicalJson(value);
  }
  yield "}";
}

/** A list of any size, from the canonical JSON of its values. */
export function* listPieces(texts: Iterable<string>): IterableIterator<string> {
  let separator = "[";
  for (const text of texts) {
    yield separator + text;
    separator = ",";
  }
  yield separator === "[" ? "[]" : "]";
}

export function* canonicalTexts(values: Iterable<unknown>): IterableIterator<string> {
  for (const value of values) yield canonicalJson(value);
}

/** Verdicts as JSON Schema (draft 2020-12). */
export function verdictJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(Verdict, { target: "draft-2020-12" });
  return { $id: "https://sallyport.dev/schema/verdict-1.json", title: "Sallyport verdict", ...schema };
}
