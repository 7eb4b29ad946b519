import * as z from "zod";
import { Policy } from "./policy.js";

/** The policy file as JSON Schema (draft 2020-12), for editors and other tools. It knows no rule that spans several settings. */
export function policyJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(Policy, {
    io: "input",
    target: "draft-2020-12",
    override: ({ jsonSchema }) => tidy(jsonSchema),
  });
  return {
    $id: "https://sallyport.dev/schema/policy-1.json",
    title: "Sallyport policy",
    description:
      "One file that says how repositories, secrets, images and clusters are protected, and what the gate decides.",
    ...schema,
  };
}

/** Takes away what only says how JavaScript counts, and formats that no other tool knows. */
function tidy(node: z.core.JSONSchema.BaseSchema): void {
  if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
  if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
  if (node.format?.startsWith("cidr")) delete node.format;
}
