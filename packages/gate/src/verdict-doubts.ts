import type { ScanningPolicy } from "@sallyport/policy";
import { alertsAbout } from "./alerts.js";
import { missingAsked } from "./asked-scanners.js";
import { doubtsAboutCanaries } from "./canary/doubts.js";
import { deferredIn, gapsIn, unscannedImages } from "./coverage.js";
import type { DecisionInputs, ReportInput } from "./decision-inputs.js";
import type { Expectations } from "./doubts/check.js";
import { doubtsAbout } from "./doubts/index.js";
import type { Remarks } from "./exceptions/exception-remarks.js";
import { exitCodesOf } from "./exit-codes.js";
import { doubtsAboutFacts } from "./facts-doubts.js";
import { withoutRepeats } from "./order.js";
import type { LargeReport } from "./report.js";
import { runRecordPath } from "./run-record.js";
import type { ScannerDoubt } from "./scanner-doubt.js";
import { standInFor, standInsIn } from "./stand-ins.js";
import type { Alert, Doubt, Note, StandIn } from "./verdict.js";

/** What there is to doubt, what of it the policy tolerates, and whom it concerns. */
export interface Doubts {
  doubts: Doubt[];
  tolerated: Note[];
  standIns: StandIn[];
  alerts: Alert[];
}

/**
 * Everything that keeps the gate from deciding. Doubt about a scanner that is not required, or that another one stands in
 * for, is only said.
 *
 * @param remarks On the exceptions, after every finding was judged.
 */
export function weighDoubts(inputs: DecisionInputs, remarks: Remarks): Doubts {
  const { policy, repository } = inputs;
  const reports = inputs.reports.map((input) => ({ ...input, doubts: doubtsOf(input, inputs) }));
  const aboutScanners = [
    ...reports.flatMap(({ report: { tool }, doubts }) => doubts.map((doubt) => ({ tool, doubt }))),
    ...(inputs.unreadable ?? []).map(({ where, found, remedy, tool }) => ({
      tool,
      doubt: { about: where, found, remedy },
    })),
    ...canariesInDoubt(inputs),
    ...gapsIn(policy.scanning, repository, reports, deferredIn(inputs)),
    ...unscannedImages(inputs),
    ...missingAsked(inputs),
  ];
  const standIns = standInsIn(inputs, reports, aboutScanners);
  const failures = aboutScanners.map((found) => ({ ...found, effect: effectOf(found, policy.scanning, standIns) }));
  const tolerated = failures.filter(({ effect }) => effect !== "undecided");
  return {
    doubts: withoutRepeats([
      ...failures.filter(({ effect }) => effect === "undecided").map(({ doubt }) => doubt),
      ...doubtsAboutFacts(inputs),
      ...missingBaseline(inputs),
      ...missingSights(inputs),
      ...remarks.doubts,
    ]),
    tolerated: withoutRepeats(tolerated.map((failure) => tolerate(failure, standInFor(failure.tool, standIns)))),
    standIns,
    alerts: alertsAbout(failures, inputs, standIns),
  };
}

/** Doubt about a report on the canary is doubt about its scanner. It is of no commit and of no image that is judged. */
function canariesInDoubt(inputs: DecisionInputs): ScannerDoubt[] {
  const { commit: _, images: __, ...anywhere } = inputs;
  const doubts = (inputs.canaries ?? []).flatMap((canary) =>
    doubtsOf(canary, anywhere).map((doubt) => ({ tool: canary.report.tool, doubt })),
  );
  return [...doubts, ...doubtsAboutCanaries(inputs)];
}

/** What a failure of a scanner leads to. */
function effectOf({ tool }: ScannerDoubt, scanning: ScanningPolicy, standIns: readonly StandIn[]): Alert["effect"] {
  if (standInFor(tool, standIns) !== undefined) return "stood-in";
  const isOptional = Object.entries(scanning.scanners).some(([name, options]) => name === tool && !options?.required);
  return isOptional && scanning.failurePolicy !== "block" ? "tolerated" : "undecided";
}

function doubtsOf({ report, record }: ReportInput, inputs: DecisionInputs): Doubt[] {
  const isBroken = inputs.unreadable?.some(({ path }) => path === runRecordPath(report.path));
  return doubtsAbout(report, record ?? (isBroken ? "unreadable" : undefined), expectationsOf(report, inputs));
}

function expectationsOf(
  { tool }: LargeReport,
  { policy: { scanning }, now, commit, images }: DecisionInputs,
): Expectations {
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

function tolerate({ tool, doubt: { about, found, remedy } }: ScannerDoubt, standIn: string | undefined): Note {
  const why = standIn === undefined ? "the scanner is not required" : `${standIn} stands in for ${tool}`;
  return { level: "warning", message: `${about} ${found}; ${why}. ${remedy}` };
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
