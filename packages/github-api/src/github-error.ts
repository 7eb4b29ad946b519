/** GitHub's API gave no answer that can be used. Never holds the token. */
export class GitHubError extends Error {
  override readonly name = "GitHubError";
  /** Method and path. */
  readonly request: string;
  readonly found: string;
  readonly remedy: string;
  /** Status of the answer; undefined without one. */
  readonly status: number | undefined;
  /** A rate limit: GitHub surely did nothing. */
  readonly limited: boolean;

  /**
   * @param request Method and path.
   * @param found Continues a sentence that begins with the request.
   */
  constructor(request: string, found: string, remedy: string, status?: number, limited = false) {
    super(`${request} ${found}. ${remedy}`);
    this.request = request;
    this.found = found;
    this.remedy = remedy;
    this.status = status;
    this.limited = limited;
  }
}
