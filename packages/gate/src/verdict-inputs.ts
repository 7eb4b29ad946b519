import { createHash } from "node:crypto";
import { sha256OfJson } from "./canonical-json.js";
import type { DecisionInputs, ReportInput } from "./decision-inputs.js";
import { EpssTable } from "./epss-table.js";
import type { EpssFacts, KevFacts } from "./facts.js";
import { byText } from "./order.js";
import type { Verdict } from "./verdict.js";

type InputsOfVerdict = Verdict["inputs"];
type ReportDigest = InputsOfVerdict["reports"][number];

/** What a verdict depends on, by digest and count, in an order that the caller's order does not change. */
export function describeInputs(inputs: DecisionInputs): InputsOfVerdict {
  const { facts, baseline, images, seen } = inputs;
  return {
    policy: { sha256: inputs.policySha256 },
    reports: inputs.reports.map(describeReport).toSorted(byPath),
    canaries: inputs.canaries?.map(describeReport).toSorted(byPath),
    unreadable: (inputs.unreadable ?? []).map(({ path }) => path).toSorted(byText),
    baseline: baseline && { entries: baseline.length, sha256: sha256OfJson(baseline.toSorted(byText)) },
    ...describeFacts(facts),
    seen: seen && { entries: seen.sights.length, sha256: sha256OfJson(seen) },
    repository: inputs.repository?.name,
    commit: inputs.commit,
    images: images?.toSorted((a, b) => byText(a.name, b.name) || byText(a.digest, b.digest)),
    now: inputs.now,
  };
}

function byPath(a: ReportDigest, b: ReportDigest): number {
  return byText(a.path, b.path) || byText(sha256OfJson(a), sha256OfJson(b));
}

function describeReport({ report, record }: ReportInput): ReportDigest {
  const { path, sha256, bytes, tool, toolVersion, format, health } = report;
  return { path, sha256, bytes, tool, toolVersion, format, health, runRecord: record && sha256OfJson(record) };
}

function describeFacts(facts: DecisionInputs["facts"]): Pick<InputsOfVerdict, "kev" | "epss"> {
  const { kev, epss } = facts ?? {};
  return {
    kev: kev && { date: kev.date, entries: kev.ids.length, sha256: digestOfKev(kev) },
    epss: epss && {
      date: epss.date,
      model: epss.model,
      ...describeScores(epss.scores),
    },
  };
}

function describeScores(scores: EpssFacts["scores"]): { entries: number; sha256: string } {
  if (!(scores instanceof EpssTable)) return { entries: Object.keys(scores).length, sha256: sha256OfJson(scores) };
  return { entries: scores.size, sha256: createHash("sha256").update(scores.text).digest("hex") };
}

function digestOfKev({ ids, dueDates }: KevFacts): string {
  const sorted = ids.toSorted(byText);
  return sha256OfJson(dueDates ? { ids: sorted, dueDates } : sorted);
}
