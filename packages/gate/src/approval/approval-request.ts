import { createHash } from "node:crypto";
import { canonicalJson } from "../canonical-json.js";
import type { LargeVerdict } from "../verdict.js";

/**
 * What a verdict asks its approvers for, as canonical JSON lines: first what was judged and under which policy, then each
 * finding that needs the approval, in the order of the verdict. All of it but the time, because the gate judges again after
 * the wait.
 *
 * Reviewers approve exactly this. A finding more or less, another severity or rule, another report, policy, commit, image or
 * version of sallyport gives other lines, and what was approved no longer counts.
 */
export function* approvalRequestLines({ findings, ...verdict }: LargeVerdict): Generator<string> {
  const { now, ...inputs } = verdict.inputs;
  const { approvers, deferred, tool } = verdict;
  yield `${canonicalJson({ version: 1, decision: verdict.decision, approvers, deferred, inputs, tool })}\n`;
  for (const {
    outcome,
    fingerprint,
    ids,
    severity,
    rule,
    package: affected,
    location,
    artifact,
    exploited,
  } of findings) {
    if (outcome !== "approve") continue;
    const shown = { fingerprint, ids, severity, rule, package: affected, location, artifact, exploited };
    yield `${canonicalJson(shown)}\n`;
  }
}

/** SHA-256 of the {@link approvalRequestLines} of a verdict, hex: what an approval is bound to. */
export function approvalRequestDigest(verdict: LargeVerdict): string {
  const hash = createHash("sha256");
  for (const line of approvalRequestLines(verdict)) hash.update(line);
  return hash.digest("hex");
}
