import type { Base } from "./base-branch.js";
import type { Delivery } from "./delivery.js";
import type { DeliveryChanges } from "./delivery-changes.js";
import type { HostedPull, HostedRepository } from "./hosted-repository.js";
import { pullText, renewedPullText } from "./pull-text.js";

/**
 * The one pull request, with today's list of files in its body.
 *
 * @param before What a new one begins with.
 */
export async function keepPull(
  repository: HostedRepository,
  { title, body, branch }: Delivery,
  changes: DeliveryChanges,
  base: Base,
  open: HostedPull | undefined,
  before: readonly string[],
): Promise<HostedPull> {
  const wanted = pullText(body, changes);
  if (!open) {
    const text = [...before.map((note) => `${note}\n\n`), wanted].join("");
    return repository.openPull({ title, body: text, head: branch, base: base.branch });
  }
  const renewed = renewedPullText(open.body ?? "", wanted);
  const isCurrent = renewed === (open.body ?? "").replaceAll("\r\n", "\n");
  return isCurrent ? open : repository.describePull(open.number, renewed);
}

/** A pull request that people closed stays closed; what it was for is asked again, and says so. */
export function closedNote([newest]: readonly HostedPull[]): string[] {
  if (newest?.state !== "closed" || typeof newest.merged_at === "string") return [];
  return [
    `Pull request ${newest.number} brought such files and was closed without a merge; the policy still asks for them.`,
  ];
}
