import type { ExceptionsPolicy, GatePolicy } from "@sallyport/policy";
import type { Finding } from "../finding.js";
import type { Evidence } from "./ending.js";
import type { Exception } from "./exception.js";

/** What says which risks may be excused. */
export interface Limits {
  gate: GatePolicy;
  policy: ExceptionsPolicy;
}

/** The part of the evidence that limits show in. */
type LimitEvidence = Omit<Evidence, "finding"> & { finding: Pick<Finding, "category"> };

/** Why the policy lets no exception like this excuse a finding, as a sentence; undefined when it may. */
export function refusalOf(
  { status, despite }: Pick<Exception, "status" | "despite">,
  { finding, severity, known }: LimitEvidence,
  { gate, policy: { never } }: Limits,
): string | undefined {
  if (known.exploited && !despite.includes("exploited")) {
    return "CISA lists it as exploited, and `despite` does not name that";
  }
  const { likelihood } = gate;
  if (likelihood && known.epss !== undefined && known.epss >= likelihood.epss && !despite.includes("epss")) {
    return `EPSS gives it ${known.epss}, at least gate.likelihood.epss (${likelihood.epss}), and \`despite\` does not name that`;
  }
  if (status !== "accepted") return undefined;
  if (known.exploited && never.exploited) return "exceptions.never.exploited lets nobody accept it";
  if (never.categories.includes(finding.category)) return `exceptions.never.categories has ${finding.category}`;
  return never.severities.some((name) => name === severity) ? `exceptions.never.severities has ${severity}` : undefined;
}
