import type { IssuesPolicy, Policy, RepositoryPolicy } from "@sallyport/policy";
import { type Rung, rungsByWeight } from "../rung.js";
import type { FirstSights } from "../slas/first-sights.js";
import type { LargeVerdict, Outcome } from "../verdict.js";
import { whyNotClosed } from "./closing.js";
import { type IssueContent, type IssueSettings, issueContent, managedLabels, mentionsOf } from "./issue-content.js";
import { type IssueMark, markIn } from "./issue-mark.js";
import { type IssueSubject, subjectsIn } from "./issue-subject.js";
import { summaryContent } from "./summary-content.js";

/** An issue as GitHub lists it. Pull requests are left out. */
export interface TrackedIssue {
  number: number;
  title: string;
  body: string;
  state: "open" | "closed";
  /** `completed`, `not_planned`, `duplicate` or `reopened`. */
  stateReason: string | undefined;
  /** Login of who wrote it; undefined when the account is gone. */
  author: string | undefined;
  labels: readonly string[];
  /** When anything about it last changed (RFC 3339). */
  updatedAt: string;
}

/** What an issue says now and should not, in the words of the API. */
export type IssueChange = Partial<Pick<IssueContent, "title" | "body" | "labels">>;

/** One thing to do. Comments are for people; they hold no text of a report. */
export type IssueStep =
  | { action: "create"; content: IssueContent; isSummary: boolean }
  | { action: "update"; number: number; change: IssueChange }
  | { action: "overdue"; number: number; change: IssueChange; comment: string }
  | { action: "reopen"; number: number; change: IssueChange; comment: string }
  | { action: "close"; number: number; comment: string }
  | { action: "duplicate"; number: number; of: number; comment: string };

/** What there is to do, and what is left as it is. */
export interface IssuePlan {
  /** In the order in which they are to be done. */
  steps: IssueStep[];
  /** Findings that only the summary issue lists. */
  rest: number;
  /** What was left as it is, and why. */
  notes: string[];
}

/** What is known when the issues are planned. */
export interface IssueInputs {
  /** Issues of the repository, open and closed. */
  issues: readonly TrackedIssue[];
  /** Login under which we write. An issue of anybody else is not ours, whatever it says. */
  account: string;
  verdict: LargeVerdict;
  policy: Pick<Policy, "issues" | "organization" | "scanning">;
  repository: Pick<RepositoryPolicy, "owners">;
  /**
   * First sights of weaknesses, which know the names that other scanners give them.
   *
   * @default - a weakness is known again by its own names alone
   */
  seen?: FirstSights | undefined;
  /**
   * New issues that this run has made already.
   *
   * @default 0
   */
  made?: number;
}

type Ours = TrackedIssue & { mark: IssueMark };

/**
 * What to do so that each finding of the verdict has one issue. Made from what GitHub lists alone, so that a run that was
 * cut off is simply done again.
 */
export function planIssues(inputs: IssueInputs): IssuePlan {
  const { policy, repository, verdict, seen, made = 0 } = inputs;
  const settings = { policy: policy.issues, organization: policy.organization, owners: repository.owners };
  const ours = oursAmong(inputs);
  const plan: IssuePlan = { steps: [], rest: 0, notes: [] };
  const matches = matchIssues(ours, subjectsIn(verdict, seen), plan);
  for (const { subject, issue } of matches.known) keep(subject, issue, inputs, settings, plan);
  for (const issue of matches.gone) letGo(issue, inputs, plan);
  const fresh = matches.fresh.filter((subject) => deservesIssue(subject, policy.issues));
  const allowed = Math.max(0, policy.issues.maximumNew - made);
  const content = (subject: IssueSubject) => issueContent(subject, settings, markOf(subject, subject.lead.overdue));
  plan.steps.push(
    ...fresh
      .slice(0, allowed)
      .map((subject): IssueStep => ({ action: "create", content: content(subject), isSummary: false })),
  );
  plan.rest = Math.max(0, fresh.length - allowed);
  summarize(fresh.slice(allowed), inputs, settings, plan);
  return plan;
}

/** Ours are those with our mark that our account wrote, oldest first. */
function oursAmong({ issues, account }: IssueInputs): Ours[] {
  return issues
    .flatMap((issue) => {
      const mark = issue.author === account ? markIn(issue.body) : undefined;
      return mark === undefined || mark === "summary" ? [] : [{ ...issue, mark }];
    })
    .toSorted((a, b) => a.number - b.number);
}

interface Matches {
  known: { subject: IssueSubject; issue: Ours }[];
  /** Open issues of what the verdict does not list. */
  gone: Ours[];
  /** What has no issue yet. */
  fresh: IssueSubject[];
}

