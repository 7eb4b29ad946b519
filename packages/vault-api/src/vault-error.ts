/** Vault gave no answer that can be used. Never holds a token or a secret. */
export class VaultError extends Error {
  override readonly name = "VaultError";
  /** Method and path. */
  readonly request: string;
  readonly found: string;
  readonly remedy: string;
  /** Status of the answer; undefined without one. */
  readonly status: number | undefined;

  /**
   * @param request Method and path.
   * @param found Continues a sentence that begins with the request.
   */
  constructor(request: string, found: string, remedy: string, status?: number) {
    super(`${request} ${found}. ${remedy}`);
    this.request = request;
    this.found = found;
    this.remedy = remedy;
    this.status = status;
  }
}
