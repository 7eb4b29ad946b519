import { type IssuesPolicy, type OrganizationPolicy, principalParts } from "@sallyport/policy";
import { cutText } from "../render/cut-text.js";
import { deadlineOf, excuseOf, packageOf, raterOf } from "../render/finding-words.js";
import { markdownCode, markdownId, markdownText } from "../render/markdown-text.js";
import { count } from "../render/verdict-words.js";
import type { Rung } from "../rung.js";
import type { Outcome } from "../verdict.js";
import { type IssueMark, markLine } from "./issue-mark.js";
import type { IssueSubject } from "./issue-subject.js";

/** What an issue should say. */
export interface IssueContent {
  title: string;
  body: string;
  labels: readonly string[];
  /** Logins. Set when the issue is made, then left to the people. */
  assignees: readonly string[];
}

/** What the contents of all issues share. */
export interface IssueSettings {
  policy: IssuesPolicy;
  organization: OrganizationPolicy;
  /** Owners of the repository, `team:SLUG` and `user:LOGIN`. */
  owners: readonly string[];
}

const severities: readonly Rung[] = ["critical", "high", "medium", "low", "unscored", "info"];

/** GitHub takes 256 characters. */
const longestTitle = 200;

/** The issue of a weakness. Nothing in it changes with the time alone, or with the order of reports. */
export function issueContent(subject: IssueSubject, settings: IssueSettings, mark: IssueMark): IssueContent {
  const { lead } = subject;
  return {
    title: titleOf(lead),
    body: [markLine(mark), ...bodyLines(subject, settings), ""].join("\n"),
    labels: labelsOf(lead, settings.policy),
    assignees: settings.policy.owners === "assign" ? loginsOf(settings.owners) : [],
  };
}

/** Labels that we set and take away; all others are the people's. */
export function managedLabels({ severityLabels, overdueLabel }: IssuesPolicy): string[] {
  return [overdueLabel, ...(severityLabels ? severities.map(severityLabel) : [])];
}

/** Mentions of the owners, made from the policy alone; empty where the policy wants none. */
export function mentionsOf({ policy, organization, owners }: IssueSettings): string {
  const mentioned = owners.map(principalParts).filter(({ kind }) => {
    if (policy.owners === "none") return false;
    return policy.owners === "mention" || kind === "team";
  });
  return mentioned.map(({ kind, name }) => (kind === "team" ? `@${organization.login}/${name}` : `@${name}`)).join(" ");
}

function titleOf(lead: Outcome): string {
  const { severity, ids, category, package: affected, location } = lead;
  const what = category === "secret" ? `secret (${ids[0]})` : ids[0];
  const where = affected ? affected.name : location.path;
  const title = cutText(`${severity}: ${what} in ${where}`, longestTitle);
  // A title shows no markup; a name or a number of an issue would still become a link.
  return title.replaceAll(/[@#]/g, "$&\u200b");
}

function bodyLines(subject: IssueSubject, settings: IssueSettings): string[] {
  const { lead, outcomes, places } = subject;
  const mentions = mentionsOf(settings);
  const facts: [string, string][] = [
    [
      "Severity",
      `${lead.severity} (${markdownText(raterOf(lead))})${lead.exploited ? ", **known to be exploited**" : ""}`,
    ],
    ["Outcome", `${lead.outcome}, by ${markdownCode(lead.rule, 100)}`],
    ["Finding", lead.ids.slice(0, 10).map(markdownId).join(", ")],
    ["Package", markdownText(packageOf(lead))],
    ["Fix", markdownText(lead.fix, 600)],
    ["Due", dueOf(lead)],
    ["Excused", markdownText(excuseOf(lead) ?? "")],
    ["Owners", mentions],
  ];
  return [
    `${markdownText(sentenceOf(lead), 600)}`,
    "",
    "| | |",
    "| --- | --- |",
    ...facts.filter(([, text]) => text !== "").map(([name, text]) => `| ${name} | ${text} |`),
    "",
    `### Where (${places})`,
    "",
    ...outcomes.map((outcome) => `- ${placeLine(outcome)}`),
    ...(places > outcomes.length ? [`- ... and ${count(places - outcomes.length, "place")} more, in the verdict`] : []),
    "",
    "_Sallyport keeps this issue as long as a scanner lists the finding: what is written here is overwritten, comments and other labels stay. An exception goes into the file of exceptions; closing the issue excuses nothing._",
  ];
}

/** The text around a secret may hold it, whatever the reader took out. */
function sentenceOf({ category, title, ids }: Outcome): string {
  return category === "secret" ? `A secret in the code, found by the rule ${ids[0]}.` : title;
}

function dueOf(lead: Outcome): string {
  const due = markdownText(deadlineOf(lead) ?? "");
  return lead.overdue ? `**${due}**` : due;
}

function placeLine({ location: { path, line, resource }, artifact, package: affected }: Outcome): string {
  const place = markdownCode(line === undefined ? path : `${path}:${line}`, 200);
  const parts = [
    ...(affected?.version === undefined ? [] : [`version ${markdownCode(affected.version, 60)}`]),
    ...(resource === undefined || resource === path ? [] : [markdownCode(resource, 100)]),
    ...(path.startsWith(artifact.name) || artifact.name === "." ? [] : [`in ${markdownCode(artifact.name, 100)}`]),
  ];
  return [place, ...parts].join(", ");
}

function labelsOf({ severity, overdue }: Outcome, policy: IssuesPolicy): string[] {
  return [
    ...policy.labels,
    ...(policy.severityLabels ? [severityLabel(severity)] : []),
    ...(overdue ? [policy.overdueLabel] : []),
  ];
}

function severityLabel(severity: Rung): string {
  return `severity: ${severity}`;
}

/** GitHub assigns users, ten at most. */
function loginsOf(owners: readonly string[]): string[] {
  const users = owners.map(principalParts).filter(({ kind }) => kind === "user");
  return users.map(({ name }) => name).slice(0, 10);
}
