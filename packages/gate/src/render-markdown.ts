import { plainText } from "./plain-text.js";
import { deadlineOf, excuseOf, isExcused, packageOf, raterOf } from "./render/finding-words.js";
import { type FittedSection, fit } from "./render/fit.js";
import { markdownCode, markdownId, markdownText } from "./render/markdown-text.js";
import { fixedIdsOf, remainderOf, versionsOf } from "./render/upgrade-words.js";
import { type Upgrade, upgradesIn } from "./render/upgrades.js";
import { count, decisionTitles, nextStepOf, outcomeTitles, reasonOf } from "./render/verdict-words.js";
import { rungsByWeight } from "./rung.js";
import { placeOf } from "./terminal-finding.js";
import type { LargeVerdict, Outcome } from "./verdict.js";

export interface MarkdownOptions {
  /**
   * Page with the whole list, an https address.
   *
   * @default - the text names verdict.json
   */
  detailsUrl?: string;
}

/** GitHub takes 65,536 characters; this counts bytes of UTF-8, which are never fewer. */
const commentBytes = 60_000;

/** GitHub takes 1 MiB from each step. */
const summaryBytes = 1_000_000;

/** The comment on a pull request: what blocks first, each with its fix, and always within what GitHub takes. */
export function renderComment(verdict: LargeVerdict, options: MarkdownOptions = {}): Iterable<string> {
  return markdown(verdict, options, commentBytes, `${commentMarker(verdict.inputs.repository)}\n`);
}

/** The summary of a job (`GITHUB_STEP_SUMMARY`): the same as the comment, with more room. */
export function renderSummary(verdict: LargeVerdict, options: MarkdownOptions = {}): Iterable<string> {
  return markdown(verdict, options, summaryBytes, "");
}

/** The first line of the comment, which shows nothing: whoever posts it updates the comment that begins with this line. */
export function commentMarker(repository = ""): string {
  // Two hyphens would end the comment in some readers.
  return `<!-- sallyport gate ${repository.replaceAll(/[^\w./-]/g, "").replaceAll(/-{2,}/g, "-")} -->`;
}

const decisionMarks = { pass: "✅", blocked: "⛔", undecided: "❓", approval: "✋" } as const;

function* markdown(verdict: LargeVerdict, { detailsUrl }: MarkdownOptions, limit: number, start: string) {
  const title = `## ${decisionMarks[verdict.decision]} Sallyport: ${decisionTitles[verdict.decision]}`;
  const head = `${start}${title}\n\n${markdownText(capital(reasonOf(verdict)))}\n\n**Next:** ${markdownText(nextStepOf(verdict))}\n`;
  const foot = `\n${footer(verdict, detailsUrl)}\n`;
  yield head;
  yield* fit(sectionsOf(verdict), limit - bytesOf(head) - bytesOf(foot));
  yield foot;
}

function* sectionsOf(verdict: LargeVerdict): Iterable<FittedSection> {
  const { counts } = verdict;
  const { upgrades } = upgradesIn(verdict.findings);
  yield section("Doubts", counts.doubts, doubtRows(verdict), 0.5, ["| What | Found | Do |", "| --- | --- | --- |"]);
  yield section("Blocks", counts.outcomes.block, findingRows(verdict, "block"), 0.6, findingColumns);
  yield section("Needs approval", counts.outcomes.approve, findingRows(verdict, "approve"), 0.5, findingColumns);
  yield section("Upgrades", upgrades.length, Iterator.from(upgrades).map(upgradeRow), 0.5, upgradeColumns);
  yield folded(section("Warnings", counts.outcomes.warn, findingRows(verdict, "warn"), 0.6, findingColumns));
  yield folded(excused(verdict));
  yield section("Notes", verdict.notes.length, noteRows(verdict), 1, []);
}

const findingColumns = ["| Severity | Finding | Where | Fix | Due |", "| --- | --- | --- | --- | --- |"];
const upgradeColumns = ["| Package | Upgrade to | Fixes | Worst |", "| --- | --- | --- | --- |"];

function section(
  title: string,
  total: number,
  rows: Iterable<string>,
  share: number,
  columns: readonly string[],
): FittedSection {
  const open = `\n### ${title} (${total})\n\n${columns.map((line) => `${line}\n`).join("")}`;
  return { open, rows, total, share, more: moreRows, close: "" };
}

function moreRows(hidden: number): string {
  return `\n... and ${hidden} more, in the whole list.\n`;
}

