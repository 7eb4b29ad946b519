import type { DecisionInputs } from "./decision-inputs.js";
import { withoutRepeats } from "./order.js";
import type { ScannerDoubt } from "./scanner-doubt.js";
import { standInFor } from "./stand-ins.js";
import type { Alert, StandIn } from "./verdict.js";

/** A doubt about a scanner, and what it led to. */
export interface ScannerFailure extends ScannerDoubt {
  effect: Alert["effect"];
}

/** Every failure of a scanner, and who has to know (`scanning.failurePolicy`). */
export function alertsAbout(
  failures: readonly ScannerFailure[],
  { policy, repository }: DecisionInputs,
  standIns: readonly StandIn[],
): Alert[] {
  const { alertingEnabled, failurePolicy } = policy.scanning;
  const isTold = alertingEnabled && failurePolicy !== "log";
  const tell = isTold ? [...new Set([policy.gate.approvers, ...(repository?.owners ?? [])])] : [];
  return withoutRepeats(
    failures.map(({ tool, doubt, effect }) => {
      const standIn = standInFor(tool, standIns);
      return { ...doubt, ...(tool !== undefined && { scanner: tool }), effect, ...(standIn && { standIn }), tell };
    }),
  );
}
