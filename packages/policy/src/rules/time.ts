import { runsEveryDay } from "../cron.js";
import { seconds } from "../duration.js";
import type { ScanningPolicy } from "../scanning.js";
import type { Breach, Rule } from "./rule.js";

export const imageFitsTheTotal: Rule = {
  sections: ["scanning"],
  check: ({ scanning: { budget } }) =>
    seconds(budget.perImage) > seconds(budget.total)
      ? [
          {
            path: ["scanning", "budget", "perImage"],
            message: `(${budget.perImage}) is longer than the budget for everything (${budget.total})`,
            remedy: "Lower it, or raise scanning.budget.total",
            conflictsWith: ["scanning", "budget", "total"],
          },
        ]
      : [],
};

export const timeoutsFitTheBudget: Rule = {
  sections: ["scanning"],
  check: ({ scanning }) => [...over("perImage", scanning), ...over("total", scanning)],
};

function over(limit: "perImage" | "total", { budget, scanners }: ScanningPolicy): Breach[] {
  return Object.entries(timeouts(limit, scanners))
    .filter(([, options]) => options && seconds(options.timeout) > seconds(budget[limit]))
    .map(([tool, options]) => ({
      path: ["scanning", "scanners", tool, "timeout"],
      message: `(${options?.timeout}) is longer than the time budget (${budget[limit]})`,
      remedy: `Lower it, or raise scanning.budget.${limit}`,
      conflictsWith: ["scanning", "budget", limit],
    }));
}

/** The scanners that look at one image at a time, or at everything, and have a timeout. */
function timeouts(limit: "perImage" | "total", scanners: ScanningPolicy["scanners"]) {
  const { clair, dependencyCheck, dockerScout, semgrep, snyk, trivy, zap } = scanners;
  const trivyLimit = trivy?.scanType === "image" ? "perImage" : "total";
  const own = limit === "perImage" ? { clair, dockerScout } : { dependencyCheck, semgrep, snyk, zap };
  return limit === trivyLimit ? { ...own, trivy } : own;
}

export const reportsOutliveTheScan: Rule = {
  sections: ["scanning"],
  check: ({ scanning: { budget, maxReportAge } }) =>
    seconds(maxReportAge) < seconds(budget.total)
      ? [
          {
            path: ["scanning", "maxReportAge"],
            message: `(${maxReportAge}) is shorter than a scan may take (${budget.total}): its first report would be stale at the end`,
            remedy: "Raise it, or lower scanning.budget.total",
            conflictsWith: ["scanning", "budget", "total"],
          },
        ]
      : [],
};

/** What is known about an image grows every day, without a push. */
export const everythingIsScannedDaily: Rule = {
  sections: ["scanning"],
  check: ({ scanning: { scanSchedule } }) =>
    runsEveryDay(scanSchedule)
      ? []
      : [
          {
            level: "warning",
            path: ["scanning", "scanSchedule"],
            message: `(${scanSchedule}) leaves days out: what becomes known on them is seen later than its time to fix may allow`,
            remedy: 'Scan at least once a day, such as "0 2 * * *"',
          },
        ],
};

/** GitHub keeps the artifacts of public repositories for 90 days at most. */
export const publicArtifactsExpire: Rule = {
  sections: ["scanning", "repositories"],
  check: ({ scanning: { retentionDays }, repositories }) =>
    retentionDays <= 90
      ? []
      : repositories.flatMap(({ name, visibility }, index): Breach[] =>
          visibility === "public"
            ? [
                {
                  level: "warning",
                  path: ["repositories", index, "visibility"],
                  message: `ends the retention of ${name} at 90 days: GitHub keeps artifacts of public repositories no longer`,
                  remedy: "Lower scanning.retentionDays to 90, or count on the audit store",
                  conflictsWith: ["scanning", "retentionDays"],
                },
              ]
            : [],
        ),
};