/** Closed until somebody opens it. */
function folded(shown: FittedSection): FittedSection {
  const [, title = "", table = ""] = /^\n### (.*)\n\n([\s\S]*)$/.exec(shown.open) ?? [];
  const open = `\n<details>\n<summary>${title}</summary>\n\n${table}`;
  return { ...shown, open, close: "\n</details>\n" };
}

function excused(verdict: LargeVerdict): FittedSection {
  let total = 0;
  for (const finding of verdict.findings) if (isExcused(finding)) total += 1;
  const rows = Iterator.from(verdict.findings)
    .filter(isExcused)
    .map((finding) =>
      row([idCell(finding), markdownText(plainText(placeOf(finding, verdict))), markdownText(excuseOf(finding) ?? "")]),
    );
  return section("Excused", total, rows, 0.6, ["| Finding | Where | Why |", "| --- | --- | --- |"]);
}

function doubtRows({ doubts }: LargeVerdict): Iterable<string> {
  return Iterator.from(doubts).map(({ about, found, remedy }) =>
    row([markdownCode(about), markdownText(found), markdownText(remedy)]),
  );
}

function noteRows({ notes }: LargeVerdict): Iterable<string> {
  return Iterator.from(notes).map(({ message }) => `- ${markdownText(message, 600)}\n`);
}

function findingRows(verdict: LargeVerdict, action: Outcome["outcome"]): Iterable<string> {
  return Iterator.from(verdict.findings)
    .filter(({ outcome }) => outcome === action)
    .map((finding) =>
      row([
        `**${finding.severity.toUpperCase()}**<br>${markdownText(raterOf(finding), 60)}`,
        findingCell(finding),
        markdownCode(placeOf(finding, verdict)),
        markdownText(finding.fix),
        deadlineCell(finding),
      ]),
    );
}

function findingCell(finding: Outcome): string {
  const name = packageOf(finding);
  const parts = [idCell(finding), ...(name === "" ? [] : [markdownCode(name, 100)]), markdownText(finding.title, 200)];
  return parts.filter((part) => part !== "").join("<br>");
}

function idCell({ ids, exploited }: Outcome): string {
  return `${ids.slice(0, 3).map(markdownId).join(", ")}${exploited ? " **exploited**" : ""}`;
}

function deadlineCell(finding: Outcome): string {
  const deadline = markdownText(deadlineOf(finding) ?? "");
  return finding.overdue ? `**${deadline}**` : deadline;
}

function upgradeRow(upgrade: Upgrade): string {
  const { name, from = "", to, fixes, worst } = upgrade;
  const fixed = `${count(fixes, "finding")} (${fixedIdsOf(upgrade)})${remainderOf(upgrade)}`;
  const target = to.length === 1 ? markdownCode(versionsOf(to), 100) : markdownText(versionsOf(to));
  return row([markdownCode(`${name} ${from}`.trim(), 100), target, markdownText(fixed), worst]);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |\n`;
}

function footer({ counts, inputs, tool }: LargeVerdict, detailsUrl: string | undefined): string {
  const severities = rungsByWeight.map((rung) => `${rung} ${counts.severities[rung]}`).join(", ");
  const outcomes = Object.entries(counts.outcomes).map(([outcome, number]) => `${outcomeTitle(outcome)} ${number}`);
  const suppressed = counts.suppressed > 0 ? `, suppressed by a scanner ${counts.suppressed}` : "";
  const commit = inputs.commit === undefined ? "" : ` Commit ${markdownCode(inputs.commit.slice(0, 12))}.`;
  const list =
    detailsUrl === undefined ? "The whole list is in `verdict.json`." : `[The whole list](${safeLink(detailsUrl)}).`;
  return [
    `${count(inputs.reports.length, "report")}: ${severities}${suppressed}. ${outcomes.join(", ")}.${commit}`,
    `${list} Policy ${markdownCode(inputs.policy.sha256.slice(0, 12))}, sallyport ${markdownText(tool.version, 30)}, ${markdownCode(inputs.now, 40)}.`,
  ].join("\n");
}

function outcomeTitle(outcome: string): string {
  return outcomeTitles[outcome as Outcome["outcome"]].toLowerCase();
}

/** @throws {RangeError} for an address that is none. */
function safeLink(address: string): string {
  const url = URL.parse(address);
  if (url?.protocol !== "https:" || url.username !== "" || url.href.length > 2000) {
    throw new RangeError(
      `detailsUrl must be an https address of at most 2000 characters, got ${JSON.stringify(address)}`,
    );
  }
  return url.href.replaceAll(
    /[()<>\\*_`|[\]]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
