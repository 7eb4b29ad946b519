import * as z from "zod";
import { canonicalJson } from "./canonical-json.js";
import { Verdict } from "./verdict.js";

/** The audit record of a verdict: canonical JSON (RFC 8785), the same bytes for the same verdict, without a final line break. */
export function renderJson(verdict: Verdict): string {
  return canonicalJson(verdict);
}

/** Verdicts as JSON Schema (draft 2020-12). */
export function verdictJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(Verdict, { target: "draft-2020-12" });
  return { $id: "https://sallyport.dev/schema/verdict-1.json", title: "Sallyport verdict", ...schema };
}
