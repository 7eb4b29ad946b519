import type { DecisionInputs } from "../../decision-inputs.js";
import { isMap } from "../../entry.js";
import { FactIndex } from "../../facts.js";
import type { Report } from "../../report.js";
import { rate } from "../../severity.js";
import { Excuses } from "../excuses.js";

/** What it takes to tell which results are excused. */
type SarifInputs = Pick<
  DecisionInputs,
  "policy" | "policySha256" | "exceptions" | "teamMembers" | "repository" | "facts" | "now" | "version"
>;

/** A SARIF log with suppressions, and the exceptions that they are of. */
export interface SuppressedSarif {
  log: unknown;
  /** Ids of the exceptions that excuse a result. */
  exceptions: string[];
}

/**
 * A SARIF log in which each result that an exception excuses has a suppression (SARIF 2.1.0, 3.35) of kind `external`. The
 * exceptions are asked as the gate asks them, result by result. Suppressions that are there stay.
 *
 * @param log The parsed log.
 * @param report The same log as the reader sees it.
 */
export function suppressInSarif(log: unknown, report: Report, inputs: SarifInputs): SuppressedSarif {
  const excuses = new Excuses({ ...inputs, reports: [{ report }] });
  const facts = new FactIndex(inputs.facts ?? {});
  const copy = structuredClone(log);
  const used = new Set<string>();
  for (const finding of report.findings) {
    const severity = rate(finding, inputs.policy.gate.scoreSources).rung;
    const opinion = excuses.ask({ finding, severity, known: facts.about(finding.ids) });
    const result = valueAt(copy, finding.pointer);
    if (!opinion?.excuses || !isMap(result)) continue;
    const { id, statement, approvedBy, expiresAt } = opinion.exception;
    used.add(id);
    const earlier = Array.isArray(result.suppressions) ? result.suppressions : [];
    const properties = { exception: id, approvedBy, expiresAt };
    const suppression = { kind: "external", status: "accepted", justification: statement, properties };
    result.suppressions = [...earlier, suppression];
  }
  return { log: copy, exceptions: [...used].toSorted() };
}

/** The value that an RFC 6901 pointer names. */
function valueAt(document: unknown, pointer: string): unknown {
  const parts = pointer.split("/").slice(1);
  return parts.reduce<unknown>((value, part) => {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }, document);
}
