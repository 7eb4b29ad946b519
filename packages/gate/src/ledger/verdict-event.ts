import { createHash } from "node:crypto";
import { byText } from "../order.js";
import { jsonPieces } from "../render-json.js";
import type { LargeVerdict } from "../verdict.js";
import type { LedgerEvent } from "./ledger-entry.js";

/** What the ledger keeps of a verdict: its digest, the decision, and what it depends on. */
export function verdictEvent(verdict: LargeVerdict): Extract<LedgerEvent, { event: "verdict" }> {
  const { repository, commit, images = [], policy, reports, now } = verdict.inputs;
  return {
    event: "verdict",
    subject: {
      ...(repository !== undefined && { repository }),
      ...(commit !== undefined && { commit }),
      images: images.map(({ name, digest }) => ({ name, digest })),
    },
    payload: {
      sha256: sha256OfVerdict(verdict),
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

/** SHA-256 of the canonical JSON of a verdict, hex: the one of its `verdict.json`. */
export function sha256OfVerdict(verdict: LargeVerdict): string {
  const hash = createHash("sha256");
  for (const piece of jsonPieces(verdict)) hash.update(piece);
  return hash.digest("hex");
}

/** Names of what excused findings, each once. */
function exceptionsIn({ findings }: LargeVerdict): string[] {
  const ids = new Set<string>();
  for (const { exception } of findings) if (exception) ids.add(exception.id);
  return [...ids].toSorted(byText);
}
