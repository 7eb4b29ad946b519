import { approvalEnvironment } from "@sallyport/policy";
import { type Paint, paintFor } from "./paint.js";
import { plainText, wrap } from "./plain-text.js";
import { rungsByWeight } from "./severity.js";
import type { Decision, Outcome, Verdict } from "./verdict.js";

export interface TerminalOptions {
  /** ANSI colours; without them nothing but plain text. */
  color: boolean;
  /**
   * Columns to wrap at.
   *
   * @default 100
   */
  width?: number;
}

interface Page {
  verdict: Verdict;
  paint: Paint;
  width: number;
}

/** How many warnings and logged findings are listed; what blocks or needs approval is never left out. */
const listedAtMost = 10;

/** The verdict for people: the decision and why, then every finding with its reason and its fix. Ends with a line break. */
export function renderTerminal(verdict: Verdict, { color, width = 100 }: TerminalOptions): string {
  const page = { verdict, paint: paintFor(color), width };
  const blocks = [headline(page), doubts(page), ...groups(page), notes(page), summary(page), nextStep(page)];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

const titles: Record<Decision, string> = {
  pass: "PASS",
  blocked: "BLOCKED",
  undecided: "UNDECIDED",
  approval: "APPROVAL REQUIRED",
};

function headline({ verdict, paint, width }: Page): string {
  const title = titles[verdict.decision];
  const color = { pass: paint.green, blocked: paint.red, undecided: paint.yellow, approval: paint.yellow };
  const painted = paint.bold(color[verdict.decision](title));
  return wrapAfter(title, painted, `: ${reasonOf(verdict)}`, width, "  ");
}

/** Wraps a text whose beginning is painted: colour takes no columns. */
function wrapAfter(start: string, painted: string, rest: string, width: number, indent: string): string {
  return painted + wrap(start + rest, width, indent).slice(start.length);
}

function reasonOf({ decision, counts: { outcomes }, doubts: reasons, findings }: Verdict): string {
  switch (decision) {
    case "blocked": {
      const also = [
        outcomes.approve > 0 ? `${outcomes.approve} more would need approval` : "",
        reasons.length > 0 ? `${count(reasons.length, "doubt")} on top` : "",
      ].filter((part) => part !== "");
      return `${count(outcomes.block, "finding")} ${outcomes.block === 1 ? "blocks" : "block"}${also.map((part) => `; ${part}`).join("")}.`;
    }
    case "undecided":
      return `${count(reasons.length, "reason")} not to trust what was given, so nobody can say that it is safe.`;
    case "approval":
      return `${count(outcomes.approve, "finding")} ${outcomes.approve === 1 ? "needs" : "need"} approval.`;
    default:
      if (findings.length === 0) return "no findings in any report.";
      return outcomes.warn === 0
        ? `nothing that blocks, needs approval or warns; ${outcomes.log} logged.`
        : `nothing that blocks or needs approval; ${count(outcomes.warn, "warning")}.`;
  }
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

function groups({ verdict, paint, width }: Page): string[] {
  return headings.map(([action, heading, color]) => {
    const findings = verdict.findings.filter(({ outcome }) => outcome === action);
    if (findings.length === 0) return "";
    const inFull = action === "block" || action === "approve";
    const listed = inFull ? findings : findings.slice(0, listedAtMost);
    const hidden = findings.length - listed.length;
    const entries = listed.map((finding) => {
      const first = paint[color](severityOf(finding));
      return inFull ? inDetail(finding, first, { verdict, paint, width }) : inBrief(finding, first, width);
    });
    return [
      paint.bold(`${heading} (${findings.length})`),
      entries.join(inFull ? "\n\n" : "\n"),
      ...(hidden > 0 ? [`  ... and ${hidden} more; the JSON verdict (--json) has them all.`] : []),
    ].join("\n");
  });
}

function severityOf({ severity: { rung, score } }: Outcome): string {
  return score === undefined ? rung.toUpperCase() : `${rung.toUpperCase()} ${score.score.toFixed(1)}`;
}

function inDetail(finding: Outcome, severity: string, { paint, width }: Page): string {
  const row = (name: string, text: string | undefined) =>
    text === undefined ? [] : [`    ${paint.dim(name.padEnd(6))}${wrap(text, width, "          ")}`];
  return [
    `  ${severity}  ${paint.bold(plainText(finding.ids.join(" = ")))}${packageOf(finding)}`,
    `    ${wrap(plainText(finding.title), width, "    ")}`,
    ...row("where", placeOf(finding)),
    ...row("what", finding.detail && plainText(finding.detail)),
    ...row("why", plainText(finding.because)),
    ...row("note", finding.severity.disputed && `${plainText(finding.severity.disputed)}.`),
    ...row("fix", plainText(finding.fix)),
    ...row("see", finding.links[0] && plainText(finding.links[0])),
  ].join("\n");
}

function inBrief(finding: Outcome, painted: string, width: number): string {
  const text = `  ${plainText(finding.ids[0] ?? "")}${packageOf(finding)}  ${placeOf(finding)}  ${plainText(finding.fix)}`;
  return `  ${wrapAfter(severityOf(finding), painted, text, width, "      ")}`;
}

function packageOf({ package: affected }: Outcome): string {
  return affected === undefined ? "" : `  ${plainText(`${affected.name} ${affected.version ?? ""}`)}`;
}

function placeOf({ location: { path, line, resource }, artifact, report }: Outcome): string {
  const place = line === undefined ? path : `${path}:${line}`;
  const inside = resource === undefined || resource === path ? "" : ` (${resource})`;
  const where = artifact.name === "" || path.startsWith(artifact.name) ? "" : ` in ${artifact.name}`;
  return plainText(`${place}${inside}${where}, says ${report}`);
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

function nextStep({ verdict: { decision, approvers, counts }, paint, width }: Page): string {
  const steps: Record<Decision, string> = {
    pass: counts.outcomes.warn > 0 ? "go on, and plan the warnings." : "go on.",
    blocked: "fix what blocks, then run the gate again. An approval does not lift a block.",
    undecided: "clear the doubts above, then run the gate again. An approval does not lift them.",
    approval: `${approvers} approves in the environment ${approvalEnvironment}, or fix the findings above.`,
  };
  return wrapAfter("Next:", paint.bold("Next:"), ` ${steps[decision]}`, width, "  ");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
