import { type RepositoryPolicy, type ScannerName, type ScanningPolicy, scannerNames } from "@sallyport/policy";
import type { DecisionInputs } from "./decision-inputs.js";
import { namesImage } from "./image-name.js";
import type { LargeReport } from "./report.js";
import type { RunRecord } from "./run-record.js";
import type { ScannerDoubt } from "./scanner-doubt.js";
import type { Doubt } from "./verdict.js";

/** A report with its record and what is doubted about it. */
export interface WeighedReport {
  report: LargeReport;
  record?: RunRecord | undefined;
  doubts: readonly Doubt[];
}

/** Scanners that need not have run yet, because the pull request comes from a fork, and have not. */
export function deferredIn({ policy: { scanning }, reports, fork = false }: DecisionInputs): ScannerName[] {
  if (!fork) return [];
  return scannerNames.filter(
    (name) =>
      scanning.scanners[name]?.required &&
      scanning.scanners[name].fork === "defer" &&
      !reports.some(({ report }) => report.tool === name),
  );
}

/**
 * Scanners that the policy requires and no report speaks for, and images that no report covers.
 *
 * @param deferred Scanners that may be missing.
 */
export function gapsIn(
  scanning: ScanningPolicy,
  repository: RepositoryPolicy | undefined,
  reports: readonly WeighedReport[],
  deferred: readonly ScannerName[],
): ScannerDoubt[] {
  const required = scannerNames.filter((name) => scanning.scanners[name]?.required && !deferred.includes(name));
  const missing = required.flatMap((tool) =>
    uncoveredBy(tool, tool, scanning, repository, reports).map((doubt) => ({ tool, doubt })),
  );
  if (missing.length > 0 || reports.length > 0) return missing;
  const remedy = "Give at least one report with --report, or name a scanner in scanning.scanners.";
  const found = "requires no scanner here, and no report was given";
  return [{ tool: undefined, doubt: { about: "scanning.scanners", found, remedy } }];
}

/**
 * What one scanner leaves open of the work that the policy gives to another, or to itself.
 *
 * @param name The scanner whose reports count.
 * @param work The scanner whose work it is.
 */
export function uncoveredBy(
  name: ScannerName,
  work: ScannerName,
  scanning: ScanningPolicy,
  repository: RepositoryPolicy | undefined,
  reports: readonly WeighedReport[],
): Doubt[] {
  const images = scansImages(work, scanning) ? (repository?.images ?? []) : [];
  if (repository && images.length > 0) return uncoveredImages(name, repository, reports);
  return reports.some(({ report }) => report.tool === name) ? [] : [missingScanner(name)];
}

/** Images that are judged and that nobody scanned: a verdict would speak for something that it knows nothing of. */
export function unscannedImages({ images = [], reports }: DecisionInputs): ScannerDoubt[] {
  const isScanned = (name: string) =>
    reports.some(({ record }) => record?.target.kind === "image" && namesImage(record.target.name, name));
  return images
    .filter(({ name }) => !isScanned(name))
    .map(({ name }) => {
      const remedy = "Scan it, and give the report with its run record (target: image).";
      return {
        tool: undefined,
        doubt: { about: `image ${name}`, found: "is judged, and no run record names it", remedy },
      };
    });
}

/** True for a scanner that has to see every image of a repository. */
function scansImages(name: ScannerName, { scanners }: ScanningPolicy): boolean {
  return name === "dockerScout" || name === "clair" || (name === "trivy" && scanners.trivy?.scanType === "image");
}

function missingScanner(name: ScannerName): Doubt {
  const about = `scanning.scanners.${name}`;
  const remedy = `Run ${name} and give its report with --report.`;
  return { about, found: "is required, and there is no report of it that can be judged", remedy };
}

function uncoveredImages(
  scanner: ScannerName,
  repository: RepositoryPolicy,
  reports: readonly WeighedReport[],
): Doubt[] {
  return repository.images
    .filter(({ name }) => !reports.some((weighed) => covers(weighed, scanner, name)))
    .map(({ name }) => ({
      about: `image ${name}`,
      found: `of ${repository.name} is in no report of ${scanner} that can be judged`,
      remedy: `Scan the image with ${scanner}, and name it in the run record (target: image).`,
    }));
}

function covers({ report, record, doubts }: WeighedReport, scanner: ScannerName, image: string): boolean {
  return (
    doubts.length === 0 &&
    report.tool === scanner &&
    ["container_image", "unknown"].includes(report.artifact.type) &&
    record?.target.kind === "image" &&
    namesImage(record.target.name, image)
  );
}
