import { policyJsonSchema } from "@sallyport/policy";
import type { ExitCode } from "../exit-code.js";
import { print } from "../output.js";

/** `sallyport policy schema`: the JSON Schema of the policy file, for editors. */
export async function policySchema(): Promise<ExitCode> {
  await print(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
  return 0;
}
