import { cutText } from "./render/cut-text.js";
import { deadlineOf, packageOf, raterOf } from "./render/finding-words.js";
import { repositoryFile } from "./render/repository-file.js";
import { count, decisionTitles, reasonOf } from "./render/verdict-words.js";
import type { LargeVerdict, Outcome } from "./verdict.js";

/** GitHub shows ten of each level and step, and drops the others without a word. */
const perLevel = 10;

/** One of each level says how many there are. */
const listedPerLevel = perLevel - 1;

interface Annotation {
  level: "error" | "warning" | "notice";
  title: string;
  message: string;
  file?: string | undefined;
  line?: number | undefined;
}

/**
 * Workflow commands of GitHub Actions, one a line: the decision first, then doubts and what blocks as errors, what needs
 * approval or warns as warnings. The strongest first, and no more than GitHub shows.
 */
export function* renderAnnotations(verdict: LargeVerdict): Iterable<string> {
  yield lineOf(decisionOf(verdict));
  const errors = Iterator.from([verdict.doubts]).flatMap((doubts) => doubts.map(ofDoubt));
  const { doubts, outcomes } = verdict.counts;
  yield* listed("error", chain(errors, ofFindings(verdict, ["block"])), doubts + outcomes.block);
  yield* listed("warning", ofFindings(verdict, ["approve", "warn"]), outcomes.approve + outcomes.warn);
}

function decisionOf(verdict: LargeVerdict): Annotation {
  const title = `Sallyport: ${decisionTitles[verdict.decision]}`;
  return { level: "notice", title, message: reasonOf(verdict) };
}

function* listed(level: Annotation["level"], annotations: Iterable<Annotation>, total: number): Iterable<string> {
  const shown = total <= perLevel ? perLevel : listedPerLevel;
  yield* Iterator.from(annotations).take(shown).map(lineOf);
  const hidden = total - shown;
  const message = "GitHub shows no more than ten; the verdict has them all.";
  if (hidden > 0) yield lineOf({ level, title: `${count(hidden, "more finding")}`, message });
}

function* chain<T>(...lists: readonly Iterable<T>[]): Iterable<T> {
  for (const list of lists) yield* list;
}

function ofDoubt({ about, found, remedy }: LargeVerdict["doubts"][number]): Annotation {
  return { level: "error", title: `Undecided: ${about}`, message: `${about} ${found}. ${remedy}` };
}

function ofFindings({ findings }: LargeVerdict, actions: readonly Outcome["outcome"][]): Iterable<Annotation> {
  return Iterator.from(findings)
    .filter(({ outcome }) => actions.includes(outcome))
    .map((finding) => {
      const file = repositoryFile(finding);
      const deadline = deadlineOf(finding);
      return {
        level: finding.outcome === "block" ? "error" : "warning",
        title: `${finding.ids[0] ?? ""} ${packageOf(finding)}`.trim(),
        message: [
          `${finding.severity} (${raterOf(finding)}): ${finding.title}.`,
          finding.fix,
          ...(deadline === undefined ? [] : [`Due: ${deadline}.`]),
          ...(file === undefined ? [`In ${finding.artifact.name}, ${finding.location.path}.`] : []),
        ].join(" "),
        file,
        line: file === undefined ? undefined : finding.location.line,
      };
    });
}

function lineOf({ level, title, message, file, line }: Annotation): string {
  const properties = [
    ...(file === undefined ? [] : [`file=${property(file)}`]),
    ...(line === undefined ? [] : [`line=${line}`]),
    `title=${property(cutText(title, 200))}`,
  ];
  return `::${level} ${properties.join(",")}::${data(cutText(message, 1000))}\n`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
