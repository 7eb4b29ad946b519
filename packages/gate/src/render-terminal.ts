import { paintFor } from "./paint.js";
import { plainText, wrap, wrapAfter } from "./plain-text.js";
import { fixedIdsOf, remainderOf, targetOf } from "./render/upgrade-words.js";
import { upgradesIn } from "./render/upgrades.js";
import { count, decisionTitles, nextStepOf, reasonOf } from "./render/verdict-words.js";
import { rungsByWeight } from "./rung.js";
import { inBrief, inDetail, type Page, severityOf } from "./terminal-finding.js";
import type { LargeVerdict, Outcome, OutcomeList } from "./verdict.js";

export interface TerminalOptions {
  /** ANSI colours; without them nothing but plain text. */
  color: boolean;
  /**
   * Columns to wrap at; less than 40 counts as 40.
   *
   * @default 100
   */
  width?: number;
}

/** The narrowest page on which severity and title stay on one line. */
const narrowest = 40;

/** How many warnings and logged findings are listed. */
const listedAtMost = 10;

/** How many of those that block, and of those that need approval: more than anybody reads on a terminal. */
const listedInFullAtMost = 1000;

/** The verdict for people: the decision and why, then every finding with its reason and its fix. Ends with a line break. */
export function renderTerminal(verdict: LargeVerdict, { color, width = 100 }: TerminalOptions): string {
  const page = { verdict, paint: paintFor(color), width: Math.max(width, narrowest) };
  const listed = listedOf(verdict.findings);
  const blocks = [
    headline(page),
    doubts(page),
    ...groups(page, listed),
    excused(page, listed),
    upgrades(page),
    notes(page),
    summary(page),
    nextStep(page),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function headline({ verdict, paint, width }: Page): string {
  const title = decisionTitles[verdict.decision];
  const color = { pass: paint.green, blocked: paint.red, undecided: paint.yellow, approval: paint.yellow };
  const painted = paint.bold(color[verdict.decision](title));
  return wrapAfter(title, painted, `: ${reasonOf(verdict)}`, width, "  ");
}

function doubts({ verdict, paint, width }: Page): string {
  if (verdict.doubts.length === 0) return "";
  const lines = verdict.doubts.map(({ about, found, remedy }) => {
    const text = wrap(`${plainText(about)} ${plainText(found)}.`, width, "    ");
    return `  ${paint.yellow("?")} ${text}\n    ${paint.cyan("do")}  ${wrap(plainText(remedy), width, "        ")}`;
  });
  return [paint.bold(`Doubts (${lines.length})`), ...lines].join("\n");
}

const headings = [
  ["block", "Blocks", "red"],
  ["approve", "Needs approval", "yellow"],
  ["warn", "Warnings", "cyan"],
  ["log", "Logged", "dim"],
] as const;

type Group = Outcome["outcome"] | "excused";

/** What of each group is shown, and how many there are. */
type Listed = Record<Group, { shown: Outcome[]; total: number }>;

/** Goes through the findings once: those of a large verdict stand on disk. */
function listedOf(findings: OutcomeList): Listed {
  const group = () => ({ shown: [], total: 0 });
  const listed: Listed = { block: group(), approve: group(), warn: group(), log: group(), excused: group() };
  for (const finding of findings) {
    const { outcome } = finding;
    const place = listed[isExcused(finding) ? "excused" : outcome];
    place.total += 1;
    const atMost =
      outcome === "block" || outcome === "approve" || isExcused(finding) ? listedInFullAtMost : listedAtMost;
    if (place.shown.length < atMost) place.shown.push(finding);
  }
  return listed;
}

function groups(page: Page, groupsOf: Listed): string[] {
  const { paint } = page;
  return headings.map(([action, heading, color]) => {
    const { shown: listed, total } = groupsOf[action];
    if (total === 0) return "";
    const inFull = action === "block" || action === "approve";
    const hidden = total - listed.length;
    const entries = listed.map((finding) => {
      const first = paint[color](severityOf(finding));
      return inFull ? inDetail(finding, first, page) : inBrief(finding, first, page);
    });
    return [
      paint.bold(`${heading} (${total})`),
      entries.join(inFull ? "\n\n" : "\n"),
      ...(hidden > 0 ? [`  ... and ${hidden} more; the JSON verdict (--json) has them all.`] : []),
    ].join("\n");
  });
}

/** What would have another outcome but for an exception: nobody should have to look for it among the logged. */
function excused(page: Page, { excused: { shown, total } }: Listed): string {
  if (total === 0) return "";
  const listed = shown.map((finding) => inBrief(finding, page.paint.dim(severityOf(finding)), page));
  const hidden = total - shown.length;
  const more = hidden > 0 ? [`  ... and ${hidden} more; the JSON verdict (--json) has them all.`] : [];
  return [page.paint.bold(`Excused (${total})`), ...listed, ...more].join("\n");
}

/** Where another scanner's word still stands, there is something to do all the same. */
function isExcused({ outcome, exception }: Outcome): boolean {
  return outcome === "log" && exception !== undefined;
}

/** One line for each package, where a bump does away with several findings; a single finding has its fix beside it. */
function upgrades({ verdict, paint, width }: Page): string {
  const several = upgradesIn(verdict.findings).upgrades.filter(({ fixes }) => fixes > 1);
  if (several.length === 0) return "";
  const lines = several.slice(0, listedAtMost).map((upgrade) => {
    const fixed = `fixes ${count(upgrade.fixes, "finding")} (${fixedIdsOf(upgrade)}), ${upgrade.worst} at worst`;
    return `  ${wrap(`${targetOf(upgrade)}: ${fixed}${remainderOf(upgrade)}.`, width, "    ")}`;
  });
  const hidden = several.length - lines.length;
  const more = hidden > 0 ? [`  ... and ${hidden} more.`] : [];
  return [paint.bold(`Upgrades (${several.length})`), ...lines, ...more].join("\n");
}

function notes({ verdict, paint, width }: Page): string {
  if (verdict.notes.length === 0) return "";
  const lines = verdict.notes.map(({ level, message }) => {
    const mark = level === "warning" ? paint.yellow("!") : paint.dim("i");
    return `  ${mark} ${wrap(plainText(message), width, "    ")}`;
  });
  return [paint.bold("Notes"), ...lines].join("\n");
}

function summary({ verdict: { counts, inputs }, width }: Page): string {
  const severities = rungsByWeight.map((rung) => `${rung} ${counts.severities[rung]}`).join(", ");
  const suppressed = counts.suppressed > 0 ? `, suppressed by a scanner ${counts.suppressed}` : "";
  return wrap(`${count(inputs.reports.length, "report")}: ${severities}${suppressed}.`, width, "  ");
}

function nextStep({ verdict, paint, width }: Page): string {
  return wrapAfter("Next:", paint.bold("Next:"), ` ${nextStepOf(verdict)}`, width, "  ");
}
