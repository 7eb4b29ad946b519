/** An image that a Dockerfile builds on. */
export interface BaseLine {
  /** Line of the instruction, from 1. */
  line: number;
  /** The image as it stands there, perhaps with variables. */
  written: string;
  /** The image with the defaults of its variables; undefined where one has none. */
  reference: string | undefined;
  /** `linux/arm64`, where the line says so. */
  platform: string | undefined;
  /** True for what the built image itself stands on: the others only help to build it. */
  isShipped: boolean;
}

interface Instruction {
  line: number;
  keyword: string;
  /** The rest of it in one line. */
  rest: string;
}

interface Stage {
  name: string | undefined;
  /** The stage that it goes on from, or the image. */
  from: Stage | BaseLine | undefined;
}

/**
 * The images that the stages of a Dockerfile begin with. Stages that go on from another, and `scratch`, are left out.
 *
 * @see https://docs.docker.com/reference/dockerfile/#from
 */
export function baseLines(text: string): BaseLine[] {
  const defaults = new Map<string, string>();
  const stages: Stage[] = [];
  const bases: BaseLine[] = [];
  for (const { line, keyword, rest } of instructions(text)) {
    // Only what stands before the first FROM is known to the lines that begin stages.
    if (keyword === "ARG" && stages.length === 0)
      for (const [name, value] of argumentsOf(rest)) defaults.set(name, value);
    if (keyword !== "FROM") continue;
    const { platform, written, name } = parseFrom(rest);
    const earlier = stages.find((stage) => stage.name !== undefined && stage.name === written.toLowerCase());
    const base = { line, written, reference: expanded(written, defaults), platform, isShipped: false };
    const from = earlier ?? (written.toLowerCase() === "scratch" ? undefined : base);
    if (from === base) bases.push(base);
    stages.push({ name, from });
  }
  const shipped = baseOf(stages.at(-1));
  return bases.map((base) => ({ ...base, isShipped: base === shipped }));
}

/** The text with another image in a line; undefined where the line does not hold the image as it is. */
export function withBase(text: string, { line, written }: BaseLine, reference: string): string | undefined {
  if (written.includes("$")) return undefined;
  const lines = text.split("\n");
  const old = lines[line - 1] ?? "";
  const at = old.indexOf(` ${written}`);
  if (at === -1) return undefined;
  lines[line - 1] = `${old.slice(0, at + 1)}${reference}${old.slice(at + 1 + written.length)}`;
  return lines.join("\n");
}

function baseOf(stage: Stage | undefined): BaseLine | undefined {
  const from = stage?.from;
  return from === undefined || "line" in from ? from : baseOf(from);
}

function parseFrom(rest: string): { platform: string | undefined; written: string; name: string | undefined } {
  const words = rest.split(/\s+/).filter(Boolean);
  const flags = words.filter((word) => word.startsWith("--"));
  const [written = "", as, name] = words.filter((word) => !word.startsWith("--"));
  return {
    platform: flags.find((flag) => flag.startsWith("--platform="))?.slice("--platform=".length),
    written,
    name: as?.toLowerCase() === "as" ? name?.toLowerCase() : undefined,
  };
}

function argumentsOf(rest: string): [string, string][] {
  return [...rest.matchAll(/([A-Za-z_]\w*)=("[^"]*"|'[^']*'|\S*)/g)].map(([, name = "", value = ""]) => [
    name,
    value.replace(/^(["'])(.*)\1$/, "$2"),
  ]);
}

/** `$NAME`, `${NAME}`, `${NAME:-word}` and `${NAME:+word}`. */
function expanded(text: string, defaults: ReadonlyMap<string, string>): string | undefined {
  let isWhole = true;
  const result = text.replaceAll(
    /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::([-+])([^}]*))?\})/g,
    (_, bare: string | undefined, braced: string | undefined, sign: string | undefined, word = "") => {
      const value = defaults.get(bare ?? braced ?? "");
      if (sign === "+") return value ? word : "";
      if (value) return value;
      if (sign === undefined) isWhole = false;
      return word;
    },
  );
  return isWhole && !result.includes("$") ? result : undefined;
}

/** The instructions, without comments, with continued lines in one, and without what is written inside of a heredoc. */
function* instructions(text: string): Generator<Instruction> {
  const lines = text.split(/\r?\n/);
  const continuation = escapeOf(lines);
  for (let index = 0; index < lines.length; index++) {
    if (isComment(lines[index]) || lines[index]?.trim() === "") continue;
    const start = index;
    let whole = "";
    for (; index < lines.length; index++) {
      const line = lines[index] ?? "";
      // Comments and empty lines may stand between the lines of one instruction.
      if (index > start && (isComment(line) || line.trim() === "")) continue;
      const continued = line.trimEnd().endsWith(continuation);
      whole += continued ? `${line.trimEnd().slice(0, -1)} ` : line;
      if (!continued) break;
    }
    const [, keyword = "", rest = ""] = /^\s*([A-Za-z]+)\s*(.*)$/s.exec(whole) ?? [];
    yield { line: start + 1, keyword: keyword.toUpperCase(), rest };
    if (/^(RUN|COPY|ADD)$/i.test(keyword)) index = endOfHeredocs(rest, lines, index);
  }
}

function escapeOf(lines: readonly string[]): string {
  for (const line of lines) {
    const [, name, value] = /^#\s*([A-Za-z]+)\s*=\s*(\S+)\s*$/.exec(line) ?? [];
    if (name === undefined) return "\\";
    if (name.toLowerCase() === "escape") return value === "`" ? "`" : "\\";
  }
  return "\\";
}

/** Index of the last line of the heredocs that an instruction opens. */
function endOfHeredocs(rest: string, lines: readonly string[], index: number): number {
  let end = index;
  for (const [, dash, , word] of rest.matchAll(/<<(-?)(["']?)([A-Za-z_]\w*)\2/g)) {
    do end++;
    while (end < lines.length && (dash ? lines[end]?.replace(/^\t+/, "") : lines[end]) !== word);
  }
  return end;
}

function isComment(line: string | undefined): boolean {
  return /^\s*#/.test(line ?? "");
}
