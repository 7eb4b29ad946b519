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
export function print(text: string | Uint8Array): Promise<void> {
  return write(process.stdout, text);
}

/** Bytes that are written at a time. */
const blockBytes = 512 * 1024;

/** Writes a text of any length to standard output, piece by piece, as fast as it is taken, from one block of memory. */
export async function printPieces(pieces: Iterable<string>): Promise<void> {
  const block = Buffer.allocUnsafeSlow(blockBytes);
  let used = 0;
  for (const piece of pieces) {
    // A character takes three bytes at most.
    if (piece.length * 3 > blockBytes - used) {
      await print(block.subarray(0, used));
      used = 0;
    }
    if (piece.length * 3 > blockBytes) await print(piece);
    else used += block.write(piece, used);
  }
  await print(block.subarray(0, used));
}

/** Writes to standard error and waits until it is taken. */
export function printError(text: string): Promise<void> {
  return write(process.stderr, text);
}

function write(stream: NodeJS.WriteStream, text: string | Uint8Array): Promise<void> {
  return new Promise((taken) => {
    stream.write(text, () => taken());
  });
}
