import type { FoundSuppression } from "./suppression.js";

/** A word beside the code that tells a scanner to leave findings out. */
interface Marker {
  scanner: string;
  marker: string;
  /** Finds it; its first group holds what is left out. */
  pattern: RegExp;
  /** Ids in that group. */
  ids: RegExp;
  /** Where on a line the tool looks for it; `margin` is after a space or before any letter. */
  where: "comment" | "margin" | "line";
  /**
   * Names of the files in which it has a meaning.
   *
   * @default - all
   */
  files?: RegExp;
}

const listed = /[\w./@-]+/g;

/** The words as the tools define them: each pattern follows the expression in the tool's source or documentation. */
const markers: readonly Marker[] = [
  // https://bandit.readthedocs.io/en/latest/config.html#suppressing-individual-lines
  {
    scanner: "bandit",
    marker: "nosec",
    pattern: /#[ \t]*nosec\b:?([^#]*)/gi,
    ids: /\bB\d{3}\b|\b[a-z]+(?:_[a-z\d]+)+\b/g,
    where: "line",
    files: /\.pyw?i?$/,
  },
  // https://github.com/securego/gosec#annotating-code
  {
    scanner: "gosec",
    marker: "nosec",
    pattern: /(?:#nosec|\/\/[ \t]*gosec:disable)\b(.*?)(?=--|$)/g,
    ids: /\bG\d{3}\b/g,
    where: "comment",
    files: /\.go$/,
  },
  // https://semgrep.dev/docs/ignoring-files-folders-code: a space before it is enough, at the start of a line any sign.
  {
    scanner: "semgrep",
    marker: "nosemgrep",
    // As the tool does, every word after the colon counts; nothing beyond the comment is shown.
    pattern: /nosem(?:grep)?\b(?:[ \t]*[:=][ \t]?([\w.,\- \t]*))?/gi,
    ids: /[\w.-]+/g,
    where: "margin",
  },
  // https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html
  {
    scanner: "checkov",
    marker: "checkov:skip",
    pattern: /\b(?:checkov|bridgecrew|cortex):skip=[ \t]*([\w,[\]-]*)/g,
    ids: /[\w-]+/g,
    where: "comment",
  },
  {
    scanner: "checkov",
    marker: "checkov.io/skip",
    pattern: /\bcheckov\.io\/skip\d*["']?[ \t]*:[ \t]*["']?(\w+)/g,
    ids: /\w+/g,
    where: "line",
    files: /\.(ya?ml|json|tpl)$/,
  },
  // https://trivy.dev/docs/latest/configuration/filtering/#inline-ignores; Trivy reads the words of tfsec too.
  {
    scanner: "trivy",
    marker: "trivy:ignore",
    pattern: /\b(?:trivy|tfsec):ignore:(\*|[\w.-]+)/g,
    ids: /[^*].*/g,
    where: "comment",
  },
  // https://docs.kics.io/latest/running-kics/#using-commands-on-scanned-files-as-comments
  {
    scanner: "kics",
    marker: "kics-scan",
    pattern: /\bkics-scan[ \t]+(?:ignore(?:-line|-block)?\b|disable=([\w, -]+))/g,
    ids: /[\w-]+/g,
    where: "comment",
  },
  // https://github.com/hadolint/hadolint#ignoring-rules
  {
    scanner: "hadolint",
    marker: "hadolint ignore",
    pattern: /\bhadolint[ \t]+(?:global[ \t]+)?ignore[ \t]*=[ \t]*([\w, \t]+)/g,
    ids: /\w+/g,
    where: "comment",
  },
  // https://github.com/gitleaks/gitleaks#gitleaksallow: anywhere on the line.
  { scanner: "gitleaks", marker: "gitleaks:allow", pattern: /gitleaks:allow\b()/g, ids: listed, where: "line" },
  // https://github.com/trufflesecurity/trufflehog: anywhere on the line.
  {
    scanner: "trufflehog",
    marker: "trufflehog:ignore",
    pattern: /trufflehog:ignore\b()/g,
    ids: listed,
    where: "line",
  },
  // https://docs.sonarsource.com/sonarqube-server/user-guide/issues/managing/
  {
    scanner: "sonarqube",
    marker: "NOSONAR",
    pattern: /\bNOSONAR\b(?:\(([^)]{0,300})\))?/g,
    ids: /[\w:-]+/g,
    where: "comment",
  },
  // https://github.com/github/codeql/blob/main/shared/util/codeql/util/suppression/AlertSuppression.qll
  {
    scanner: "codeql",
    marker: "codeql",
    pattern: /\b(?:lgtm|codeql)[ \t]*\[([^\]]{0,300})\]/gi,
    ids: /[\w./-]+/g,
    where: "comment",
  },
  {
    scanner: "codeql",
    marker: "lgtm",
    pattern: /(?:#|\/\/|\/\*)[ \t]*lgtm\b(?![ \t]*\[)()/gi,
    ids: listed,
    where: "comment",
  },
  // https://github.com/zegl/kube-score#ignoring-a-test
  {
    scanner: "kubeScore",
    marker: "kube-score/ignore",
    pattern: /\bkube-score\/ignore["']?[ \t]*:[ \t]*["']?([\w, \t-]+)/g,
    ids: /[\w-]+/g,
    where: "line",
    files: /\.(ya?ml|json|tpl)$/,
  },
  // https://docs.snyk.io/scan-with-snyk/snyk-code
  {
    scanner: "snyk",
    marker: "deepcode ignore",
    pattern: /\bdeepcode[ \t]+ignore[ \t]+([\w./-]+)/gi,
    ids: /[\w./-]+/g,
    where: "comment",
  },
];

/** Words of which every marker has one: most files have none. */
const hint =
  /nosec|gosec:|nosem|:skip|checkov\.io|:ignore|kics-scan|hadolint|:allow|nosonar|lgtm|codeql|kube-score|deepcode/i;

/** Files that talk about the words instead of using them. */
const prose = /\.(md|mdx|markdown|rst|adoc|asciidoc|txt)$/i;

/** What begins a comment in the languages that scanners read. */
const commentStart = /#|\/\/|\/\*|<!--|--|\{-|;|%|^[ \t]*\*/;

/** What the words in a file of code leave out. */
export function markersIn(text: string, path: string): FoundSuppression[] {
  if (prose.test(path) || !hint.test(text)) return [];
  const possible = markers.filter(({ files }) => files === undefined || files.test(path));
  return text.split("\n").flatMap((content, index) => {
    if (!hint.test(content)) return [];
    const line = {
      content,
      number: index + 1,
      comment: content.search(commentStart),
      word: content.search(/[a-z\d]/i),
    };
    return possible.flatMap((marker) => occurrences(marker, line, path));
  });
}

/** A line of code; each position is looked for once, so that a long line costs no more than its length. */
interface Line {
  content: string;
  number: number;
  /** Where its first comment begins, or -1. */
  comment: number;
  /** Where its first letter or digit stands, or -1. */
  word: number;
}

function occurrences(marker: Marker, line: Line, path: string): FoundSuppression[] {
  return [...line.content.matchAll(marker.pattern)]
    .filter(({ index }) => isHeard(marker, line, index))
    .map(([, said = ""]) => {
      const ids = [...said.matchAll(marker.ids)].map(([id]) => id.trim());
      return {
        scanner: marker.scanner,
        ids: [...new Set(ids)],
        line: line.number,
        marker: marker.marker,
        paths: [path],
      };
    });
}

/** Whether the tool looks where the word stands. */
function isHeard({ where }: Marker, { content, comment, word }: Line, index: number): boolean {
  if (where === "line") return true;
  // The first word of a line may stand in a comment that began on an earlier one.
  if (word === index) return true;
  // A pattern may begin with the comment itself.
  return where === "comment" ? comment !== -1 && comment <= index + 1 : content[index - 1] === " ";
}
