import { GitHubError } from "../github-error.js";
import type { Delivery } from "./delivery.js";
import { DeliveryError } from "./delivery-error.js";
import type { HostedPull, HostedRepository } from "./hosted-repository.js";

/** The branch of the pull request has work on it that must not be lost, nor slip in under our name. */
export function foreignBranch(
  repository: HostedRepository,
  { branch }: Delivery,
  commit: string,
  open: HostedPull | undefined,
): DeliveryError {
  const first = open ? `Merge or close pull request ${open.number} (${open.html_url}) and delete` : "Delete";
  return new DeliveryError([
    {
      place: repository.name,
      found: `branch ${branch} holds ${commit}, which Sallyport did not make`,
      remedy: `${first} the branch, then deliver again; or give delivery.branch another name.`,
    },
  ]);
}

export function emptyRepository(place: string): DeliveryError {
  const remedy = "A pull request needs a branch to go to: push a first commit, such as a README, then deliver again.";
  return new DeliveryError([{ place, found: "has no commit yet", remedy }]);
}

/** Whether another look may help: somebody else was faster, or an answer was lost after the deed. */
export function mayGoOtherwise(error: unknown): boolean {
  if (!(error instanceof GitHubError) || isEmpty(error) || error.request.startsWith("GET ")) return false;
  if (error.status === undefined) return !error.limited;
  const raced = /fast.forward|already exists|does not exist|no commits between/i;
  return error.status === 409 || (error.status === 422 && raced.test(error.found));
}

/** What an error of GitHub means here, where that is known. */
export function inWords(error: unknown, { owner, repository }: Delivery): unknown {
  if (!(error instanceof GitHubError)) return error;
  const place = `${owner}/${repository}`;
  if (isEmpty(error)) return emptyRepository(place);
  if ((error.status === 403 || error.status === 404) && !error.request.startsWith("GET ")) {
    const remedy =
      "GITHUB_TOKEN needs the permissions contents, pull-requests and workflows, each to write. The token of a workflow job never has the last: take one of a GitHub App.";
    return new DeliveryError([{ place, found: `${error.request} ${error.found}`, remedy }]);
  }
  return error;
}

function isEmpty({ status, found }: GitHubError): boolean {
  return status === 409 && /is empty/i.test(found);
}
