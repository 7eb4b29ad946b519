import { closeSync, openSync, readSync } from "node:fs";
import { missingReport } from "@sallyport/gate";
import { whyRefused } from "./read-input.js";

const chunkBytes = 256 * 1024;

/**
 * The bytes of a report file from the start, in pieces of 4 MB. Each piece is overwritten by the next.
 *
 * @throws {ReportError} when it cannot be read.
 */
export function* fileChunks(path: string): Generator<Uint8Array, void> {
  const buffer = Buffer.allocUnsafeSlow(chunkBytes);
  const descriptor = attempt(path, () => openSync(path, "r"));
  try {
    for (;;) {
      const read = attempt(path, () => readSync(descriptor, buffer, 0, chunkBytes, null));
      if (read === 0) return;
      yield buffer.subarray(0, read);
    }
  } finally {
    closeSync(descriptor);
  }
}

function attempt<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw missingReport(path, whyRefused("read", error));
  }
}
