import type { Facts, KnownFacts } from "../facts.js";
import type { Finding } from "../finding.js";
import { type Rung, rungsByWeight } from "../rung.js";
import type { EndingEvent, Exception } from "./exception.js";

/** What the end of an exception may hang on, for one finding. */
export interface Evidence {
  finding: Finding;
  severity: Rung;
  known: KnownFacts;
}

/** The part of it that events show in. */
type EndEvidence = Omit<Evidence, "finding"> & { finding: Pick<Finding, "fixedVersions"> };

/** The event that ended an exception for a finding, as the rest of a sentence about it; undefined while none has. */
export function endedBy({ endsOn, severity }: Exception, evidence: EndEvidence): string | undefined {
  return endsOn.map((event) => happened(event, severity, evidence)).find((reason) => reason !== undefined);
}

function happened(event: EndingEvent, accepted: Rung | undefined, { finding, severity, known }: EndEvidence) {
  if (typeof event !== "string") {
    const { epss } = known;
    return epss !== undefined && epss >= event.epss ? `EPSS gives it ${epss}, at least ${event.epss}` : undefined;
  }
  switch (event) {
    case "exploited":
      return known.exploited ? "CISA lists it as exploited" : undefined;
    case "fixReleased":
      return finding.fixedVersions.length > 0 ? `${finding.fixedVersions.join(", ")} fixes it` : undefined;
    default:
      return accepted !== undefined && isWorse(severity, accepted)
        ? `it is ${severity} now, and ${accepted} was accepted`
        : undefined;
  }
}

function isWorse(one: Rung, other: Rung): boolean {
  return rungsByWeight.indexOf(one) < rungsByWeight.indexOf(other);
}

/** The events of an exception that nobody can see, because the facts were not given: whose, and what is missing. */
export function unseenEvents({ endsOn }: Exception, { kev, epss }: Facts): { event: string; facts: string }[] {
  const unseen: { event: string; facts: string }[] = [];
  if (!kev && endsOn.includes("exploited")) unseen.push({ event: "exploited", facts: "CISA's KEV catalogue" });
  if (!epss && endsOn.some((event) => typeof event !== "string")) unseen.push({ event: "epss", facts: "EPSS scores" });
  return unseen;
}
