import { type Verdict, Verdict as VerdictSchema } from "@sallyport/gate";
import { badFile } from "./command-error.js";
import { maximumFactBytes, readInput } from "./read-input.js";

/**
 * A stored verdict.
 *
 * @throws {CommandError} when the file is no verdict of ours.
 */
export function readVerdict(file: string): Verdict {
  const remedy = "Give the verdict.json that `sallyport gate --out` wrote.";
  const text = Buffer.from(readInput(file, maximumFactBytes, remedy)).toString("utf8");
  const parsed = VerdictSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join(".") ?? "";
  throw badFile(file, `is no verdict: ${place === "" ? "" : `${place}: `}${issue?.message ?? "it differs"}`, remedy);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
