import { exceptionFileJsonSchema } from "@sallyport/gate";
import type { ExitCode } from "../exit-code.js";
import { print } from "../output.js";

/** `sallyport exception schema`: the JSON Schema of the file of exceptions, for editors. */
export async function exceptionSchema(): Promise<ExitCode> {
  await print(`${JSON.stringify(exceptionFileJsonSchema(), null, 2)}\n`);
  return 0;
}
