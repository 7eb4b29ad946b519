import * as z from "zod";
import { strengthOf } from "./direction.js";
import { PolicyFile } from "./policy-file.js";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The policy file as JSON Schema (draft 2020-12), for editors and other tools. It knows no rule that spans several settings. */
export function policyJsonSchema(): Record<string, unknown> {
  return describedSchema((node) => {
    delete node.stronger;
    delete node.none;
  });
}

/** The same with the word of each setting on which value is stronger, which JSON Schema has no keyword for. */
export function policySchemaWithStrength(): Record<string, unknown> {
  return describedSchema((node, schema) => Object.assign(node, strengthOf(schema)));
}

function describedSchema(override: (node: JsonSchema, schema: z.core.$ZodType) => void): Record<string, unknown> {
  const schema = z.toJSONSchema(PolicyFile, {
    io: "input",
    target: "draft-2020-12",
    override: ({ jsonSchema, zodSchema }) => {
      tidy(jsonSchema);
      override(jsonSchema, zodSchema);
    },
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
function tidy(node: JsonSchema): void {
  if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
  if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
  if (node.format === "date" || node.format?.startsWith("cidr")) delete node.format;
}
