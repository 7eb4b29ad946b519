import { type ScannerName, type ScanningPolicy, scannerNames } from "@sallyport/policy";
import type { DecisionInputs } from "./decision-inputs.js";
import type { ScannerDoubt } from "./scanner-doubt.js";

/** Scanners that test what runs: before a deployment there is nothing for them to test. */
export const afterDeployment: readonly ScannerName[] = ["zap"];

type AskedInputs = Pick<DecisionInputs, "only" | "policy" | "reports" | "unreadable">;

/** Required scanners that a verdict does not wait for, because it is about something else. A report that is given counts. */
function unasked({ only, policy, reports, unreadable = [] }: AskedInputs): ScannerName[] {
  const given = [...reports.map(({ report }) => report.tool), ...unreadable.map(({ tool }) => tool)];
  const isAsked = (name: ScannerName) => (only ? only.includes(name) : !afterDeployment.includes(name));
  return scannerNames.filter(
    (name) => policy.scanning.scanners[name]?.required && !isAsked(name) && !given.includes(name),
  );
}

/** The inputs as the verdict needs them: what it is about is required, and what it is not about is not. */
export function asAsked(inputs: DecisionInputs): DecisionInputs {
  const { only = [], policy } = inputs;
  const { scanners } = policy.scanning;
  const changed = new Map<ScannerName, boolean>();
  for (const name of unasked(inputs)) changed.set(name, false);
  for (const name of scannerNames) if (scanners[name] && only.includes(name)) changed.set(name, true);
  if (changed.size === 0) return inputs;
  const entries = [...changed].map(([name, required]) => [name, { ...scanners[name], required }] as const);
  const asked: ScanningPolicy["scanners"] = { ...scanners, ...Object.fromEntries(entries) };
  return { ...inputs, policy: { ...policy, scanning: { ...policy.scanning, scanners: asked } } };
}

/** Scanners that a verdict is to be about, and that have no report. */
export function missingAsked({ only = [], policy, reports }: AskedInputs): ScannerDoubt[] {
  return only
    .filter((tool) => !reports.some(({ report }) => report.tool === tool))
    .filter((tool) => !isRequired(policy.scanning, tool))
    .map((tool) => {
      const found = "is what the verdict is to be about, and there is no report of it that can be judged";
      return { tool, doubt: { about: tool, found, remedy: `Run ${tool} and give its report with --report.` } };
    });
}

/** Then its absence is doubted in any case. */
function isRequired({ scanners }: ScanningPolicy, tool: string): boolean {
  return scannerNames.some((name) => name === tool && scanners[name]?.required);
}

/** What a reader of the verdict should know about the scanners that it is not about. */
export function describeUnasked(inputs: AskedInputs): string[] {
  if (inputs.only) return [`Only ${inputs.only.join(", ")} was judged (--only); nothing else was looked at.`];
  return unasked(inputs).map((name) => `${name} tests what runs: it is judged after the deployment, not here.`);
}
