import { CommandError } from "../command-error.js";

/** GitHub's API gave no answer that can be used. Never holds the token. */
export class GitHubError extends CommandError {
  /** Status of the answer; undefined without one. */
  readonly status: number | undefined;

  /**
   * @param request Method and path.
   * @param found Continues a sentence that begins with the request.
   */
  constructor(request: string, found: string, remedy: string, status?: number) {
    super([{ message: `${request} ${found}. ${remedy}`, path: request, found, remedy }]);
    this.status = status;
  }
}
