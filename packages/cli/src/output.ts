import type { WriteStream } from "node:tty";

/** What a renderer may use of the terminal. */
export interface Terminal {
  color: boolean;
  /** Columns. */
  width: number;
}

/** The terminal behind a stream: colour only where a person looks at it, unless `FORCE_COLOR` or `NO_COLOR` says so. */
export function terminalOf(
  stream: Pick<WriteStream, "isTTY" | "columns">,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Terminal {
  const forced = env.FORCE_COLOR;
  const color =
    forced !== undefined
      ? forced !== "0" && forced !== "false"
      : !env.NO_COLOR && env.TERM !== "dumb" && stream.isTTY === true;
  return { color, width: Math.max(stream.columns || 100, 40) };
}

/** Writes to standard output and waits until it is taken. A reader that went away is harmless. */
export function print(text: string): Promise<void> {
  return write(process.stdout, text);
}

/** How many characters are written at a time, about. */
const blockLength = 512 * 1024;

/** Writes a text of any length to standard output, piece by piece, as fast as it is taken. */
export async function printPieces(pieces: Iterable<string>): Promise<void> {
  let block = "";
  for (const piece of pieces) {
    block += piece;
    if (block.length < blockLength) continue;
    await print(block);
    block = "";
  }
  await print(block);
}

/** Writes to standard error and waits until it is taken. */
export function printError(text: string): Promise<void> {
  return write(process.stderr, text);
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((taken) => {
    stream.write(text, () => taken());
  });
}
