import { type RepositoryPolicy, type ScannerName, type ScanningPolicy, scannerNames } from "@sallyport/policy";
import type { DecisionInputs } from "./decision-inputs.js";
import { namesImage } from "./image-name.js";
import type { LargeReport } from "./report.js";
import type { RunRecord } from "./run-record.js";
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
): Doubt[] {
  const required = scannerNames.filter((name) => scanning.scanners[name]?.required && !deferred.includes(name));
  const missing = required.flatMap((name) => {
    const images = scansImages(name, scanning) ? (repository?.images ?? []) : [];
    if (repository && images.length > 0) return uncoveredImages(name, repository, reports);
    return reports.some(({ report }) => report.tool === name) ? [] : [missingScanner(name)];
  });
  if (missing.length > 0 || reports.length > 0) return missing;
  const remedy = "Give at least one report with --report, or name a scanner in scanning.scanners.";
  return [{ about: "scanning.scanners", found: "requires no scanner here, and no report was given", remedy }];
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
