import * as z from "zod";
import { badFile } from "./command-error.js";
import { describeIssue, readJson } from "./facts-file.js";
import type { ComparedPlan } from "./plan-difference.js";

const remedy = "Give what `sallyport plan --json` printed.";

const StoredPlan = z.looseObject({
  version: z.literal(1),
  resources: z.array(
    z.looseObject({
      urn: z.string(),
      type: z.string(),
      name: z.string(),
      custom: z.boolean(),
      inputs: z.record(z.string(), z.unknown()),
      secretInputs: z.array(z.string()).optional(),
      protect: z.boolean().optional(),
    }),
  ),
  files: z.array(z.looseObject({ repository: z.string(), path: z.string(), content: z.string() })),
  notes: z.array(z.looseObject({ level: z.string(), message: z.string() })),
});

/**
 * A plan that was printed earlier.
 *
 * @throws {CommandError} when it cannot be read or is no plan.
 */
export function readPlan(file: string): ComparedPlan {
  const parsed = StoredPlan.safeParse(readJson(file, remedy));
  if (!parsed.success) throw badFile(file, describeIssue(parsed.error), remedy);
  return parsed.data;
}
