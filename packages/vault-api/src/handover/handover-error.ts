/** A root credential cannot be handed over, or nobody can tell whether it was. Never holds a password. */
export class HandoverError extends Error {
  override readonly name = "HandoverError";
  /** Setting of the policy, or variable, that it is about. */
  readonly about: string;
  readonly found: string;
  readonly remedy: string;

  /** @param found Continues a sentence that begins with `about`. */
  constructor(about: string, found: string, remedy: string) {
    super(`${about} ${found}. ${remedy}`);
    this.about = about;
    this.found = found;
    this.remedy = remedy;
  }
}
