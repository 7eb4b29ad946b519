/** A published file of facts that cannot be used. The message continues a sentence that begins with the file. */
export class FactsError extends Error {
  override readonly name = "FactsError";
}