/** Finds the issue of each subject: by its names, and where it only moved in the source, by what it left behind. */
function matchIssues(ours: readonly Ours[], subjects: readonly IssueSubject[], plan: IssuePlan): Matches {
  const byKey = Map.groupBy(
    ours.flatMap((issue) => issue.mark.keys.map((key) => ({ key, issue }))),
    ({ key }) => key,
  );
  const taken = new Set<number>();
  const known: Matches["known"] = [];
  const unknown: IssueSubject[] = [];
  for (const subject of subjects) {
    const named = new Set(subject.keys.flatMap((key) => (byKey.get(key) ?? []).map(({ issue }) => issue)));
    const candidates = [...named].filter(({ number }) => !taken.has(number)).toSorted((a, b) => a.number - b.number);
    const issue = chosenAmong(candidates);
    for (const { number } of candidates) taken.add(number);
    if (!issue) unknown.push(subject);
    else {
      known.push({ subject, issue });
      plan.steps.push(...duplicatesOf(issue, candidates));
    }
  }
  const gone = ours.filter(({ number, state }) => state === "open" && !taken.has(number));
  const moved = movesAmong(gone, unknown);
  return {
    known: [...known, ...moved],
    gone: gone.filter((issue) => !moved.some((move) => move.issue === issue)),
    fresh: unknown.filter((subject) => !moved.some((move) => move.subject === subject)),
  };
}

/** The oldest that is open; else the oldest closed one, but none that was closed as a duplicate of it. */
function chosenAmong(candidates: readonly Ours[]): Ours | undefined {
  const open = candidates.find(({ state }) => state === "open");
  return open ?? candidates.find(({ stateReason }) => stateReason !== "duplicate");
}

function duplicatesOf(issue: Ours, candidates: readonly Ours[]): IssueStep[] {
  return candidates
    .filter(({ number, state }) => state === "open" && number !== issue.number)
    .map(({ number }) => ({
      action: "duplicate",
      number,
      of: issue.number,
      comment: `Duplicate of #${issue.number}, which is about the same finding.`,
    }));
}

/** Where exactly one vanished and exactly one appeared that have a trace in common, it is the same one elsewhere. */
function movesAmong(gone: readonly Ours[], unknown: readonly IssueSubject[]): Matches["known"] {
  const goneBy = Map.groupBy(
    gone.flatMap((issue) => issue.mark.traces.map((trace) => ({ trace, issue }))),
    ({ trace }) => trace,
  );
  const newBy = Map.groupBy(
    unknown.flatMap((subject) => subject.traces.map((trace) => ({ trace, subject }))),
    ({ trace }) => trace,
  );
  return [...newBy].flatMap(([trace, [arrival, ...more]]) => {
    const [left, ...others] = goneBy.get(trace) ?? [];
    const single = arrival && left && more.length === 0 && others.length === 0;
    return single ? [{ subject: arrival.subject, issue: left.issue }] : [];
  });
}

function keep(
  subject: IssueSubject,
  issue: Ours,
  { policy, verdict }: IssueInputs,
  settings: IssueSettings,
  plan: IssuePlan,
): void {
  if (issue.state === "closed") {
    reopen(subject, issue, verdict, settings, plan);
    return;
  }
  const overdue = subject.lead.overdue === true;
  const mark = joined(markOf(subject, overdue), issue.mark, policy);
  const change = changeOf(issue, issueContent(subject, settings, mark), settings.policy);
  if (overdue && !issue.mark.overdue) {
    plan.steps.push({
      action: "overdue",
      number: issue.number,
      change,
      comment: overdueComment(subject.lead, settings),
    });
  } else if (Object.keys(change).length > 0) plan.steps.push({ action: "update", number: issue.number, change });
}

function reopen(
  subject: IssueSubject,
  issue: Ours,
  { inputs }: LargeVerdict,
  settings: IssueSettings,
  plan: IssuePlan,
): void {
  if (issue.stateReason === "not_planned") {
    plan.notes.push(
      `Issue ${issue.number} stays closed: somebody closed it as not planned. The gate still counts its finding.`,
    );
    return;
  }
  if (isNewer(issue, inputs.now)) {
    plan.notes.push(`Issue ${issue.number} stays closed: it changed after the verdict was made.`);
    return;
  }
  const overdue = subject.lead.overdue === true;
  const change = changeOf(issue, issueContent(subject, settings, markOf(subject, overdue)), settings.policy);
  plan.steps.push({ action: "reopen", number: issue.number, change, comment: "It is back: a scanner lists it again." });
}

