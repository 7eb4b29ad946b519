import * as z from "zod";
import { Policy } from "./policy.js";

/** The policy file as JSON Schema (draft 2020-12), for editors and other tools. */
export function policyJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(Policy, { io: "input", target: "draft-2020-12", unrepresentable: "any" });
  return { $id: "https://sallyport.dev/schema/policy-1.json", title: "Sallyport policy", ...schema };
}
