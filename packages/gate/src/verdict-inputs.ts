import { sha256OfJson } from "./canonical-json.js";
import type { DecisionInputs, ReportInput } from "./decision-inputs.js";
import type { ExceptionChange } from "./exceptions/live-exception.js";
import { ExceptionFileError, type Exceptions } from "./exceptions/parse-exception-file.js";
import { byText } from "./order.js";
import type { Verdict } from "./verdict.js";

type InputsOfVerdict = Verdict["inputs"];

/** What a verdict depends on, by digest and count, in an order that the caller's order does not change. */
export function describeInputs(inputs: DecisionInputs): InputsOfVerdict {
  const { facts, baseline, images, exceptions, vex, suppressions } = inputs;
  return {
    policy: { sha256: inputs.policySha256 },
    reports: inputs.reports
      .map(describeReport)
      .toSorted((a, b) => byText(a.path, b.path) || byText(sha256OfJson(a), sha256OfJson(b))),
    unreadable: (inputs.unreadable ?? []).map(({ path }) => path).toSorted(byText),
    baseline: baseline && { entries: baseline.length, sha256: sha256OfJson(baseline.toSorted(byText)) },
    ...describeFacts(facts),
    exceptions: exceptions && describeExceptions(exceptions, inputs.exceptionChange),
    teamMembers: describeTeams(inputs.teamMembers),
    vex: vex
      ?.map(({ path, sha256, document: { format, author } }) => ({ path, sha256, format, author }))
      .toSorted((a, b) => byText(a.path, b.path) || byText(a.sha256, b.sha256)),
    suppressions: suppressions && {
      entries: suppressions.found.length,
      sha256: sha256OfJson(suppressions),
    },
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

function describeReport({ report, record }: ReportInput): InputsOfVerdict["reports"][number] {
  const { path, sha256, bytes, tool, toolVersion, format, health } = report;
  return { path, sha256, bytes, tool, toolVersion, format, health, runRecord: record && sha256OfJson(record) };
}

function describeFacts(facts: DecisionInputs["facts"]): Pick<InputsOfVerdict, "kev" | "epss"> {
  const { kev, epss } = facts ?? {};
  return {
    kev: kev && { date: kev.date, entries: kev.ids.length, sha256: sha256OfJson(kev.ids.toSorted(byText)) },
    epss: epss && {
      date: epss.date,
      model: epss.model,
      entries: Object.keys(epss.scores).length,
      sha256: sha256OfJson(epss.scores),
    },
  };
}
