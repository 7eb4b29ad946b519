import { createHash } from "node:crypto";
import { sha256OfJson } from "./canonical-json.js";
import type { DecisionInputs, ReportInput } from "./decision-inputs.js";
import { EpssTable } from "./epss-table.js";
import type { ExceptionChange } from "./exceptions/live-exception.js";
import { ExceptionFileError, type Exceptions } from "./exceptions/parse-exception-file.js";
import type { EpssFacts, KevFacts } from "./facts.js";
import { byText } from "./order.js";
import type { RunRecord } from "./run-record.js";
import type { FirstSights } from "./slas/first-sights.js";
import type { SourceSuppressions } from "./suppressions/suppression.js";
import type { Verdict } from "./verdict.js";

type InputsOfVerdict = Verdict["inputs"];
type ReportDigest = InputsOfVerdict["reports"][number];

/** What a verdict depends on, by digest and count, in an order that the caller's order does not change. */
export function describeInputs(inputs: DecisionInputs): InputsOfVerdict {
  const { facts, baseline, images, exceptions, vex, suppressions, seen } = inputs;
  return {
    policy: { sha256: inputs.policySha256 },
    reports: inputs.reports.map(describeReport).toSorted(byPath),
    canaries: inputs.canaries?.map(describeReport).toSorted(byPath),
    unreadable: (inputs.unreadable ?? []).map(({ path }) => path).toSorted(byText),
    baseline: baseline && { entries: baseline.length, sha256: inputDigests.baseline(baseline) },
    ...describeFacts(facts),
    seen: seen && { entries: seen.sights.length, sha256: inputDigests.seen(seen) },
    exceptions: exceptions && describeExceptions(exceptions, inputs.exceptionChange),
    teamMembers: describeTeams(inputs.teamMembers),
    vex: vex
      ?.map(({ path, sha256, document: { format, author } }) => ({ path, sha256, format, author }))
      .toSorted((a, b) => byText(a.path, b.path) || byText(a.sha256, b.sha256)),
    suppressions: suppressions && {
      entries: suppressions.found.length,
      sha256: inputDigests.suppressions(suppressions),
    },
    only: inputs.only?.toSorted(byText),
    repository: inputs.repository?.name,
    commit: inputs.commit,
    images: images?.toSorted((a, b) => byText(a.name, b.name) || byText(a.digest, b.digest)),
    now: inputs.now,
  };
}

function describeTeams(teams: DecisionInputs["teamMembers"]): InputsOfVerdict["teamMembers"] {
  return teams && Object.fromEntries(Object.entries(teams).map(([team, logins]) => [team, logins.toSorted(byText)]));
}

function describeExceptions(
  exceptions: Exceptions | ExceptionFileError,
  change: ExceptionChange | undefined,
): InputsOfVerdict["exceptions"] {
  const { path, sha256 } = exceptions;
  const entries = exceptions instanceof ExceptionFileError ? 0 : exceptions.file.exceptions.length;
  return { path, sha256, entries, change: change && { author: change.author, ids: change.ids.toSorted(byText) } };
}

function byPath(a: ReportDigest, b: ReportDigest): number {
  return byText(a.path, b.path) || byText(sha256OfJson(a), sha256OfJson(b));
}

function describeReport({ report, record }: ReportInput): ReportDigest {
  const { path, sha256, bytes, tool, toolVersion, format, health } = report;
  return {
    path,
    sha256,
    bytes,
    tool,
    toolVersion,
    format,
    health,
    runRecord: record && inputDigests.runRecord(record),
  };
}

function describeFacts(facts: DecisionInputs["facts"]): Pick<InputsOfVerdict, "kev" | "epss"> {
  const { kev, epss } = facts ?? {};
  return {
    kev: kev && { date: kev.date, entries: kev.ids.length, sha256: inputDigests.kev(kev) },
    epss: epss && {
      date: epss.date,
      model: epss.model,
      ...describeScores(epss.scores),
    },
  };
}

function describeScores(scores: EpssFacts["scores"]): { entries: number; sha256: string } {
  const entries = scores instanceof EpssTable ? scores.size : Object.keys(scores).length;
  return { entries, sha256: inputDigests.epss({ scores }) };
}

/** The digests by which a verdict names what it was made of, beside those of files. */
export const inputDigests = {
  runRecord: (record: RunRecord) => sha256OfJson(record),
  baseline: (fingerprints: readonly string[]) => sha256OfJson(fingerprints.toSorted(byText)),
  seen: (sights: FirstSights) => sha256OfJson(sights),
  suppressions: (suppressions: SourceSuppressions) => sha256OfJson(suppressions),
  kev: ({ ids, dueDates }: Omit<KevFacts, "date">) => {
    const sorted = ids.toSorted(byText);
    return sha256OfJson(dueDates ? { ids: sorted, dueDates } : sorted);
  },
  epss: ({ scores }: Pick<EpssFacts, "scores">) =>
    scores instanceof EpssTable ? createHash("sha256").update(scores.text).digest("hex") : sha256OfJson(scores),
};
