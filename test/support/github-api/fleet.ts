import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Plan, plan } from "@sallyport/pipeline";
import { parsePolicy } from "@sallyport/policy";
import { provisioned } from "./provisioned.ts";
import { emptyState, type GitHubState, jobToken, type Token } from "./state.ts";

/** Sees everything that the check asks for. */
export const administrator = jobToken({
  actions: "read",
  administration: "write",
  contents: "read",
  "organization-administration": "write",
});

/** The policy of the quickstart example with a merge queue and somebody on the bypass list; its repositories are numbered. */
export function policyText(more = "", repositories = 1): string {
  const text = readFileSync("examples/quickstart/sallyport.yaml", "utf8")
    .replace(
      "reviews: { required: 2 }",
      "reviews: { required: 2 }\n  mergeQueue: true\n  bypass: [team:release-managers]",
    )
    .concat(more);
  const [before = "", entry = "", after = ""] = text.split(/(?<=repositories:\n)([\s\S]*?)(?=\nprotection:)/);
  const entries = Array.from({ length: repositories }, (_, index) =>
    index === 0
      ? entry
      : entry.replaceAll("name: payments-api", `name: payments-${index}`).replace("900123", `${910000 + index}`),
  );
  return before + entries.join("") + after;
}

const plans = new Map<string, Promise<Plan>>();

/** What the policy leads to. The same text is planned once: it takes a second. */
function planOf(text: string): Promise<Plan> {
  const known = plans.get(text);
  if (known) return known;
  const folder = mkdtempSync(join(tmpdir(), "sallyport-test-"));
  const file = join(folder, "sallyport.yaml");
  writeFileSync(file, text);
  const planned = plan(file).finally(() => rmSync(folder, { recursive: true }));
  plans.set(text, planned);
  return planned;
}

/** GitHub right after `pulumi up`. */
export async function liveState(text = policyText(), token: Token = administrator): Promise<GitHubState> {
  // A copy, because a test changes what follows from it.
  const made = structuredClone(await planOf(text));
  const [first, ...others] = parsePolicy(text).policy.repositories.map(({ id, name }) =>
    provisioned(made, { id, name }),
  );
  return emptyState({ ...first, tokens: [token], others });
}

/** The same rules, once for all, in the organisation. */
export function raised(state: GitHubState): GitHubState {
  const ids = [state, ...state.others].map(({ repository }) => repository.id);
  state.organizationRulesets = state.rulesets.map((ruleset, index) => ({
    ...ruleset,
    id: 8001 + index,
    conditions: { ...ruleset.conditions, repository_id: { repository_ids: [...ids] } },
  }));
  for (const each of [state, ...state.others]) each.rulesets = [];
  return state;
}
