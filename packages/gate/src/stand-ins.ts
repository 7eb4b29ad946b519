import { type ScannerName, scannerNames } from "@sallyport/policy";
import { uncoveredBy, type WeighedReport } from "./coverage.js";
import type { DecisionInputs } from "./decision-inputs.js";
import { isCompromised } from "./doubts/origin.js";
import type { ScannerDoubt } from "./scanner-doubt.js";
import type { StandIn } from "./verdict.js";

/**
 * Required scanners that are missing or in doubt, and whose stand-in did the whole work without any doubt. A report of a
 * release that attackers made is no failure that somebody else can make good.
 *
 * @param doubts Everything that is doubted about scanners, missing ones too.
 */
export function standInsIn(
  { policy: { scanning }, repository }: DecisionInputs,
  reports: readonly WeighedReport[],
  doubts: readonly ScannerDoubt[],
): StandIn[] {
  const isDoubted = (name: string) => doubts.some(({ tool }) => tool === name);
  const isBreached = (name: string) =>
    reports.some(({ report, record }) => report.tool === name && isCompromised(report, record));
  return scannerNames.flatMap((scanner): StandIn[] => {
    const { required = false, standIn } = scanning.scanners[scanner] ?? {};
    const [first] = doubts.filter(({ tool }) => tool === scanner);
    if (!required || standIn === undefined || !first || isBreached(scanner)) return [];
    const isWhole = uncoveredBy(standIn, scanner, scanning, repository, reports).length === 0 && !isDoubted(standIn);
    return isWhole ? [{ scanner, standIn, because: `${first.doubt.about} ${first.doubt.found}` }] : [];
  });
}

/** The stand-in of a scanner, if it has one that worked. */
export function standInFor(tool: string | undefined, standIns: readonly StandIn[]): ScannerName | undefined {
  return standIns.find(({ scanner }) => scanner === tool)?.standIn;
}