function letGo(issue: Ours, { policy, verdict }: IssueInputs, plan: IssuePlan): void {
  const why = isNewer(issue, verdict.inputs.now)
    ? "it changed after the verdict was made"
    : whyNotClosed(issue.mark, verdict, policy);
  if (why === undefined) {
    const comment = "Gone: the scanners that listed it looked again, and list it no more.";
    plan.steps.push({ action: "close", number: issue.number, comment });
  } else plan.notes.push(`Issue ${issue.number} stays open, although the verdict does not list its finding: ${why}.`);
}

function isNewer({ updatedAt }: TrackedIssue, now: string): boolean {
  return Date.parse(updatedAt) > Date.parse(now);
}

function markOf({ keys, traces, scanners }: IssueSubject, overdue = false): IssueMark {
  return { keys, traces, scanners, overdue };
}

/** An issue keeps the names that it was known by, and the scanners that the policy still has. */
function joined(mark: IssueMark, earlier: IssueMark, { scanning }: IssueInputs["policy"]): IssueMark {
  const scanners = earlier.scanners.filter((scanner) => Object.hasOwn(scanning.scanners, scanner));
  return {
    ...mark,
    keys: [...new Set([...mark.keys, ...earlier.keys])],
    scanners: [...new Set([...mark.scanners, ...scanners])],
  };
}

/** What differs. Labels of the people stay. */
function changeOf(issue: TrackedIssue, wanted: IssueContent, policy: IssuesPolicy): IssueChange {
  const lower = (labels: readonly string[]) => new Set(labels.map((label) => label.toLowerCase()));
  const [managed, ours] = [lower(managedLabels(policy)), lower(wanted.labels)];
  const foreign = issue.labels.filter((label) => !managed.has(label.toLowerCase()) && !ours.has(label.toLowerCase()));
  const labels = [...foreign, ...wanted.labels];
  const now = lower(issue.labels);
  const sameLabels = lower(labels).size === now.size && [...lower(labels)].every((label) => now.has(label));
  return {
    ...(issue.title !== wanted.title && { title: wanted.title }),
    // GitHub may give line breaks back as a browser writes them.
    ...(issue.body.replaceAll("\r\n", "\n") !== wanted.body && { body: wanted.body }),
    ...(!sameLabels && { labels }),
  };
}

/** The first line lets a run that was cut off find its comment again. */
export const overdueCommentMark = "<!-- sallyport overdue -->";

function overdueComment({ dueAt = "" }: Outcome, settings: IssueSettings): string {
  const mentions = mentionsOf(settings);
  const due = /^\d{4}-\d{2}-\d{2}/.exec(dueAt)?.[0] ?? "an earlier day";
  return `${overdueCommentMark}\n${mentions === "" ? "" : `${mentions} `}The time to fix this has passed: it was due ${due} (\`slas\`).`;
}

function deservesIssue({ outcomes }: IssueSubject, { outcomes: wanted, minimumSeverity }: IssuesPolicy): boolean {
  const least = levelOf(minimumSeverity);
  return outcomes.some(({ outcome, severity }) => wanted.includes(outcome) && levelOf(severity) <= least);
}

/** 0 is the worst. What nobody rates stands beside `high`. */
function levelOf(severity: Rung): number {
  return rungsByWeight.indexOf(severity === "unscored" ? "high" : severity);
}

function summarize(rest: readonly IssueSubject[], inputs: IssueInputs, settings: IssueSettings, plan: IssuePlan): void {
  const { issues, account, verdict, policy } = inputs;
  const ours = issues
    .filter(({ author, body }) => author === account && markIn(body) === "summary")
    .toSorted((a, b) => a.number - b.number);
  const issue =
    ours.find(({ state }) => state === "open") ?? ours.find(({ stateReason }) => stateReason !== "duplicate");
  for (const { number, state } of ours) {
    if (state !== "open" || number === issue?.number) continue;
    const of = issue?.number ?? number;
    plan.steps.push({ action: "duplicate", number, of, comment: `Duplicate of #${of}.` });
  }
  if (rest.length === 0) {
    const mayClose = whyNotClosed({ scanners: [] }, verdict, policy) === undefined;
    if (issue?.state === "open" && mayClose && !isNewer(issue, verdict.inputs.now)) {
      plan.steps.push({ action: "close", number: issue.number, comment: "Every finding has an issue of its own now." });
    }
    return;
  }
  const content = summaryContent(rest, settings);
  if (!issue) plan.steps.push({ action: "create", content, isSummary: true });
  else {
    const change = changeOf(issue, content, settings.policy);
    const comment = "There are more findings than new issues again.";
    if (issue.state === "closed") plan.steps.push({ action: "reopen", number: issue.number, change, comment });
    else if (Object.keys(change).length > 0) plan.steps.push({ action: "update", number: issue.number, change });
  }
}
