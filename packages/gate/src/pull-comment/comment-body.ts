/** Which run wrote a comment; a later run has a greater id, a later attempt of it a greater number. */
export interface CommentMark {
  run: number;
  attempt: number;
  /**
   * What the comment is about. Each topic has a comment of its own on a pull request.
   *
   * @default - the verdict
   */
  topic?: string;
}

/** Most bytes of a comment. GitHub's limit is 65,536 characters; counted in bytes it holds whatever it means by them. */
export const maximumCommentBytes = 65_536;

const markPattern = /^<!-- sallyport(?: ([a-z]{1,30}))?: run ([1-9]\d{0,14}), attempt ([1-9]\d{0,8}) -->(?:\r?\n|$)/;
const cutNote = "_Cut here: a comment cannot be longer. The verdict in the artifacts of the run has all of it._";

/** The text of a comment: its first line, which nobody sees, says who wrote it; a longer Markdown is cut at a line. */
export function commentBody(markdown: string, { run, attempt, topic }: CommentMark): string {
  const mark = `<!-- sallyport${topic === undefined ? "" : ` ${topic}`}: run ${run}, attempt ${attempt} -->\n`;
  return mark + fitted(markdown.replace(markPattern, ""), maximumCommentBytes - mark.length);
}

/** The run that wrote a comment; undefined for one that does not begin as ours do. */
export function commentMark(body: string): CommentMark | undefined {
  const [, topic, run, attempt] = markPattern.exec(body) ?? [];
  if (run === undefined || attempt === undefined) return undefined;
  return { run: Number(run), attempt: Number(attempt), ...(topic !== undefined && { topic }) };
}

/** Whether a comment can have this topic. */
export function isCommentTopic(topic: string): boolean {
  return /^[a-z]{1,30}$/.test(topic);
}

/** Negative when the first is older. */
export function byAge(one: CommentMark, other: CommentMark): number {
  return one.run - other.run || one.attempt - other.attempt;
}

/** What of the text fits, with its code blocks and its folded parts closed, so that the note stands outside of them. */
function fitted(markdown: string, limit: number): string {
  if (Buffer.byteLength(markdown) <= limit) return markdown;
  const open = new OpenParts();
  let text = "";
  let bytes = 0;
  let end = `\n${cutNote}\n`;
  for (const line of markdown.split("\n")) {
    open.add(line);
    const ending = `${open.closed()}\n${cutNote}\n`;
    bytes += Buffer.byteLength(line) + 1;
    if (bytes + Buffer.byteLength(ending) > limit) break;
    text += `${line}\n`;
    end = ending;
  }
  return text + end;
}

/** The code block and the folded parts that are open after the lines so far. */
class OpenParts {
  #fence: string | undefined;
  #folds = 0;

  add(line: string): void {
    const [, fence] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    if (this.#fence !== undefined) {
      if (fence?.startsWith(this.#fence) && line.trim() === fence) this.#fence = undefined;
      return;
    }
    this.#fence = fence;
    if (fence !== undefined) return;
    const count = (pattern: RegExp) => line.match(pattern)?.length ?? 0;
    this.#folds = Math.max(0, this.#folds + count(/<details\b/gi) - count(/<\/details>/gi));
  }

  /** The lines that close them. */
  closed(): string {
    return (this.#fence === undefined ? "" : `${this.#fence}\n`) + "</details>\n".repeat(this.#folds);
  }
}
