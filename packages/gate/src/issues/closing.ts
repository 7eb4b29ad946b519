import type { Policy } from "@sallyport/policy";
import type { LargeVerdict } from "../verdict.js";
import type { IssueMark } from "./issue-mark.js";

/**
 * Why the issue of a finding that the verdict does not list stays open; undefined when it is surely gone: nothing is in
 * doubt, and every scanner that listed it looked again.
 */
export function whyNotClosed(
  { scanners }: Pick<IssueMark, "scanners">,
  verdict: Pick<LargeVerdict, "decision" | "doubts" | "deferred" | "alerts" | "inputs">,
  { issues, scanning }: Pick<Policy, "issues" | "scanning">,
): string | undefined {
  if (!issues.close) return "issues.close is false";
  if (verdict.decision === "undecided" || verdict.doubts.length > 0) return "the verdict rests on doubt";
  if (verdict.deferred.length > 0) return "scanners were deferred";
  if (verdict.inputs.reports.length === 0) return "the verdict has no report";
  // A scanner that the policy has no more will not look again; the others must have.
  const inUse = scanners.filter((scanner) => Object.hasOwn(scanning.scanners, scanner));
  const blind = (inUse.length > 0 ? inUse : scanners).find((scanner) => !looked(scanner, verdict));
  return blind === undefined ? undefined : `${blind} has no report that can be trusted`;
}

function looked(scanner: string, { inputs, alerts }: Pick<LargeVerdict, "inputs" | "alerts">): boolean {
  const reports = inputs.reports.filter(({ tool }) => tool === scanner);
  const isSound = reports.length > 0 && reports.every(({ health }) => health === "ok");
  return isSound && !alerts.some((alert) => alert.scanner === scanner || alert.scanner === undefined);
}
