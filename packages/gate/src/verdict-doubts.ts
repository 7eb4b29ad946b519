import { deferredIn, gapsIn } from "./coverage.js";
import type { DecisionInputs, ReportInput } from "./decision-inputs.js";
import type { Expectations } from "./doubts/check.js";
import { doubtsAbout } from "./doubts/index.js";
import { exitCodesOf } from "./exit-codes.js";
import { doubtsAboutFacts } from "./facts-doubts.js";
import { withoutRepeats } from "./order.js";
import type { Report } from "./report.js";
import { runRecordPath } from "./run-record.js";
import type { Doubt, Note } from "./verdict.js";

/** What there is to doubt, and what of it the policy tolerates. */
export interface Doubts {
  doubts: Doubt[];
  tolerated: Note[];
}

/** Everything that keeps the gate from deciding. Doubt about a scanner that is not required is only said. */
export function weighDoubts(inputs: DecisionInputs): Doubts {
  const { scanning } = inputs.policy;
  const isOptional = (tool: string | undefined) =>
    Object.entries(scanning.scanners).some(([name, scanner]) => name === tool && scanner?.required === false);
  const reports = inputs.reports.map((input) => ({ ...input, doubts: doubtsOf(input, inputs) }));
  const weighed = [
    ...reports.flatMap(({ report, doubts }) => doubts.map((doubt) => ({ doubt, optional: isOptional(report.tool) }))),
    ...(inputs.unreadable ?? []).map(({ where, found, remedy, tool }) => ({
      doubt: { about: where, found, remedy },
      optional: isOptional(tool),
    })),
  ];
  return {
    doubts: withoutRepeats([
      ...weighed.filter(({ optional }) => !optional).map(({ doubt }) => doubt),
      ...gapsIn(scanning, inputs.repository, reports, deferredIn(inputs)),
      ...doubtsAboutFacts(inputs),
      ...missingBaseline(inputs),
      ...missingSights(inputs),
    ]),
    tolerated: withoutRepeats(weighed.filter(({ optional }) => optional).map(({ doubt }) => tolerate(doubt))),
  };
}

function doubtsOf({ report, record }: ReportInput, inputs: DecisionInputs): Doubt[] {
  const isBroken = inputs.unreadable?.some(({ path }) => path === runRecordPath(report.path));
  return doubtsAbout(report, record ?? (isBroken ? "unreadable" : undefined), expectationsOf(report, inputs));
}

function expectationsOf({ tool }: Report, { policy: { scanning }, now, commit, images }: DecisionInputs): Expectations {
  const trivy = tool === "trivy" ? scanning.scanners.trivy : undefined;
  return {
    now,
    commit,
    images,
    maxReportAge: scanning.maxReportAge,
    maxDatabaseAge: trivy && { age: trivy.cacheTTL, setting: "scanning.scanners.trivy.cacheTTL" },
    exitCodes: [...exitCodesOf(tool), ...(trivy && trivy.exitCode !== 0 ? [trivy.exitCode] : [])],
  };
}

function tolerate({ about, found, remedy }: Doubt): Note {
  return { level: "warning", message: `${about} ${found}; the scanner is not required. ${remedy}` };
}

function missingBaseline({ policy: { gate }, baseline }: DecisionInputs): Doubt[] {
  if (!gate.newOnly || baseline) return [];
  const found = "needs the findings of the merge base, which were not given";
  return [{ about: "gate.newOnly", found, remedy: "Give them, or set it to false." }];
}

function missingSights({ policy: { slas }, seen }: DecisionInputs): Doubt[] {
  if (slas.overdue === undefined || seen) return [];
  const found = "needs the time at which each finding was first seen, which was not given";
  return [{ about: "slas.overdue", found, remedy: "Give the file of first sights, or remove the setting." }];
}
