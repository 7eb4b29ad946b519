import { type ScannerName, scannerNames } from "@sallyport/policy";
import { afterDeployment } from "../asked-scanners.js";
import type { DecisionInputs, ReportInput } from "../decision-inputs.js";
import type { RunRecord } from "../run-record.js";
import type { ScannerDoubt } from "../scanner-doubt.js";
import type { Doubt } from "../verdict.js";
import { canaryIds } from "./fixture.js";

/**
 * Scanners that have not shown that they see: whose canary is missing though the policy wants one, found nothing that is
 * known to be there, or is not of the scanner that made the reports.
 */
export function doubtsAboutCanaries(inputs: DecisionInputs): ScannerDoubt[] {
  const { canaries = [] } = inputs;
  return [
    ...(inputs.policy.scanning.canary ? missingCanaries(inputs) : []),
    ...canaries.flatMap((canary) => doubtsAboutCanary(canary, inputs)),
  ];
}

/** Scanners whose reports a decision rests on: those that the policy requires or names as stand-ins, and that have one. */
function reliedOn(inputs: DecisionInputs): ScannerName[] {
  const { scanners } = inputs.policy.scanning;
  const required = scannerNames.filter((name) => scanners[name]?.required);
  const named = new Set<string>([...required, ...required.flatMap((name) => scanners[name]?.standIn ?? [])]);
  return scannerNames.filter(
    (name) => named.has(name) && hasFixture(name, inputs) && inputs.reports.some(({ report }) => report.tool === name),
  );
}

/** What tests a running deployment finds nothing in a folder, unless the policy says what it must find somewhere else. */
function hasFixture(name: ScannerName, { policy }: DecisionInputs): boolean {
  return !afterDeployment.includes(name) || policy.scanning.scanners[name]?.canary !== undefined;
}

function missingCanaries(inputs: DecisionInputs): ScannerDoubt[] {
  const { canaries = [], unreadable = [] } = inputs;
  const shown = [...canaries.map(({ report }) => report.tool), ...unreadable.map(({ tool }) => tool)];
  return reliedOn(inputs)
    .filter((tool) => !shown.includes(tool))
    .map((tool) => {
      const found = `asks each required scanner for a canary, and ${tool} has none`;
      const remedy = `Scan what \`sallyport canary\` writes with ${tool}, and give the report with --canary ${tool}=FILE.`;
      return { tool, doubt: { about: "scanning.canary", found, remedy } };
    });
}

function doubtsAboutCanary(canary: ReportInput, inputs: DecisionInputs): ScannerDoubt[] {
  const { report, record } = canary;
  const others = inputs.reports.filter((input) => input.report.tool === report.tool);
  const reasons = [
    describeMiss(canary, inputs),
    ...others.map((other) => record && other.record && describeOtherRun(record, other.record, other.report.path)),
  ];
  return reasons.flatMap((reason) => (reason ? [{ tool: report.tool, doubt: { about: report.path, ...reason } }] : []));
}

type Reason = Omit<Doubt, "about">;

function describeMiss({ report }: ReportInput, { policy: { scanning } }: DecisionInputs): Reason | undefined {
  const name = scannerNames.find((scanner) => scanner === report.tool);
  const expected = name && (scanning.scanners[name]?.canary ?? canaryIds[name]);
  if (!expected) {
    const found = `is a canary of ${report.tool}, and nobody says what it must find`;
    return { found, remedy: `Name ids that it finds in scanning.scanners.${name ?? "NAME"}.canary.` };
  }
  const ids = [...Iterator.from(report.findings).flatMap((finding) => finding.ids.map((id) => id.toUpperCase()))];
  if (expected.some((id) => ids.some((found) => isSameRule(found, id.toUpperCase())))) return undefined;
  const found = `is a canary in which ${report.tool} found none of ${expected.join(", ")}`;
  return {
    found,
    remedy: "The scanner does not see what is known to be there: read its log, correct the cause and run it again.",
  };
}

/** Semgrep puts the folder of its rules in front of their names. */
function isSameRule(found: string, expected: string): boolean {
  return found === expected || found.endsWith(`.${expected}`);
}

function describeOtherRun(canary: RunRecord, real: RunRecord, path: string): Reason | undefined {
  const [shown, used] = [canary, real].map(({ tool }) => tool.version.replace(/^v/, ""));
  if (shown !== used) {
    const found = `is a canary of ${canary.tool.name} ${canary.tool.version}; ${path} was made by ${real.tool.version}`;
    return { found, remedy: "Scan the canary with the version that scans the project." };
  }
  if (Date.parse(canary.endedAt) >= Date.parse(real.startedAt)) return undefined;
  const found = `is an older canary: it was scanned until ${canary.endedAt}, ${path} from ${real.startedAt} on`;
  return { found, remedy: "Scan the canary again in the same run, after the project." };
}
