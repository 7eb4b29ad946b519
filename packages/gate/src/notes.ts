import { deferredIn } from "./coverage.js";
import type { DecisionInputs } from "./decision-inputs.js";
import { notesOnFacts } from "./facts-doubts.js";
import { withoutRepeats } from "./order.js";
import type { LargeReport } from "./report.js";
import type { Note } from "./verdict.js";

/** What a reader of the verdict should know, although it decides nothing. */
export function notesOn(inputs: DecisionInputs): Note[] {
  const { reports, policy, commit, facts } = inputs;
  return withoutRepeats([
    ...reports.flatMap(({ report }) => suppressions(report)),
    ...reports.flatMap(({ report }) => unnamedScanner(report, policy.scanning.scanners)),
    ...(commit === undefined ? [info("No commit was given: nothing ties the reports to what is judged.")] : []),
    ...notesOnFacts(inputs),
    ...deferredIn(inputs).map((name) =>
      warning(
        `${name} is deferred (scanning.scanners.${name}.fork): a fork has no secrets. It must run before any deploy.`,
      ),
    ),
    ...(policy.gate.grace && !facts?.kev
      ? [warning("gate.grace was given to nothing: without CISA's KEV catalogue nobody knows what is exploited.")]
      : []),
  ]);
}

function suppressions({ path, suppressed }: LargeReport): Note[] {
  if (suppressed.length === 0) return [];
  const ids = [...new Set(Iterator.from(suppressed).map(({ ids: [id] }) => id))];
  const named = ids.length <= 5 ? ids.join(", ") : `${ids.slice(0, 5).join(", ")} and ${ids.length - 5} more`;
  const count = suppressed.length === 1 ? "1 finding" : `${suppressed.length} findings`;
  return [warning(`${path}: the scanner was told to leave out ${count} (${named}); this policy did not say so.`)];
}

function unnamedScanner({ path, tool }: LargeReport, scanners: object): Note[] {
  if (Object.hasOwn(scanners, tool) && (scanners as Record<string, unknown>)[tool] !== undefined) return [];
  return [warning(`${path}: scanning.scanners does not name ${tool}; its findings count all the same.`)];
}

/** A verdict as of another time says so: it is no proof of what the reports were worth when it was made. */
export function judgedAsOf(now: string): Note {
  return warning(`Judged as of ${now} (--at), not as of the time of this run.`);
}

function info(message: string): Note {
  return { level: "info", message };
}

function warning(message: string): Note {
  return { level: "warning", message };
}
