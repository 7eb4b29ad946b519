import { createHash } from "node:crypto";
import { catalogueLink, deadlineOf, excuseOf, isExcused, packageOf, raterOf } from "./render/finding-words.js";
import { pageStyle } from "./render/html-style.js";
import { markupText } from "./render/markup-text.js";
import { fixedIdsOf, remainderOf, versionsOf } from "./render/upgrade-words.js";
import { type Upgrade, upgradesIn } from "./render/upgrades.js";
import { count, decisionTitles, nextStepOf, outcomeTitles, reasonOf } from "./render/verdict-words.js";
import { rungsByWeight } from "./rung.js";
import { placeOf } from "./terminal-finding.js";
import type { LargeVerdict, Outcome } from "./verdict.js";

/** How many upgrades the page lists. */
const upgradesAtMost = 500;

const outcomes = ["block", "approve", "warn", "log"] as const;

/** The whole verdict as one page without scripts and without anything from elsewhere. */
export function* renderHtml(verdict: LargeVerdict): Iterable<string> {
  const { decision } = verdict;
  yield `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${styleHash()}'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sallyport: ${decisionTitles[decision]}</title>
<style>${pageStyle}</style>
</head>
<body>
<header class="${decision}">
<p class="about">${markupText(subjectOf(verdict))}</p>
<h1>${decisionTitles[decision]}</h1>
<p>${markupText(capital(reasonOf(verdict)))}</p>
<p><b>Next:</b> ${markupText(nextStepOf(verdict))}</p>
</header>
`;
  yield counters(verdict);
  yield* doubts(verdict);
  yield* upgrades(verdict);
  yield* findings(verdict);
  yield* notes(verdict);
  yield `${footer(verdict)}\n</body>\n</html>\n`;
}

/** What was judged. */
function subjectOf({ inputs: { repository, commit } }: LargeVerdict): string {
  const names = ["Sallyport gate", ...(repository === undefined ? [] : [repository])];
  return [...names, ...(commit === undefined ? [] : [commit.slice(0, 12)])].join(" · ");
}

function styleHash(): string {
  return createHash("sha256").update(pageStyle).digest("base64");
}

function counters({ counts }: LargeVerdict): string {
  const rungs = rungsByWeight.map((rung) => `<li class="${rung}"><b>${counts.severities[rung]}</b> ${rung}</li>`);
  const suppressed = `<li><b>${counts.suppressed}</b> suppressed by a scanner</li>`;
  return `<ul class="counts">${rungs.join("")}${counts.suppressed > 0 ? suppressed : ""}</ul>\n`;
}

function* doubts({ doubts, counts }: LargeVerdict): Iterable<string> {
  if (counts.doubts === 0) return;
  yield `<section><h2>Doubts (${counts.doubts})</h2>\n<ul class="doubts">\n`;
  for (const { about, found, remedy } of doubts) {
    yield `<li><code>${markupText(about)}</code> ${markupText(found)}.<br><b>Do:</b> ${markupText(remedy)}</li>\n`;
  }
  yield "</ul></section>\n";
}

function* upgrades({ findings }: LargeVerdict): Iterable<string> {
  const list = upgradesIn(findings).upgrades;
  if (list.length === 0) return;
  yield `<section><h2>Upgrades (${list.length})</h2>\n<table><thead><tr><th>Package<th>In use<th>Upgrade to<th>Fixes<th>Worst</tr></thead><tbody>\n`;
  for (const upgrade of list.slice(0, upgradesAtMost)) yield upgradeRow(upgrade);
  yield "</tbody></table>\n";
  if (list.length > upgradesAtMost) yield `<p>... and ${list.length - upgradesAtMost} more.</p>\n`;
  yield "</section>\n";
}

function upgradeRow(upgrade: Upgrade): string {
  const { name, from = "", to, fixes, worst } = upgrade;
  const fixed = `${count(fixes, "finding")} (${fixedIdsOf(upgrade)})${remainderOf(upgrade)}`;
  const cells = [code(name), code(from), code(versionsOf(to)), markupText(fixed), rung(worst)];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>\n`;
}

/** The radio buttons choose by style alone: a page with text from outside runs no script. */
function* findings(verdict: LargeVerdict): Iterable<string> {
  const { counts, findings: list } = verdict;
  yield `<section class="findings"><h2>Findings (${list.length})</h2>\n<form>`;
  yield choice("all", `All ${list.length}`, true);
  for (const outcome of outcomes) yield choice(outcome, `${outcomeTitles[outcome]} ${counts.outcomes[outcome]}`, false);
  yield "</form>\n";
  for (const finding of list) yield card(finding, verdict);
  yield "</section>\n";
}

function choice(value: string, label: string, checked: boolean): string {
  const id = `show-${value}`;
  return `<input type="radio" name="show" id="${id}"${checked ? " checked" : ""}><label for="${id}">${label}</label>`;
}

function card(finding: Outcome, verdict: LargeVerdict): string {
  const name = packageOf(finding);
  const row = (term: string, text: string | undefined) => (text ? `<dt>${term}</dt><dd>${markupText(text)}</dd>` : "");
  return `<article class="${finding.outcome}"><h3>${rung(finding.severity)} ${finding.ids.slice(0, 5).map(id).join(", ")}${
    name === "" ? "" : ` ${code(name)}`
  }${badges(finding)}</h3><p>${markupText(finding.title)}</p><dl>${[
    row("Fix", finding.fix),
    row("Where", placeOf(finding, verdict)),
    row("What", finding.detail),
    row("Rated by", raterOf(finding)),
    row("Why", finding.because),
    row("Note", finding.rating.disputed),
    row("Due", deadlineOf(finding)),
    row("Excuse", excuseOf(finding)),
    row("Missed by", finding.missedBy.join(", ")),
  ].join("")}</dl></article>\n`;
}

function badges(finding: Outcome): string {
  const words = [
    outcomeTitles[finding.outcome],
    ...(finding.exploited ? ["Exploited"] : []),
    ...(finding.overdue ? ["Overdue"] : []),
    ...(isExcused(finding) ? ["Excused"] : []),
  ];
  return words.map((word) => ` <span class="badge">${word}</span>`).join("");
}

/** A link only where the address follows from the number: an address of a report may lead anywhere. */
function id(text: string): string {
  const link = catalogueLink(text);
  return link === undefined ? code(text) : `<a href="${link}" rel="noopener noreferrer">${text}</a>`;
}

function rung(name: string): string {
  return `<span class="rung ${name}">${name}</span>`;
}

function code(text: string): string {
  return text === "" ? "" : `<code>${markupText(text, 300)}</code>`;
}

function* notes({ notes }: LargeVerdict): Iterable<string> {
  if (notes.length === 0) return;
  yield "<section><h2>Notes</h2>\n<ul>\n";
  for (const { message } of notes) yield `<li>${markupText(message)}</li>\n`;
  yield "</ul></section>\n";
}

function footer({ inputs, tool }: LargeVerdict): string {
  const facts = [
    ...(inputs.repository === undefined ? [] : [inputs.repository]),
    ...(inputs.commit === undefined ? [] : [`commit ${inputs.commit}`]),
    inputs.now,
    `policy ${inputs.policy.sha256}`,
    `sallyport ${tool.version}`,
  ];
  const reports = inputs.reports.map(({ path, tool: scanner, health }) => `${path} (${scanner}, ${health})`);
  const list = reports.map((report) => `<li>${markupText(report)}</li>`).join("");
  return `<footer><p>${facts.map((fact) => markupText(fact)).join(" · ")}</p><ul>${list}</ul></footer>`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
