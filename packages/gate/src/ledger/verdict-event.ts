import { sha256OfJson } from "../canonical-json.js";
import { byText } from "../order.js";
import type { Verdict } from "../verdict.js";
import type { LedgerEvent } from "./ledger-entry.js";

/** What the ledger keeps of a verdict: its digest, the decision, and what it depends on. */
export function verdictEvent(verdict: Verdict): LedgerEvent {
  const { repository, commit, images = [], policy, reports, now } = verdict.inputs;
  return {
    event: "verdict",
    subject: {
      ...(repository !== undefined && { repository }),
      ...(commit !== undefined && { commit }),
      images: images.map(({ name, digest }) => ({ name, digest })),
    },
    payload: {
      sha256: sha256OfJson(verdict),
      decision: verdict.decision,
      counts: verdict.counts,
      policy: policy.sha256,
      reports: reports.map(({ tool, sha256 }) => ({ tool, sha256 })),
      deferred: verdict.deferred,
      approvers: verdict.approvers,
      exceptions: exceptionsIn(verdict),
      judgedAt: now,
      toolVersion: verdict.tool.version,
    },
  };
}

/** Names of what excused findings, each once. */
function exceptionsIn({ findings }: Verdict): string[] {
  const ids = new Set<string>();
  for (const { exception } of findings) if (exception) ids.add(exception.id);
  return [...ids].toSorted(byText);
}
