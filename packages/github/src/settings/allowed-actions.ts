import { actionFacts } from "../catalogue/action-facts.js";

/** Which actions may run, as the provider wants it for an organisation and for a repository alike. */
export interface AllowedActions {
  allowedActions: "all" | "local_only" | "selected";
  allowedActionsConfig?: { githubOwnedAllowed: boolean; verifiedAllowed: boolean; patternsAlloweds: string[] };
}

/**
 * The actions that may run: with `selected`, those of the catalogue and the given patterns, and nothing for its owner's sake.
 * The organisation's own actions and workflows always may.
 *
 * @see https://docs.github.com/en/rest/actions/permissions#set-allowed-actions-and-reusable-workflows-for-an-organization
 */
export function allowedActions(allowed: "selected" | "local" | "all", also: readonly string[] = []): AllowedActions {
  if (allowed !== "selected") return { allowedActions: allowed === "local" ? "local_only" : "all" };
  return {
    allowedActions: "selected",
    allowedActionsConfig: { githubOwnedAllowed: false, verifiedAllowed: false, patternsAlloweds: patterns(also) },
  };
}

/** At any commit: which one is a matter of `shaPinningRequired`, and an update of the catalogue must not lock its users out. */
function patterns(also: readonly string[]): string[] {
  const repositories = Object.keys(actionFacts).map((action) => action.split("/").slice(0, 2).join("/"));
  const actions = [...new Set(repositories)].flatMap((repository) => [`${repository}@*`, `${repository}/*@*`]);
  return [...new Set([...actions, ...also])].toSorted();
}
