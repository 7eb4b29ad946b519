import {
  type IssuePlan,
  type IssueStep,
  type Outcome,
  planIssues,
  type TrackedIssue,
  type Verdict,
} from "@sallyport/gate";
import { IssuesPolicy, OrganizationPolicy, ScanningPolicy } from "@sallyport/policy";
import type * as z from "zod";
import { outcome, verdictWith } from "./verdicts.ts";

export const account = "github-actions[bot]";

/** A finding of its own: another id in another package. */
export function finding(number: number, fields: Partial<Outcome> = {}): Outcome {
  const id = `CVE-2026-${1000 + number}`;
  const name = `package-${number}`;
  const fingerprint = `${number}`.padStart(32, "0");
  const [sighting] = outcome().sightings;
  if (!sighting) throw new Error("unreachable");
  return outcome({
    ids: [id],
    title: `${name} is broken`,
    package: { name, version: "1.0.0", purl: `pkg:npm/${name}@1.0.0` },
    fix: `Upgrade ${name} from 1.0.0 to 1.0.1.`,
    fingerprint,
    sightings: [{ ...sighting, id, fingerprint }],
    ...fields,
  });
}

/** A weakness in source code. */
export function inSource(path: string, fields: Partial<Outcome> = {}): Outcome {
  const [sighting] = outcome().sightings;
  if (!sighting) throw new Error("unreachable");
  const fingerprint = Buffer.from(path).toString("hex").padEnd(32, "0").slice(0, 32);
  const { package: _, ...rest } = outcome();
  return {
    ...rest,
    ids: ["weak-hash"],
    category: "code",
    title: "MD5 is weak",
    location: { path, line: 7 },
    fingerprint,
    sightings: [{ ...sighting, id: "weak-hash", fingerprint }],
    fix: "Use SHA-256.",
    ...fields,
  };
}

export interface Situation {
  issues?: readonly TrackedIssue[];
  policy?: z.input<typeof IssuesPolicy>;
  owners?: string[];
  seen?: Parameters<typeof planIssues>[0]["seen"];
  made?: number;
  scanners?: NonNullable<z.input<typeof ScanningPolicy>>["scanners"];
}

/** The plan for a verdict, or for one with these findings. */
export function planned(given: Verdict | readonly Outcome[], situation: Situation = {}): IssuePlan {
  const verdict = "decision" in given ? given : verdictWith(given);
  const organization = { login: "acme", id: 1042, teams: { payments: 4201 }, users: { alice: 501, bob: 502 } };
  return planIssues({
    issues: situation.issues ?? [],
    account,
    verdict,
    policy: {
      issues: IssuesPolicy.parse(situation.policy),
      organization: OrganizationPolicy.parse(organization),
      scanning: ScanningPolicy.parse({ scanners: situation.scanners ?? { trivy: { scanType: "filesystem" } } }),
    },
    repository: { owners: situation.owners ?? [] },
    ...(situation.seen && { seen: situation.seen }),
    ...(situation.made !== undefined && { made: situation.made }),
  });
}

/** The issues after the steps of a plan. */
export function following(issues: readonly TrackedIssue[], { steps }: Pick<IssuePlan, "steps">): TrackedIssue[] {
  const next = issues.map((issue) => ({ ...issue }));
  for (const step of steps) applyStep(next, step);
  return next;
}

function applyStep(issues: TrackedIssue[], step: IssueStep): void {
  // Before the time of all verdicts of the tests.
  const updatedAt = "2026-05-04T11:30:00Z";
  if (step.action === "create") {
    const { title, body, labels } = step.content;
    const number = 1 + Math.max(0, ...issues.map((issue) => issue.number));
    issues.push({ number, title, body, labels, state: "open", stateReason: undefined, author: account, updatedAt });
    return;
  }
  const issue = issues.find(({ number }) => number === step.number);
  if (!issue) throw new Error(`no issue ${step.number}`);
  const closed = { state: "closed", stateReason: step.action === "duplicate" ? "duplicate" : "completed" } as const;
  if (step.action === "close" || step.action === "duplicate") Object.assign(issue, closed, { updatedAt });
  else Object.assign(issue, step.change, { updatedAt });
  if (step.action === "reopen") Object.assign(issue, { state: "open", stateReason: "reopened" });
}

/** The issues that a first run makes. */
export function issuesFor(given: Verdict | readonly Outcome[], situation: Situation = {}): TrackedIssue[] {
  return following(situation.issues ?? [], planned(given, situation));
}
